import * as Y from 'yjs';
import type { SessionClient } from '../../client/session-client.ts';
import type { TextDocument } from '../../client/text-document.ts';
import { stateCovers } from '../../client/yjs-states.ts';
import type { DocumentInfo } from '../../shared/capabilities/documents/document-state.ts';
import { hashBytes, hashText } from '../../shared/text/hash.ts';
import { encodeText } from '../files/text-codec.ts';
import type { Disk } from './disk.ts';
import { expectedState } from './expected-state.ts';
import type { Journal, JournalRecord, RestingText } from './journal.ts';
import { textOf } from './seed.ts';

export interface AtRestOptions {
  client: SessionClient;
  disk: Disk;
  journal: Journal;
  /** Says whether a document's file holds it as it is, by the log. */
  isOnDisk: (ref: string) => boolean;
}

/**
 * Texts that need not be in memory: log, journal and file had the same text, and neither the log nor the journal has
 * anything newer. Only the hash of the file's bytes is compared. The keeper's queue runs its methods one at a time.
 */
export class AtRest {
  readonly #options: AtRestOptions;

  constructor(options: AtRestOptions) {
    this.#options = options;
  }

  /** Notes a text that is in memory, if log, journal and file agree about it. */
  async note(ref: string): Promise<void> {
    const { client, journal, isOnDisk } = this.#options;
    if (client.status.is !== 'online') return;
    const { current } = await journal.records(ref);
    const document = client.documents.get(ref);
    if (!document || !current || current.before || current.elsewhere) return;
    document.flush();
    const { path = null, saved = null } = client.state.documents[ref] ?? {};
    if (path !== current.path || saved === null || client.isWaitingOn(ref) || !isOnDisk(ref)) return;
    if (!isWhole(current, document, saved.hash)) return;
    await journal.noteResting(ref, { seq: client.applied, path, textHash: saved.hash, bytesHash: current.hash });
  }

  /** Finds the noted texts that may rest, as far as the session's state tells, each with the seq of its note. */
  async found(): Promise<Map<string, number>> {
    const { client, journal } = this.#options;
    const { documents } = expectedState(client);
    const waiting = new Set(client.unsent.map(({ entry }) => entry.ref));
    const found = new Map<string, number>();
    for (const [ref, text] of await journal.resting()) {
      const info = documents[ref];
      if (info && isAsNoted(info, text) && !waiting.has(ref)) found.set(ref, text.seq);
    }
    return found;
  }

  /** Says whether a text rests, and its file is unchanged. Throws as `Disk.read`. */
  async isUnchanged(ref: string): Promise<boolean> {
    const { client, disk, journal } = this.#options;
    if (!client.documents.isResting(ref)) return false;
    const text = await journal.restingText(ref);
    const info = expectedState(client).documents[ref];
    if (!text || !info || info.deleted || !isAsNoted(info, text)) return false;
    const bytes = await disk.read(text.path);
    return bytes !== null && hashBytes(bytes) === text.bytesHash && client.documents.isResting(ref);
  }
}

/** Says whether a record's file holds the document's text, and the document has all of the record. */
function isWhole(record: JournalRecord, document: TextDocument, textHash: string): boolean {
  const { to } = Y.parseUpdateMeta(record.document ?? record.base);
  if (!stateCovers(document.yText.doc!, to)) return false;
  if (hashBytes(encodeText(document.toString(), record.format)) === record.hash) return true;
  // Line ends of both kinds are not written again.
  return hashText(textOf(record.base)) === textHash;
}

function isAsNoted({ path, saved, conflict, diskFormat, unsaved = [] }: DocumentInfo, text: RestingText): boolean {
  return path === text.path && saved?.hash === text.textHash && !conflict && !diskFormat && unsaved.length === 0;
}
