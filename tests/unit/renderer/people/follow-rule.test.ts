import { expect, test } from 'vitest';
import { breaksOff } from '../../../../src/renderer/features/people/break-off.ts';
import { nextStep } from '../../../../src/renderer/features/people/follow-rule.ts';

const sight = (key: string, topLine: number | null, line: number | null) => ({ key, topLine, line });

test('at first the line is shown, and their view as soon as it is known', () => {
  expect(nextStep(null, sight('a', null, 40), 1)).toEqual({ key: 'a', line: 40, at: 'centre' });
  expect(nextStep(sight('a', null, 40), sight('a', 30, 40), 30)).toEqual({ key: 'a', line: 30, at: 'top' });
});

test('nothing new is no step', () => {
  expect(nextStep(sight('a', 30, 40), sight('a', 30, 40), 30)).toBeNull();
});

test('my view scrolls with theirs, wherever their cursor stayed', () => {
  expect(nextStep(sight('a', 30, 40), sight('a', 200, 40), 30)).toEqual({ key: 'a', line: 200, at: 'top' });
  expect(nextStep(sight('a', 200, 240), sight('a', 210, 240), 10)).toEqual({ key: 'a', line: 210, at: 'top' });
});

test('in a smaller window their moving cursor is what I am shown', () => {
  expect(nextStep(sight('a', 30, 40), sight('a', 30, 60), 10)).toEqual({ key: 'a', line: 60, at: 'centre' });
});

test('another file is another view', () => {
  expect(nextStep(sight('a', 30, 40), sight('b', 1, 3), 30)).toEqual({ key: 'b', line: 1, at: 'top' });
});

const inEditor = { inEditor: true, inPopup: false };
const elsewhere = { inEditor: false, inPopup: false };

test('typing, moving and scrolling in an editor break off', () => {
  for (const key of ['a', 'ß', '😀', 'Enter', 'ArrowDown', 'PageUp', 'Backspace'])
    expect(breaksOff({ type: 'keydown', key, ...inEditor }), key).toBe(true);
  expect(breaksOff({ type: 'wheel', ...inEditor })).toBe(true);
  expect(breaksOff({ type: 'pointerdown', ...inEditor })).toBe(true);
});

test('keys alone of a command, modifiers, and what happens elsewhere do not', () => {
  expect(breaksOff({ type: 'keydown', key: 'p', isCommand: true, ...inEditor })).toBe(false);
  expect(breaksOff({ type: 'keydown', key: 'Shift', ...inEditor })).toBe(false);
  expect(breaksOff({ type: 'keydown', key: 'F1', ...inEditor })).toBe(false);
  expect(breaksOff({ type: 'keydown', key: 'a', ...elsewhere })).toBe(false);
  expect(breaksOff({ type: 'wheel', ...elsewhere })).toBe(false);
});

test('Escape breaks off everywhere but where it closes something', () => {
  expect(breaksOff({ type: 'keydown', key: 'Escape', ...elsewhere })).toBe(true);
  expect(breaksOff({ type: 'keydown', key: 'Escape', inEditor: false, inPopup: true })).toBe(false);
});
