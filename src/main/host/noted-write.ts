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
 * Writes a file, the journal first: after a crash that knows whichever text the disk holds, or what two it is between.
 * After a failure it is as before. Throws as `Disk.write`; `expected` is what the file must still hold.
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
    // Also what was before the newest: a text that the disk never held must not be taken for what a change was made of.
    if (!(thrown instanceof HalfWritten)) await journal.restore(ref, before);
    throw thrown;
  }
  if (isInPlace) await journal.amend(ref, record);
}

/**
 * After a start: ends what an earlier life began to write over and died with, where the file shows that nothing else
 * has happened to it. Else it stays noted, as what nobody meant.
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

/** The bytes that a record stands for; null where its text does not give them any more. */
function contentOf({ base, format, hash }: JournalRecord): Uint8Array | null {
  const bytes = encodeText(textOf(base), format);
  return hashBytes(bytes) === hash ? bytes : null;
}
