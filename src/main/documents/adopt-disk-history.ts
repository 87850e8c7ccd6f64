import type { SessionClient } from '../../client/session-client.ts';
import type { DocumentInfo } from '../../shared/capabilities/documents/document-state.ts';
import { hashBytes, hashText } from '../../shared/text/hash.ts';
import { decodeChanged, newFileFormat, type TextFormat } from '../files/text-codec.ts';
import type { Disk } from './disk.ts';
import type { Journal, JournalRecord } from './journal.ts';
import { newIn } from './journal-base.ts';
import { openThere } from './open-there.ts';
import type { DiskHistory } from './remote-disk-history.ts';
import { covers, textOf } from './seed.ts';

export interface Adoption {
  client: SessionClient;
  disk: Disk;
  journal: Journal;
  bases: DiskHistory;
  report: (message: string) => void;
}

/**
 * Prepares the journal of a host that takes a session over. A file of this machine that the session has known is merely
 * behind: the document's text stays. An unknown one was changed from the version that it is nearest to, and only that
 * change comes in, by itself where it removes nothing that was written in the session. Rejects when the bases of former
 * hosts cannot be read. Gives a function to run once this is the host: the last save may never have reached the log by
 * itself.
 */
export async function adoptDiskHistory({
  client,
  disk,
  journal,
  bases,
  report,
}: Adoption): Promise<() => Promise<void>> {
  const saved = new Map<string, JournalRecord>();
  for (const [ref, info] of Object.entries(client.state.documents)) {
    const { path } = info;
    if (path === null || (await journal.records(ref)).current !== null) continue;
    const known = await bases.all(ref);
    if (known[0]) saved.set(ref, known[0]);
    const bytes = await disk.read(path).catch(() => null);
    const record = bytes === null ? known[0] : nearest(known, bytes, info);
    if (record) {
      const isKnown = bytes === null || record.hash === hashBytes(bytes);
      await journal.put(ref, { ...record, path, ...(!isKnown && { first: textOf(known.at(-1)!.base) }) });
      continue;
    }
    if (bytes === null) continue;
    // Without a common base, the text that people have in their editors stays, and the file until the next save.
    const document = await openThere(client, ref);
    if (!document) continue;
    const { format: wanted, diskFormat = wanted } = info;
    const format = formatOf(bytes, diskFormat, document.toString());
    await journal.put(ref, { path, hash: hashBytes(bytes), base: document.encode(), format });
    report(`${path}: the last host's version of this file is not known; the session's text stays.`);
  }
  return async () => {
    for (const [ref, { base, brought }] of saved) {
      const document = await openThere(client, ref);
      if (!document) continue;
      if (!covers(document.encode(), base)) document.applyOwn(base, brought);
      document.flush();
    }
  };
}

function formatOf(bytes: Uint8Array, known: TextFormat, text: string): TextFormat {
  try {
    return decodeChanged(bytes, known, text).format;
  } catch {
    return known;
  }
}

/** Finds the version that leaves the least in these bytes to be explained. */
function nearest(
  known: readonly JournalRecord[],
  bytes: Uint8Array,
  { conflict }: DocumentInfo,
): JournalRecord | undefined {
  const hash = hashBytes(bytes);
  const same = known.find((record) => record.hash === hash);
  if (same) return same;
  let text: string;
  try {
    text = decodeChanged(bytes, known[0]?.format ?? newFileFormat, '').text;
  } catch {
    return known[0];
  }
  // A text that a conflict keeps out was compared with the newest base, and no base is noted while the conflict stands.
  if (known[0] && conflict?.hash === hashText(text)) return known[0];
  return known.map((record) => ({ record, news: newIn(text, record) })).sort((a, b) => a.news - b.news)[0]?.record;
}
