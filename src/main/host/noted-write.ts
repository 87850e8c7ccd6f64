import type { Disk } from './disk.ts';
import type { Journal, JournalRecord } from './journal.ts';

/** Writes a file, the journal first: after a crash that knows whichever text the disk holds. After a failure it is as before. */
export async function writeNoted(
  { journal, disk }: { journal: Journal; disk: Disk },
  ref: string,
  record: JournalRecord,
  bytes: Uint8Array,
): Promise<void> {
  const { current } = await journal.records(ref);
  await journal.put(ref, record);
  try {
    await disk.write(record.path, bytes);
  } catch (thrown) {
    if (current) await journal.put(ref, current);
    throw thrown;
  }
}
