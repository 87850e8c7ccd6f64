import { expect, it } from 'vitest';
import { pack } from '../../../../src/shared/core/message-pack.ts';
import { lengthOfList } from '../../../../src/shared/core/packed-list.ts';

const others = {
  bytes: new Uint8Array(70_000),
  text: 'x'.repeat(300),
  small: [1, -1, 200, -200, 70_000, 2 ** 40, -(2 ** 40), 1.5, true, null, 'a', new Uint8Array(3)],
  nested: { restores: [1, 2, 3], deep: [[{ a: [new Uint8Array(300)] }]] },
};

it.each([0, 1, 15, 16, 1_000, 65_535, 65_536, 100_000])('finds a list of %d wherever it stands', (length) => {
  const restores = Array.from({ length }, (_, clock) => ({ clock, length: 1 }));
  expect(lengthOfList(pack({ ...others, restores }), 'restores')).toBe(length);
  expect(lengthOfList(pack({ restores, ...others }), 'restores')).toBe(length);
});

it('takes the longest where a key stands twice', () => {
  const one = pack({ restores: [1] }).subarray(1);
  const two = pack({ restores: [1, 2] }).subarray(1);
  for (const parts of [
    [one, two],
    [two, one],
  ])
    expect(lengthOfList(Uint8Array.of(0x82, ...parts[0]!, ...parts[1]!), 'restores')).toBe(2);
});

it.each([[7], [null], [[[1, 2]]], ['restores'], [{ restores: 'text' }], [{ restores: { a: 1 } }], [{}]])(
  'finds none in %j',
  (value) => {
    expect(lengthOfList(pack(value), 'restores')).toBe(0);
  },
);
