import { expect, test } from 'vitest';
import { besideLine } from '../../../../../src/renderer/workbench/scm/beside-line.ts';

const change = (original: [from: number, to: number], modified: [from: number, to: number]) => ({
  originalStartLineNumber: original[0],
  originalEndLineNumber: original[1],
  modifiedStartLineNumber: modified[0],
  modifiedEndLineNumber: modified[1],
});

test('lines before all changes, and of equal texts, stand beside themselves', () => {
  expect(besideLine([], 7)).toBe(7);
  expect(besideLine([change([10, 12], [10, 10])], 9)).toBe(9);
});

test('lines of a change stand beside those that took their place, and later ones are moved by it', () => {
  const changes = [change([10, 12], [10, 11]), change([20, 20], [19, 24])];
  expect([10, 11, 12, 13].map((line) => besideLine(changes, line))).toEqual([10, 11, 11, 12]);
  expect([20, 21].map((line) => besideLine(changes, line))).toEqual([19, 25]);
});

test('lines that are gone stand beside the one before them, and lines behind new ones go down', () => {
  expect([1, 2, 3].map((line) => besideLine([change([1, 2], [0, 0])], line))).toEqual([1, 1, 1]);
  expect([50, 51, 60, 61].map((line) => besideLine([change([51, 60], [50, 0])], line))).toEqual([50, 50, 50, 51]);
  expect([5, 6].map((line) => besideLine([change([5, 0], [6, 8])], line))).toEqual([5, 9]);
});
