import { describe, expect, it } from 'vitest';
import { spansIn, takenBack, takenOver } from '../../../../src/renderer/features/git/parts.ts';

const lines = (...all: (string | number)[]) => all.map((each) => `${each}\n`).join('');
const at = (start: number, end = start) => [{ start, end }];

describe('staging a part', () => {
  const index = lines(1, 2, 3, 4, 5, 6);
  const text = lines('one', 2, 'three', 'three and a half', 4, 6);

  it('takes over the difference that stands at the lines, and no other', () => {
    expect(takenOver(index, text, at(1))).toBe(lines('one', 2, 3, 4, 5, 6));
    expect(takenOver(index, text, at(3))).toBe(lines(1, 2, 'three', 'three and a half', 4, 5, 6));
    expect(takenOver(index, text, at(5))).toBe(lines(1, 2, 3, 4, 6));
    expect(takenOver(index, text, at(2))).toBeNull();
    expect(takenOver(index, text, at(1, 99))).toBe(text);
  });

  it('takes single lines of a difference that has as many before', () => {
    expect(takenOver(lines(1, 2, 3), lines('a', 'b', 'c'), at(2))).toBe(lines(1, 'b', 3));
  });

  it('takes it back again', () => {
    expect(takenBack(index, text, at(1))).toBe(lines(1, 2, 'three', 'three and a half', 4, 6));
    expect(takenBack(index, text, at(1, 99))).toBe(index);
    expect(takenBack(index, text, at(2))).toBeNull();
  });
});

it('finds the lines of a text at the lines of another', () => {
  const text = lines('new', 1, 2, 3);
  const index = lines(1, 2, 3);
  expect(spansIn(index, text, at(3))).toEqual(at(2));
  expect(spansIn(index, text, at(1))).toEqual([]);
  expect(spansIn(index, text, at(2, 4))).toEqual([...at(1), ...at(2), ...at(3)]);
});
