import { expect, test } from 'vitest';
import type { Activity } from '../../../../src/renderer/features/presence/activity.ts';
import { ActivityTracker } from '../../../../src/renderer/features/presence/activity-tracker.ts';
import { isBusyAnywhere } from '../../../../src/renderer/session/busy-windows.ts';
import { replica, session } from '../people/sample-session.ts';
import { ManualClock } from './manual-clock.ts';

const minuteMs = 60_000;

function begin(doNotDisturb = false) {
  const clock = new ManualClock();
  const told: Activity[] = [];
  const tracker = new ActivityTracker(clock, (activity) => told.push(activity), doNotDisturb);
  return { clock, told, tracker };
}

test('who does nothing is idle after five minutes and away after ten', () => {
  const { clock, told } = begin();
  clock.advance(5 * minuteMs - 1);
  expect(told).toEqual(['active']);
  clock.advance(1);
  expect(told).toEqual(['active', 'idle']);
  clock.advance(5 * minuteMs);
  expect(told).toEqual(['active', 'idle', 'away']);
  clock.advance(60 * minuteMs);
  expect(told).toHaveLength(3);
});

test('input puts idleness off, and ends it at once', () => {
  const { clock, told, tracker } = begin();
  for (let minute = 0; minute < 30; minute += 4) {
    clock.advance(4 * minuteMs);
    tracker.noteInput();
  }
  expect(told).toEqual(['active']);
  clock.advance(6 * minuteMs);
  tracker.noteInput();
  expect(told).toEqual(['active', 'idle', 'active']);
});

test('a window that cannot be seen is away, unless it comes back at once', () => {
  const { clock, told, tracker } = begin();
  tracker.noteVisibility(false);
  clock.advance(2_000);
  tracker.noteVisibility(true);
  clock.advance(minuteMs);
  expect(told).toEqual(['active']);
  tracker.noteVisibility(false);
  clock.advance(5_000);
  expect(told).toEqual(['active', 'away']);
  tracker.noteVisibility(true);
  expect(told).toEqual(['active', 'away', 'active']);
});

test('do not disturb stands until it is taken back, whatever happens', () => {
  const { clock, told, tracker } = begin();
  tracker.setDoNotDisturb(true);
  clock.advance(20 * minuteMs);
  tracker.noteInput();
  tracker.noteVisibility(false);
  clock.advance(minuteMs);
  tracker.noteVisibility(true);
  expect(told).toEqual(['active', 'busy']);
  tracker.setDoNotDisturb(false);
  expect(told).toEqual(['active', 'busy', 'active']);
});

test('a scripted hour is told right for more than 95% of its seconds', () => {
  const { clock, told, tracker } = begin();
  const hourS = 3600;
  // Typing for twenty minutes, a coffee for twelve, then now and then a key.
  const inputAt = (second: number) => second < 1200 || (second > 1920 && second % 200 === 0);
  let lastInputS = 0;
  let right = 0;
  for (let second = 0; second < hourS; second++) {
    if (inputAt(second)) {
      tracker.noteInput();
      lastInputS = second;
    }
    const restS = second - lastInputS;
    const truth: Activity = restS >= 600 ? 'away' : restS >= 300 ? 'idle' : 'active';
    if (told.at(-1) === truth) right++;
    clock.advance(1000);
  }
  expect(right / hourS).toBeGreaterThan(0.95);
});

test('do not disturb that was on before a reload is told from the start', () => {
  const { told, tracker } = begin(true);
  expect([told, tracker.isDoNotDisturb]).toEqual([['busy'], true]);
  tracker.setDoNotDisturb(false);
  expect(told).toEqual(['busy', 'active']);
});

test('somebody is not to be disturbed while any window of theirs that is here says so', () => {
  const busy = { activity: 'busy' } as const;
  const state = (other: ReturnType<typeof replica>) => session([], { a: replica('ada'), b: other });
  expect(isBusyAnywhere(state(replica('ada', busy)), 'ada')).toBe(true);
  expect(isBusyAnywhere(state(replica('ada', { ...busy, connected: false })), 'ada')).toBe(false);
  expect(isBusyAnywhere(state(replica('bob', busy)), 'ada')).toBe(false);
});
