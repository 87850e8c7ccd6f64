import { expect, it } from 'vitest';
import { hashOfSegment, packSegment, segmentLimits, unpackSegment } from '../../../../server/log/segment.ts';
import type { Entry } from '../../../../src/shared/core/entry.ts';
import { Random } from '../../../sim/random.ts';

const kinds = ['doc.updated', 'cursor.moved', 'terminal.output', 'doc.saved'];

/** Entries as a log may have them: of several people and refs, with gaps in their seqs. */
function made(count: number, seed: number): Entry[] {
  const random = new Random(seed);
  let [seq, at] = [random.below(1e6), 1.7e12];
  return Array.from({ length: count }, () => {
    seq += 1 + random.below(3);
    at += random.below(500);
    const body = random.bytes(random.below(60));
    const some = (names: readonly string[]) => random.pick(names);
    return {
      seq,
      at,
      by: some(['ann', 'bob', 'cem']),
      n: random.below(5e6),
      ageMs: random.below(200),
      kind: some(kinds),
      v: 1 + random.below(2),
      ref: random.below(3) === 0 ? null : some(['one', 'two']),
      to: random.below(10) === 0 ? 'ann' : null,
      body,
      blob: random.below(10) === 0 ? 'f'.repeat(64) : null,
    };
  });
}

const plain = (entries: readonly Entry[]) => entries.map((entry) => ({ ...entry, body: [...entry.body] }));

it.each([0, 1, 2, 100, segmentLimits.entries])('a segment of %i entries gives every field back', (count) => {
  const entries = made(count, count + 1);
  expect(plain(unpackSegment(packSegment(entries)))).toEqual(plain(entries));
});

it('a segment has one address for the same entries, and another for others', () => {
  const entries = made(50, 7);
  expect(hashOfSegment(packSegment(entries))).toBe(hashOfSegment(packSegment(entries)));
  expect(hashOfSegment(packSegment(entries.slice(1)))).not.toBe(hashOfSegment(packSegment(entries)));
});

it('a damaged segment is refused in words, wherever it is damaged or cut off', () => {
  const segment = packSegment(made(300, 3));
  const random = new Random(5);
  for (let i = 0; i < 200; i++) {
    const flipped = segment.slice();
    flipped[random.below(segment.length)]! ^= 1 << random.below(8);
    expect(() => unpackSegment(flipped)).toThrow('damaged');
    expect(() => unpackSegment(segment.subarray(0, random.below(segment.length)))).toThrow('damaged');
  }
});
