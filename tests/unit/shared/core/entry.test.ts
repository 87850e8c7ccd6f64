import { describe, expect, it } from 'vitest';
import { type Entry, type EntryTuple, fromTuple, parseEntry, toTuple } from '../../../../src/shared/core/entry.ts';
import { EnsembleError } from '../../../../src/shared/core/errors.ts';
import { idOf } from '../session/sample-of.ts';

const entry: Entry = {
  seq: 5,
  at: 1_700_000_000_000,
  by: idOf('alice'),
  n: 3,
  ageMs: 40,
  kind: 'chat.posted',
  v: 2,
  ref: idOf('ref'),
  to: idOf('bob'),
  body: Uint8Array.of(1, 2),
  blob: 'ab'.repeat(32),
};

const changed = (place: number, value: unknown): unknown => toTuple(entry).with(place, value as never);

describe('an entry', () => {
  it('keeps every field on the wire', () => {
    expect(fromTuple(toTuple(entry))).toEqual(entry);
    expect(parseEntry(toTuple(entry))).toEqual(entry);
    const bare = { ...entry, ref: null, to: null, blob: null };
    expect(parseEntry(toTuple(bare))).toEqual(bare);
  });

  it('may be of a kind that this version does not know', () => {
    expect(parseEntry(changed(5, 'hologram.shown')).kind).toBe('hologram.shown');
  });

  const wrong: [field: string, place: number, value: unknown][] = [
    ['a negative seq', 0, -1],
    ['a broken seq', 0, 1.5],
    ['a seq beyond what numbers can count', 0, 2 ** 53],
    ['a time that is no number', 1, '1'],
    ['a sender of another form', 2, 'alice'],
    ['a negative n', 3, -1],
    ['an age of more than a year', 4, 400 * 86_400_000],
    ['a kind without an area', 5, 'posted'],
    ['a kind with a path in it', 5, 'chat/../x.y'],
    ['a kind that is too long', 5, `${'a'.repeat(40)}.${'b'.repeat(40)}`],
    ['version 0', 6, 0],
    ['a ref of another form', 7, ''],
    ['a receiver of another form', 8, 'all'],
    ['a body that is no bytes', 9, 'body'],
    ['a body above 64 kB', 9, new Uint8Array(64 * 1024 + 1)],
    ['a blob that is no hash', 10, '../../etc/passwd'],
  ];

  it.each(wrong)('is turned down with %s', (_, place, value) => {
    expect(() => parseEntry(changed(place, value))).toThrow(EnsembleError);
  });

  it('is turned down with a field too few or too many', () => {
    const tuple: unknown[] = toTuple(entry);
    expect(() => parseEntry(tuple.slice(0, -1))).toThrow(EnsembleError);
    expect(() => parseEntry([...tuple, 1])).toThrow(EnsembleError);
    expect(() => parseEntry(Object.fromEntries((toTuple(entry) as EntryTuple).entries()))).toThrow(EnsembleError);
  });
});
