import { hashBytes } from '../../shared/text/hash.ts';
import { encodeText } from '../files/text-codec.ts';
import { HalfWritten } from '../files/write-in-place.ts';
import type { Disk } from './disk.ts';
import { isHalfWritten } from './half-written.ts';
import type { Journal, JournalRecord } from './journal.ts';
import { textOf } from './seed.ts';

interface Noted {
  journal: Journal;
  disk: Disk;
}

/**
 * Writes a file, the journal first: after a crash it knows the text on the disk, or the two texts that are mixed there.
 * After a failure it is as before. Throws as `Disk.write`; `expected` is the hash that the file must still have.
 */
export async function writeNoted(
  { journal, disk }: Noted,
  ref: string,
  record: JournalRecord,
  bytes: Uint8Array,
  expected?: string | null,
): Promise<void> {
  const before = await journal.records(ref);
  await journal.put(ref, record);
  let isInPlace = false;
  try {
    const beforeInPlace = async (content: Uint8Array) => {
      isInPlace = true;
      await journal.amend(ref, { ...record, before: content });
    };
    await disk.write(record.path, bytes, { beforeInPlace, ...(expected !== undefined && { expected }) });
  } catch (thrown) {
    // The record before the newest is restored too: a text that the disk never held must not become a base.
    if (!(thrown instanceof HalfWritten)) await journal.restore(ref, before);
    throw thrown;
  }
  if (isInPlace) await journal.amend(ref, record);
}

/**
 * Finishes, after a start, an overwriting during which an earlier process died, where the file shows that nothing else
 * has happened to it. Else it stays noted, as a text that nobody intended.
 */
export async function endHalfWritten({ journal, disk }: Noted, ref: string, path: string): Promise<void> {
  const { current } = await journal.records(ref);
  if (!current?.before) return;
  const found = await disk.read(path);
  if (found === null) return;
  const { before, ...whole } = current;
  const next = contentOf(current);
  const isDone = hashBytes(found) === current.hash;
  if (!isDone && (next === null || !isHalfWritten(found, before, next))) return;
  if (!isDone) await disk.write(path, next!, { beforeInPlace: async () => {} });
  await journal.amend(ref, whole);
}

/** Encodes a record's text as bytes; null where the text does not give them any more. */
function contentOf({ base, format, hash }: JournalRecord): Uint8Array | null {
  const bytes = encodeText(textOf(base), format);
  return hashBytes(bytes) === hash ? bytes : null;
}
