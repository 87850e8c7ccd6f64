import fc from 'fast-check';
import { expect, it } from 'vitest';
import { IdRanges } from '../../../../src/shared/text/id-ranges.ts';

/** The same by the plainest means: a value for each id. */
class PlainRanges {
  readonly values = new Map<number, string>();

  add(clock: number, length: number, value: string): void {
    for (let at = clock; at < clock + length; at++) if (!this.values.has(at)) this.values.set(at, value);
  }

  pieces(clock: number, length: number): [number, number, string | undefined][] {
    const pieces: [number, number, string | undefined][] = [];
    for (let at = clock; at < clock + length; at++) {
      const last = pieces.at(-1);
      if (last && last[2] === this.values.get(at)) last[1]++;
      else pieces.push([at, 1, this.values.get(at)]);
    }
    return pieces;
  }
}

const added = fc.tuple(fc.nat(3000), fc.integer({ min: 1, max: 12 }), fc.constantFrom('ada', 'bob', 'cat'));

it('keeps what is said first of each id, however it is said', () => {
  fc.assert(
    fc.property(fc.array(added, { maxLength: 1500, size: 'max' }), (all) => {
      const [ranges, plain] = [new IdRanges<string>(), new PlainRanges()];
      for (const [clock, length, value] of all) {
        ranges.add(7, clock, length, value);
        plain.add(clock, length, value);
      }
      const pieces = ranges.pieces(7, 0, 3100).map(({ clock, length, value }) => [clock, length, value]);
      expect(pieces).toEqual(plain.pieces(0, 3100));
      expect(ranges.pieces(7, 40, 9).map(({ clock, length, value }) => [clock, length, value])).toEqual(
        plain.pieces(40, 9),
      );
      for (const data of [ranges.toColumns(), ranges.toArray()]) {
        const again = new IdRanges<string>();
        again.load(data);
        expect(again.toArray()).toEqual(ranges.toArray());
      }
    }),
    { numRuns: 30 },
  );
});

it('goes into columns and back with values that are alike, of several clients', () => {
  const ranges = new IdRanges<{ author: string }>((a, b) => a.author === b.author);
  for (const client of [9, 4]) for (const clock of [5, 2, 90]) ranges.add(client, clock, 2, { author: `${clock % 2}` });
  const columns = ranges.toColumns();
  expect(columns.values).toHaveLength(2);
  const again = new IdRanges<{ author: string }>();
  again.load(columns);
  expect(again.toArray()).toEqual(ranges.toArray());
});

it.each([
  ['no numbers', [7, 1, 'a', 1, 0]],
  ['a negative distance', [7, 1, -1, 1, 0]],
  ['more runs than there are', [7, 3, 0, 1, 0]],
  ['a client without a count', [7]],
  ['a value that is not there', [7, 1, 0, 1, 1]],
])('refuses columns with %s', (_, runs) => {
  expect(() => new IdRanges<string>().load({ values: ['ada'], runs: runs as number[] })).toThrow(RangeError);
});

it('takes a hundred thousand runs in any order without moving all that are behind each', () => {
  const splice = Array.prototype.splice;
  let moved = 0;
  Array.prototype.splice = function (this: unknown[], start: number, ...rest: [number, ...unknown[]]) {
    moved += this.length - start;
    return splice.call(this, start, ...rest);
  };
  const ranges = new IdRanges<string>();
  try {
    for (let i = 0; i < 100_000; i++) ranges.add(7, ((i * 7919) % 100_000) * 2, 1, `${i % 3}`);
  } finally {
    Array.prototype.splice = splice;
  }
  expect(ranges.toArray()[0]![1]).toHaveLength(100_000);
  // About 90 for each as measured; in one flat list it would be 25,000.
  expect(moved / 100_000).toBeLessThan(500);
});
