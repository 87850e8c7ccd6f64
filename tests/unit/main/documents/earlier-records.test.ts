import { expect, it } from 'vitest';
import { forgetEarlier } from '../../../../src/main/documents/earlier-records.ts';
import { type JournalRecord, MemoryJournal } from '../../../../src/main/documents/journal.ts';
import { emptyState } from '../../../../src/shared/session/state.ts';
import { hashBytes } from '../../../../src/shared/text/hash.ts';

const onDisk = new TextEncoder().encode('now');

const record = (bytes: string): JournalRecord => ({
  path: 'a.txt',
  hash: hashBytes(new TextEncoder().encode(bytes)),
  base: new Uint8Array([1]),
  format: { encoding: 'utf8', bom: false, eol: 'lf', mixedEol: false },
});

const host = { term: 1, replica: 'h', person: 'me', folder: 'f', carries: true };
const there = { ...emptyState, host, documents: { known: {} } };

/** Forgets what is earlier with two records of two documents and one of a third, and gives the numbers that are left. */
async function left(state: object, more: { person?: string; unsent?: object[]; disk?: Uint8Array } = {}) {
  const { person = 'me', unsent = [], disk = onDisk } = more;
  const journal = new MemoryJournal();
  for (const ref of ['known', 'other']) for (const text of ['before', 'now']) await journal.put(ref, record(text));
  await journal.put('once', record('now'));
  const client = { state, unsent, person } as never;
  await forgetEarlier({ client, journal, disk: { read: async () => disk } as never }, (run) => run());
  const count = async (ref: string) => Object.values(await journal.records(ref)).filter((each) => each !== null).length;
  return [await count('known'), await count('other'), await count('once')];
}

it('forgets what files held before, and all of documents that have left the session', async () => {
  expect(await left(there)).toEqual([1, 0, 0]);
});

it('forgets nothing while the session’s documents are not known, or another person is its host', async () => {
  expect(await left(emptyState, {})).toEqual([2, 2, 1]);
  expect(await left({ ...there, host: { ...host, person: 'somebody else' } })).toEqual([2, 2, 1]);
});

it('keeps the records of a document that is on its way into the log', async () => {
  const unsent = ['other', 'once'].map((ref) => ({ entry: { kind: 'doc.opened', ref } }));
  expect(await left(there, { unsent })).toEqual([1, 1, 1]);
});

it('keeps what a file held before while the disk holds something else than the newest record', async () => {
  expect(await left(there, { disk: new TextEncoder().encode('before') })).toEqual([2, 0, 0]);
});
