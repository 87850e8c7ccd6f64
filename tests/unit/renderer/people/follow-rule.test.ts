import { expect, test } from 'vitest';
import { breaksOff } from '../../../../src/renderer/features/people/break-off.ts';
import { nextStep, type Sight, terminalInSight } from '../../../../src/renderer/features/people/follow-rule.ts';
import { ann, annsWindow, bob, bobsWindow, entryOf, foldAll, joined } from '../../shared/session/entries.ts';
import { idOf } from '../../shared/session/sample-of.ts';

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

test('the other side of a comparison is another view', () => {
  const left: Sight = { key: 'file', review: 'file', side: 'left', topLine: 30, line: 40 };
  expect(nextStep({ ...left, side: 'right' }, left, 30)).toEqual({ key: 'file', line: 30, at: 'top' });
  expect(nextStep(left, { ...left }, 30)).toBeNull();
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

/** Windows of people who follow each other: each shows what nextStep says, until nobody moves. */
function ring(begin: readonly Sight[], heights: readonly number[], most: number): number {
  const sights = [...begin];
  const known: (Sight | null)[] = begin.map(() => null);
  for (let round = 0; round < most; round++) {
    let moved = false;
    for (const [me, height] of heights.entries()) {
      const theirs = sights[(me + 1) % sights.length]!;
      const step = nextStep(known[me]!, theirs, height);
      known[me] = theirs;
      if (!step) continue;
      const topLine = step.at === 'top' ? step.line : Math.max(1, step.line - Math.floor(height / 2));
      const mine = sights[me]!;
      // Followers keep their cursor where they are brought.
      const now = { key: step.key, topLine, line: step.key === mine.key ? mine.line : null };
      moved ||= JSON.stringify(now) !== JSON.stringify(mine);
      sights[me] = now;
    }
    if (!moved) {
      expect(new Set(sights.map(({ key }) => key)).size).toBe(1);
      return round;
    }
  }
  return most;
}

test('two who follow each other come to rest, also in windows of other heights and other files', () => {
  const [a, b, c] = [sight('a', 30, 40), sight('a', 200, 203), sight('b', 5, 90)];
  for (const heights of [
    [30, 30],
    [10, 40],
    [40, 10],
  ])
    for (const pair of [
      [a, b],
      [b, a],
      [a, c],
      [c, b],
    ])
      expect(ring(pair, heights, 20)).toBeLessThan(20);
});

test('the shared terminal in which somebody is, is shown to those who may look at it', () => {
  const terminal = idOf('terminal');
  const shared = (access: 'read' | 'none') =>
    entryOf(
      'terminal.opened',
      { term: 1, title: 'make', shell: 'bash', columns: 80, rows: 24, access, people: [] },
      { by: annsWindow, ref: terminal },
    );
  const focused = entryOf('presence.focused', { path: null, line: null, terminal }, { by: annsWindow });
  const claimed = entryOf('host.claimed', { term: 1, folder: 'f' }, { by: annsWindow });
  const people = [joined(ann, annsWindow, 'owner'), joined(bob, bobsWindow), claimed];
  const open = foldAll([...people, shared('read'), focused]);
  expect(terminalInSight(open, annsWindow, bob)).toBe(terminal);
  expect(terminalInSight(open, bobsWindow, ann)).toBeNull();
  expect(terminalInSight(open, null, bob)).toBeNull();
  expect(terminalInSight(foldAll([...people, shared('none'), focused]), annsWindow, bob)).toBeNull();
  expect(terminalInSight(foldAll([...people, focused]), annsWindow, bob)).toBeNull();
});
