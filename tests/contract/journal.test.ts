import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { type Journal, type JournalRecord, MemoryJournal } from '../../src/main/documents/journal.ts';
import { SqliteJournal } from '../../src/main/documents/sqlite-journal.ts';
import { temporaryFolder } from './temporary-folder.ts';

const record = (text: string): JournalRecord => ({
  path: `src/${text}.txt`,
  hash: 'a1'.repeat(32),
  base: new TextEncoder().encode(text),
  format: { encoding: 'utf8', bom: true, eol: 'crlf', mixedEol: false },
});

/** A record with its bytes as numbers, so that a view and a copy compare as the same. */
const plain = (kept: JournalRecord | null) => kept && { ...kept, base: [...kept.base] };

function describeJournal(name: string, use: (test: (journal: Journal) => Promise<void>) => Promise<void>): void {
  describe(name, () => {
    it('knows nothing of a ref at first', () =>
      use(async (journal) => {
        expect(await journal.records('r')).toEqual({ current: null, previous: null });
      }));

    it('gives the newest record and the one before, and no more', () =>
      use(async (journal) => {
        await journal.put('r', record('one'));
        expect(plain((await journal.records('r')).current)).toEqual(plain(record('one')));
        expect((await journal.records('r')).previous).toBeNull();
        await journal.put('r', record('two'));
        await journal.put('r', record('three'));
        const { current, previous } = await journal.records('r');
        expect(plain(current)).toEqual(plain(record('three')));
        expect(plain(previous)).toEqual(plain(record('two')));
      }));

    it('keeps a whole document beside the base, where there is one', () =>
      use(async (journal) => {
        await journal.put('r', { ...record('one'), document: new Uint8Array([1, 2]) });
        expect([...(await journal.records('r')).current!.document!]).toEqual([1, 2]);
        await journal.put('r', record('two'));
        expect((await journal.records('r')).current).not.toHaveProperty('document');
      }));

    it('has again what it had before a record that came to nothing', () =>
      use(async (journal) => {
        const before = await journal.records('r');
        await journal.put('r', record('one'));
        await journal.restore('r', before);
        expect(await journal.records('r')).toEqual({ current: null, previous: null });
        await journal.put('r', record('one'));
        await journal.put('r', record('two'));
        const both = await journal.records('r');
        await journal.put('r', record('three'));
        await journal.restore('r', both);
        const { current, previous } = await journal.records('r');
        expect([plain(current), plain(previous)]).toEqual([plain(record('two')), plain(record('one'))]);
      }));

    it('forgets the record before the newest, or both', () =>
      use(async (journal) => {
        await journal.put('other', record('one'));
        await journal.put('r', record('one'));
        await journal.put('r', record('two'));
        const other = { ref: 'other', hasEarlier: false };
        expect(await journal.recorded()).toEqual(expect.arrayContaining([other, { ref: 'r', hasEarlier: true }]));
        await journal.forget('r', 'earlier');
        expect(await journal.recorded()).toEqual(expect.arrayContaining([other, { ref: 'r', hasEarlier: false }]));
        const { current, previous } = await journal.records('r');
        expect([plain(current), previous]).toEqual([plain(record('two')), null]);
        await journal.forget('r', 'both');
        expect(await journal.records('r')).toEqual({ current: null, previous: null });
        expect(await journal.recorded()).toEqual([other]);
        expect((await journal.records('other')).current).not.toBeNull();
      }));

    it('notes a text that may rest until the next record, and at its new path after a move', () =>
      use(async (journal) => {
        const { path, hash } = record('one');
        const text = { seq: 5, path, textHash: 'b2'.repeat(32), bytesHash: hash };
        await journal.put('r', record('one'));
        await journal.noteResting('r', text);
        await journal.noteResting('s', { ...text, seq: 6 });
        expect([...(await journal.resting())]).toEqual([
          ['r', text],
          ['s', { ...text, seq: 6 }],
        ]);
        await journal.amend('r', { ...record('one'), path: 'moved.txt' });
        expect(await journal.restingText('r')).toEqual({ ...text, path: 'moved.txt' });
        await journal.amend('r', { ...record('one'), before: new Uint8Array([1]) });
        expect(await journal.restingText('r')).toBeNull();
        for (const change of [
          () => journal.put('r', record('two')),
          async () => journal.restore('r', await journal.records('r')),
          () => journal.amend('r', { ...record('two'), hash: 'c3'.repeat(32) }),
        ]) {
          await journal.noteResting('r', text);
          await change();
          expect([await journal.restingText('r'), (await journal.resting()).size]).toEqual([null, 1]);
        }
      }));

    it('keeps refs apart', () =>
      use(async (journal) => {
        await journal.put('r', record('one'));
        await journal.put('s', record('two'));
        expect((await journal.records('r')).current?.path).toBe('src/one.txt');
        expect((await journal.records('s')).previous).toBeNull();
      }));
  });
}

describeJournal('MemoryJournal', (test) => test(new MemoryJournal()));

describeJournal('SqliteJournal', async (test) => {
  const database = new DatabaseSync(join(temporaryFolder(), 'journal.db'));
  await test(new SqliteJournal(database)).finally(() => database.close());
});

describe('SqliteJournal', () => {
  it('has both records when it is opened again, without having been closed', async () => {
    const file = join(temporaryFolder(), 'journal.db');
    const crashed = new DatabaseSync(file);
    const before = new SqliteJournal(crashed);
    await before.put('r', record('one'));
    await before.put('r', record('two'));
    const database = new DatabaseSync(file);
    const { current, previous } = await new SqliteJournal(database).records('r');
    expect([plain(current), plain(previous)]).toEqual([plain(record('two')), plain(record('one'))]);
    database.close();
    crashed.close();
  });
});
