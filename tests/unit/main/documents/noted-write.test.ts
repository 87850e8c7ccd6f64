import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Disk, DiskWriteOptions } from '../../../../src/main/documents/disk.ts';
import { type JournalRecord, type JournalRecords, MemoryJournal } from '../../../../src/main/documents/journal.ts';
import { endHalfWritten, writeNoted } from '../../../../src/main/documents/noted-write.ts';
import { newFileFormat } from '../../../../src/main/files/text-codec.ts';
import { HalfWritten } from '../../../../src/main/files/write-in-place.ts';
import { hashBytes } from '../../../../src/shared/text/hash.ts';

const [oldText, newText] = ['one two three four\n', 'one TWO three and more\n'];

function recordOf(text: string): JournalRecord {
  const doc = new Y.Doc();
  doc.getText('text').insert(0, text);
  return { path: 'a', hash: hashBytes(Buffer.from(text)), base: Y.encodeStateAsUpdate(doc), format: newFileFormat };
}

/** A file that is written over in place; `stopAfter` ends the host after so many bytes, `failAfter` the write. */
class InPlaceDisk implements Disk {
  bytes: Uint8Array = Buffer.from(oldText);
  stopAfter: number | null = null;
  failure: Error | null = null;

  async locate(path: string): Promise<string> {
    return path;
  }

  async identify(path: string): Promise<string> {
    return path;
  }

  async read(): Promise<Uint8Array> {
    return this.bytes;
  }

  async write(_path: string, bytes: Uint8Array, { beforeInPlace }: DiskWriteOptions = {}): Promise<void> {
    await beforeInPlace?.(this.bytes);
    if (this.failure) throw this.failure;
    if (this.stopAfter !== null) {
      this.bytes = Buffer.concat([bytes.subarray(0, this.stopAfter), this.bytes.subarray(this.stopAfter)]);
      throw new Stopped();
    }
    this.bytes = bytes;
  }
}

/** Nothing that comes after this happens. */
class Stopped extends Error {}

/** A journal of a host that is stopped by its disk. */
class StoppingJournal extends MemoryJournal {
  isStopped = false;

  override async put(ref: string, record: JournalRecord): Promise<void> {
    if (!this.isStopped) await super.put(ref, record);
  }

  override async restore(ref: string, records: JournalRecords): Promise<void> {
    if (!this.isStopped) await super.restore(ref, records);
  }
}

async function stoppedAfter(count: number, from = oldText, to = newText) {
  const journal = new StoppingJournal();
  const disk = new InPlaceDisk();
  disk.bytes = Buffer.from(from);
  await journal.put('ref', recordOf(from));
  disk.stopAfter = count;
  const stopping: Disk = {
    ...disk,
    locate: (path) => disk.locate(path),
    identify: (path) => disk.identify(path),
    read: () => disk.read(),
    write: (...args) =>
      disk.write(...args).catch((thrown: unknown) => {
        journal.isStopped = true;
        throw thrown;
      }),
  };
  await expect(writeNoted({ journal, disk: stopping }, 'ref', recordOf(to), Buffer.from(to))).rejects.toThrow(Stopped);
  journal.isStopped = false;
  disk.stopAfter = null;
  return { journal, disk };
}

test('a file that was written over is noted as any other in the end', async () => {
  const [journal, disk] = [new MemoryJournal(), new InPlaceDisk()];
  await journal.put('ref', recordOf(oldText));
  const next = recordOf(newText);
  await writeNoted({ journal, disk }, 'ref', next, Buffer.from(newText));
  expect(await journal.records('ref')).toMatchObject({ current: next, previous: { hash: recordOf(oldText).hash } });
  expect((await journal.records('ref')).current).not.toHaveProperty('before');
});

test('a host that ended after any byte ends the write at its next start', async () => {
  for (const [from, to] of [
    [oldText, newText],
    [newText, oldText],
    ['', newText],
    [newText, ''],
  ] as const) {
    for (let count = 0; count <= to.length; count++) {
      const { journal, disk } = await stoppedAfter(count, from, to);
      await endHalfWritten({ journal, disk }, 'ref', 'a');
      expect(Buffer.from(disk.bytes).toString()).toBe(to);
      expect((await journal.records('ref')).current).not.toHaveProperty('before');
    }
  }
});

test('what was changed since stays, and stays noted as what nobody meant', async () => {
  const { journal, disk } = await stoppedAfter(6);
  disk.bytes = Buffer.from(`changed ${Buffer.from(disk.bytes)}`);
  await endHalfWritten({ journal, disk }, 'ref', 'a');
  expect(Buffer.from(disk.bytes).toString()).toMatch(/^changed one TWo/);
  expect((await journal.records('ref')).current).toHaveProperty('before');
});

test('a failed write is noted as not done, unless the old text could not be put back', async () => {
  const [journal, disk] = [new MemoryJournal(), new InPlaceDisk()];
  await journal.put('ref', recordOf(oldText));
  disk.failure = new Error('full');
  const write = () => writeNoted({ journal, disk }, 'ref', recordOf(newText), Buffer.from(newText));
  await expect(write()).rejects.toThrow('full');
  expect((await journal.records('ref')).current?.hash).toBe(recordOf(oldText).hash);
  disk.failure = new HalfWritten('no-space', 'half');
  await expect(write()).rejects.toThrow('half');
  expect((await journal.records('ref')).current).toHaveProperty('before');
});
