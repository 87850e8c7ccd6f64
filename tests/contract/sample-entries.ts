import type { Entry } from '../../src/shared/core/entry.ts';

/** An id of the wire's form, told apart by its first letters. */
export const sampleId = (name: string): string => name.padEnd(22, '_').slice(0, 22);

/** An entry as a gate hands it to a log: kept in the history, with a body of its own. */
export function sampleEntry(change: Partial<Entry> = {}): Entry {
  const by = change.by ?? sampleId('alice');
  const n = change.n ?? 1;
  return {
    seq: 0,
    at: 0,
    by,
    n,
    ageMs: 3,
    kind: 'people.gathered',
    v: 1,
    ref: null,
    to: null,
    body: new TextEncoder().encode(`${by} ${n}`),
    blob: null,
    ...change,
  };
}

/** An entry of which the log keeps only the newest per replica, kind and ref. */
export function sampleLatest(change: Partial<Entry> = {}): Entry {
  return sampleEntry({ kind: 'presence.focused', n: 0, ...change });
}

/** Entries `from`…`to` of one replica. */
export function sampleRun(by: string, from: number, to: number, change: Partial<Entry> = {}): Entry[] {
  return Array.from({ length: to - from + 1 }, (_, index) => sampleEntry({ ...change, by, n: from + index }));
}
