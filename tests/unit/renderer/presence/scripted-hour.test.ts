import { expect, test } from 'vitest';
import { ActivityTracker } from '../../../../src/renderer/features/presence/activity-tracker.ts';
import { personRows } from '../../../../src/renderer/ui/person-rows.ts';
import { activityChanged } from '../../../../src/shared/capabilities/presence/focus.ts';
import type { SessionState } from '../../../../src/shared/session/state.ts';
import { participant, replica, session } from '../people/sample-session.ts';
import { ManualClock } from './manual-clock.ts';

const minuteMs = 60_000;
const people = ['ada', 'bob', 'cleo', 'dan'];

/** Numbers that are the same in each run (a linear congruential generator). */
function dice(seed: number): (below: number) => number {
  let last = seed;
  return (below) => {
    last = (last * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((last / 2_147_483_648) * below);
  };
}

/** One window, with what really happened at it. */
class Window {
  readonly person: string;
  readonly tracker: ActivityTracker;
  inputMs: number;
  hiddenMs: number | null = null;
  isBusy = false;

  constructor(person: string, clock: ManualClock, tell: ConstructorParameters<typeof ActivityTracker>[1]) {
    this.person = person;
    this.inputMs = clock.nowMs();
    this.tracker = new ActivityTracker(clock, tell);
  }

  /** Activity by the rules as people are told of them. */
  truth(nowMs: number): 'busy' | 'active' | 'idle' | 'away' {
    const quietMs = nowMs - this.inputMs;
    if (this.isBusy) return 'busy';
    if (this.hiddenMs !== null && nowMs - this.hiddenMs >= 5_000) return 'away';
    return quietMs >= 10 * minuteMs ? 'away' : quietMs >= 5 * minuteMs ? 'idle' : 'active';
  }
}

test.each([1, 2, 3, 4, 5])('an hour of four people with several windows each is shown as it was (%i)', (seed) => {
  const clock = new ManualClock();
  const roll = dice(seed);
  const windows = new Map<string, Window>();
  let state: SessionState = session(
    people.map((person) => participant(person)),
    {},
  );
  const open = (person: string) => {
    const id = `${person}${windows.size}${clock.nowMs()}`;
    state = { ...state, replicas: { ...state.replicas, [id]: replica(person) } };
    const tell: ConstructorParameters<typeof ActivityTracker>[1] = (activity) => {
      state = { ...state, ...activityChanged(state, id, { activity }) };
    };
    windows.set(id, new Window(person, clock, tell));
  };
  const close = (id: string) => {
    windows.get(id)!.tracker.dispose();
    windows.delete(id);
    const { [id]: _, ...replicas } = state.replicas;
    state = { ...state, replicas };
  };
  const act = (id: string, window: Window) => {
    const nowMs = clock.nowMs();
    const kind = roll(12);
    if (kind < 7) {
      if (window.hiddenMs !== null) return;
      window.inputMs = nowMs;
      window.tracker.noteInput();
    } else if (kind < 9) {
      const isVisible = window.hiddenMs !== null;
      window.hiddenMs = isVisible ? null : nowMs;
      if (isVisible) window.inputMs = nowMs;
      window.tracker.noteVisibility(isVisible);
    } else if (kind < 10) {
      window.isBusy = !window.isBusy;
      window.inputMs = nowMs;
      window.tracker.setDoNotDisturb(window.isBusy);
    } else if (kind < 11) close(id);
    else if (windows.size < 10) open(window.person);
  };
  for (const person of people) open(person);
  let [right, all] = [0, 0];
  for (let second = 0; second < 3_600; second++) {
    clock.advance(1_000);
    // Quiet stretches, in which people become idle and go away, between busy ones.
    if (second % 1_200 < 500 && roll(40) === 0) {
      const ids = [...windows.keys()];
      const id = ids[roll(Math.max(1, ids.length))];
      if (id !== undefined) act(id, windows.get(id)!);
    }
    if (second % 600 === 0) for (const person of people) if (roll(2) === 0 && windows.size < 8) open(person);
    for (const row of personRows(state, { me: null })) {
      const own = [...windows.values()].filter(({ person }) => person === row.person);
      const truths = own.map((window) => window.truth(clock.nowMs()));
      const truth = (['busy', 'active', 'idle', 'away'] as const).find((each) => truths.includes(each)) ?? 'offline';
      all++;
      if (row.state === truth) right++;
    }
  }
  expect(all).toBe(3_600 * people.length);
  expect(right / all).toBeGreaterThan(0.95);
});
