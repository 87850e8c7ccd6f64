import type { Operation } from './operations/common.ts';
import { operations } from './operations/operations.ts';
import { Random } from './random.ts';
import type { Course } from './simulate.ts';

/** End of all seeds. */
export const seedsEnd = 2 ** 32;

/** Strategy by which a seed chooses its operations. */
type Way = (random: Random, steps: number, known: readonly Operation[]) => string[];

function pickWeighted(random: Random, known: readonly Operation[], weights: readonly number[]): string {
  let at = random.next() * weights.reduce((sum, weight) => sum + weight, 0);
  const index = weights.findIndex((weight) => {
    at -= weight;
    return at < 0;
  });
  return known[index < 0 ? 0 : index]!.name;
}

const drawn = (random: Random, steps: number, known: readonly Operation[], weights: readonly number[]) =>
  Array.from({ length: steps }, () => pickWeighted(random, known, weights));

/** Draws operations as often as they occur in an hour of people's work. */
const asInLife: Way = (random, steps, known) =>
  drawn(
    random,
    steps,
    known,
    known.map(({ weight }) => weight),
  );

/** Draws rare operations nearly as often as frequent ones. */
const rareToo: Way = (random, steps, known) =>
  drawn(
    random,
    steps,
    known,
    known.map(({ weight }) => weight ** 0.4),
  );

/** Draws only some of the operations, and those often: states that others would end soon go on here, and build up. */
const fewKinds: Way = (random, steps, known) => {
  const chosen = known.map(({ weight }) => (random.chance(0.3) ? weight ** 0.4 : 0));
  for (const name of ['open', 'type']) chosen[known.findIndex((each) => each.name === name)] = 1.5;
  return drawn(random, steps, known, chosen);
};

/** Draws all pairs of two operations, each several times, with operations between that give them something to do. */
const pairs: Way = (random, steps, known) => {
  const all = known.map(({ name }) => name);
  const chosen = Array.from({ length: 3 }, () => [random.pick(all), random.pick(all)]);
  const names: string[] = [];
  while (names.length < steps) {
    names.push(...rareToo(random, 1 + random.below(4), known));
    names.push(...random.pick(chosen));
  }
  return names.slice(0, steps);
};

const ways: readonly Way[] = [asInLife, rareToo, rareToo, fewKinds, fewKinds, pairs, pairs, pairs];

/** Lengths of courses: mostly a few dozen; sometimes so many that an early fault has time to matter. */
const lengths = [
  [10, 30],
  [30, 60],
  [30, 60],
  [60, 160],
] as const;

/** Pauses: hurried, usual, and long enough for everything on its way to arrive. */
const pausesMs = [20, 120, 120, 1500];

/**
 * Draws the course of a seed: the number of people, the operations, and the pauses between them. A seed that was noted
 * when there were fewer operations, and new ones are always added at the end, has its course among these for good.
 */
export function courseOf(seed: number, among = operations.length): Course {
  // Separate from the random numbers of the course itself.
  const random = new Random(seed ^ 0x5eed);
  const people = 1 + random.below(6);
  const [least, most] = random.pick(lengths);
  const steps = least + random.below(most - least + 1);
  const pauseMs = random.pick(pausesMs);
  const names = random.pick(ways)(random, steps, operations.slice(0, among));
  // Nearly every operation needs a text.
  if (random.chance(0.8)) names.splice(0, 2, 'open', 'open');
  return { seed, people, steps, pauseMs, names };
}
