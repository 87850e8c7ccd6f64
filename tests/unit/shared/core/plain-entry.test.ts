import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type EntryTuple, entryTuple, isPlainEntry } from '../../../../src/shared/core/entry.ts';
import { decodeClientFrame, decodeServerFrame, encodeFrame } from '../../../../src/shared/core/frames.ts';
import { pack } from '../../../../src/shared/core/message-pack.ts';

const id = 'abcdefghijklmnopqrstuv';
const plain: EntryTuple = [1, 2, id, 3, 4, 'doc.updated', 1, id, null, new Uint8Array(5), null];

/** Values at and beyond every edge of every field. */
const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    -1,
    1.5,
    2 ** 53,
    Number.NaN,
    '',
    id,
    `${id}x`,
    'a.b',
    'a.b.c',
    'x'.repeat(70),
  ),
  fc.constantFrom<unknown>(
    [],
    {},
    new Uint8Array(65 * 1024),
    new Uint8Array(64 * 1024),
    'f'.repeat(64),
    true,
    0,
    1000,
    1001,
  ),
  fc.integer(),
  fc.string(),
);
const bent = fc
  .tuple(fc.array(fc.tuple(fc.nat(10), odd), { maxLength: 2 }), fc.integer({ min: -1, max: 1 }))
  .map(([changes, longer]) => {
    const tuple: unknown[] = [...plain];
    for (const [index, value] of changes) tuple[index] = value;
    return longer < 0 ? tuple.slice(0, 10) : longer > 0 ? [...tuple, null] : tuple;
  });

it('takes nothing for plain that the schema refuses, and misses none of those without a blob', () => {
  fc.assert(
    fc.property(bent, (value) => {
      const allowed = entryTuple.safeParse(value).success;
      expect(isPlainEntry(value)).toBe(allowed && value[10] === null);
    }),
    { numRuns: 3000 },
  );
});

it('says of a frame what the schema says, in the same words', () => {
  const frame = pack({ t: 'entries', entries: [plain, [...plain.slice(0, 2), 'short', ...plain.slice(3)]] });
  const words = 'malformed frame: entries.1.2 Invalid string: must match pattern /^[A-Za-z0-9_-]{22}$/';
  expect(() => decodeClientFrame(frame)).toThrow(words);
});

it('gives frames of either side as they were', () => {
  const mine = { t: 'entries', entries: [plain] } as const;
  expect(decodeClientFrame(encodeFrame({ t: 'entries', entries: [plain] }))).toEqual(mine);
  const theirs = { t: 'entries', after: 1, upTo: 9, entries: [plain] } as const;
  expect(decodeServerFrame(encodeFrame({ t: 'entries', after: 1, upTo: 9, entries: [plain] }))).toEqual(theirs);
  expect(() => decodeServerFrame(pack({ t: 'entries', entries: [plain] }))).toThrow(/^malformed frame: after/);
});
