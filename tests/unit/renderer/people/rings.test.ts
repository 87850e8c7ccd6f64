import { expect, test } from 'vitest';
import { nextStep, type Sight } from '../../../../src/renderer/features/people/follow-rule.ts';
import { restsInRing } from '../../../../src/shared/capabilities/presence/rings.ts';
import { Random } from '../../../sim/random.ts';
import { replica, session } from './sample-session.ts';

/** Place of a window, and the person whom it follows, as it tells them. */
interface Told {
  by: number;
  sight: Sight;
  follows: number | null;
}

const nameOf = (person: number) => 'fbdace'[person]!;

/** One person's window: it applies the log in order, when its turn comes, and follows as a window does. */
class Window {
  readonly me: number;
  readonly #height: number;
  readonly #log: Told[];
  readonly #seen = new Map<number, Told>();
  #applied = 0;
  #known: Sight | null = null;
  sight: Sight;
  follows: number | null = null;

  constructor(me: number, height: number, sight: Sight, log: Told[]) {
    this.me = me;
    this.#height = height;
    this.#log = log;
    this.sight = sight;
    this.#tell();
  }

  get isBehind(): boolean {
    return this.#applied < this.#log.length;
  }

  #tell(): void {
    this.#log.push({ by: this.me, sight: this.sight, follows: this.follows });
  }

  /** Moves by the person's own hand, which ends following. */
  moveTo(sight: Sight): void {
    this.sight = sight;
    this.follow(null);
  }

  follow(person: number | null): void {
    this.follows = person;
    this.#known = null;
    this.#tell();
    this.#step();
  }

  /** Applies the next entry. */
  apply(): void {
    const told = this.#log[this.#applied++]!;
    this.#seen.set(told.by, told);
    this.#step();
  }

  #step(): void {
    const theirs = this.follows === null ? undefined : this.#seen.get(this.follows);
    if (theirs === undefined || this.#rests()) return;
    const step = nextStep(this.#known, theirs.sight, this.#height);
    this.#known = theirs.sight;
    if (step === null) return;
    const { key, line, at } = step;
    const topLine = at === 'top' ? line : Math.max(1, line - Math.floor(this.#height / 2));
    if (key === this.sight.key && topLine === this.sight.topLine) return;
    this.sight = { key, topLine, line: key === this.sight.key ? this.sight.line : null };
    this.#tell();
  }

  #rests(): boolean {
    const replicas = [...this.#seen.values()].map(({ by, follows }) => [
      `w${by}`,
      replica(nameOf(by), follows === null ? {} : { follows: nameOf(follows) }),
    ]);
    return restsInRing(session([], Object.fromEntries(replicas)), nameOf(this.me), nameOf(this.follows!));
  }
}

/** Has people move and follow at random, then lets their windows hear of each other until nobody moves any more. */
function walk(random: Random, people: number): { windows: Window[]; isStill: boolean } {
  const log: Told[] = [];
  const place = () => ({
    key: random.pick(['x', 'y', 'z']),
    topLine: 1 + random.below(90),
    line: 1 + random.below(90),
  });
  const windows = Array.from({ length: people }, (_, me) => new Window(me, 5 + random.below(36), place(), log));
  const hear = () => {
    const behind = windows.filter(({ isBehind }) => isBehind);
    if (behind.length > 0) random.pick(behind).apply();
    return behind.length > 0;
  };
  for (let act = 0; act < 60; act++) {
    const one = random.pick(windows);
    const other = random.pick(windows.filter((window) => window !== one));
    const roll = random.below(10);
    if (roll < 5) hear();
    else if (roll < 7) one.moveTo(place());
    else if (roll < 9) one.follow(other.me);
    else one.follow(null);
  }
  let left = 2_000;
  while (left > 0 && hear()) left--;
  return { windows, isStill: left > 0 };
}

test.each([2, 3, 4, 5, 6])(
  '%i people who follow at random come to rest, each where the one is whom they follow',
  (people) => {
    for (let seed = 0; seed < 150; seed++) {
      const { windows, isStill } = walk(new Random(seed * 10 + people), people);
      expect(isStill, `seed ${seed}`).toBe(true);
      // Also in a ring: the one who rests is where all others have come.
      for (const { follows, sight } of windows)
        if (follows !== null) expect(sight.key, `seed ${seed}`).toBe(windows[follows]!.sight.key);
    }
  },
);

test.each([3, 4, 5, 6])('%i people in a ring, each at another place, meet at one', (people) => {
  const log: Told[] = [];
  const windows = Array.from(
    { length: people },
    (_, me) => new Window(me, 20, { key: `file${me}`, topLine: 1 + me, line: 3 + me }, log),
  );
  for (const window of windows) window.follow((window.me + 1) % people);
  for (let round = 0; windows.some(({ isBehind }) => isBehind); round++) {
    expect(round).toBeLessThan(100);
    for (const window of windows) if (window.isBehind) window.apply();
  }
  expect(new Set(windows.map(({ sight }) => sight.key)).size).toBe(1);
});
