import { operations } from './operations/operations.ts';
import { Random } from './random.ts';
import type { Course } from './simulate.ts';

/** End of all seeds. */
export const seedsEnd = 2 ** 32;

/** Strategy by which a seed chooses its operations. */
type Way = (random: Random, steps: number) => string[];

const all = operations.map(({ name }) => name);

function pickWeighted(random: Random, weights: readonly number[]): string {
  let at = random.next() * weights.reduce((sum, weight) => sum + weight, 0);
  const index = weights.findIndex((weight) => {
    at -= weight;
    return at < 0;
  });
  return all[index < 0 ? 0 : index]!;
}

const drawn = (random: Random, steps: number, weights: readonly number[]) =>
  Array.from({ length: steps }, () => pickWeighted(random, weights));

/** Draws operations as often as they occur in an hour of people's work. */
const asInLife: Way = (random, steps) =>
  drawn(
    random,
    steps,
    operations.map(({ weight }) => weight),
  );

/** Draws rare operations nearly as often as frequent ones. */
const rareToo: Way = (random, steps) =>
  drawn(
    random,
    steps,
    operations.map(({ weight }) => weight ** 0.4),
  );

/** Draws only some of the operations, and those often: states that others would end soon go on here, and build up. */
const fewKinds: Way = (random, steps) => {
  const chosen = operations.map(({ weight }) => (random.chance(0.3) ? weight ** 0.4 : 0));
  for (const name of ['open', 'type']) chosen[all.indexOf(name)] = 1.5;
  return drawn(random, steps, chosen);
};

/** Draws all pairs of two operations, each several times, with operations between that give them something to do. */
const pairs: Way = (random, steps) => {
  const chosen = Array.from({ length: 3 }, () => [random.pick(all), random.pick(all)]);
  const names: string[] = [];
  while (names.length < steps) {
    names.push(...rareToo(random, 1 + random.below(4)));
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

/** Draws the course of a seed: the number of people, the operations, and the pauses between them. */
export function courseOf(seed: number): Course {
  // Separate from the random numbers of the course itself.
  const random = new Random(seed ^ 0x5eed);
  const people = 1 + random.below(6);
  const [least, most] = random.pick(lengths);
  const steps = least + random.below(most - least + 1);
  const pauseMs = random.pick(pausesMs);
  const names = random.pick(ways)(random, steps);
  // Nearly every operation needs a text.
  if (random.chance(0.8)) names.splice(0, 2, 'open', 'open');
  return { seed, people, steps, pauseMs, names };
}
