import * as Y from 'yjs';
import type { Entry } from '../../src/shared/core/entry.ts';
import { checkPacked } from '../../src/shared/core/message-pack.ts';
import { bodyBlobOf } from '../../src/shared/session/body-blob.ts';
import { decodeBody, isKind } from '../../src/shared/session/table.ts';
import type { Log } from './log.ts';

/** An entry that cannot be read, and counts as nothing. */
export interface Unreadable extends Pick<Entry, 'seq' | 'at' | 'by' | 'kind'> {
  why: string;
}

const pageEntries = 1000;

const messageOf = (thrown: unknown): string => String((thrown as Error | undefined)?.message ?? thrown);

/** Reason for which a body must not be decoded at all; null where it may be. */
export function harmOf(entry: Entry): string | null {
  const { kind, body } = entry;
  if (bodyBlobOf(entry) !== null || !isKind(kind)) return null;
  try {
    checkPacked(body);
    return null;
  } catch (thrown) {
    return messageOf(thrown);
  }
}

/**
 * Reason for which an entry counts as nothing: it must not be decoded, is not of its kind's form, or its text is no
 * text.
 */
function whyUnreadable(entry: Entry): string | null {
  const { kind, body } = entry;
  if (bodyBlobOf(entry) !== null || !isKind(kind)) return null;
  const harm = harmOf(entry);
  if (harm !== null) return harm;
  try {
    const decoded = decodeBody(kind, body);
    if (kind === 'doc.updated') Y.decodeUpdate((decoded as { update: Uint8Array }).update);
    return null;
  } catch (thrown) {
    return messageOf(thrown);
  }
}

/** Lists the entries of a session that cannot be read, in order. */
export async function unreadableOf(log: Log, session: string): Promise<Unreadable[]> {
  const found: Unreadable[] = [];
  const head = await log.head(session);
  for (let after = 0; after < head; ) {
    const page = await log.read(session, after, head, pageEntries);
    for (const entry of page) {
      const why = whyUnreadable(entry);
      const { seq, at, by, kind } = entry;
      if (why !== null) found.push({ seq, at, by, kind, why });
    }
    after = page.length < pageEntries ? head : page.at(-1)!.seq;
  }
  return found;
}
