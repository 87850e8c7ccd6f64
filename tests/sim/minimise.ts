import { type Course, type Outcome, simulate } from './simulate.ts';

/**
 * Shortens a failing course (delta debugging): fewer operations, then fewer of them done. Gives the shortest that still
 * fails.
 */
export async function minimise(course: Course): Promise<{ course: Course; outcome: Outcome }> {
  let shortest = course;
  let outcome = await simulate(course);
  const fails = async (candidate: Course) => {
    const tried = await simulate(candidate);
    if (tried.failure === null) return false;
    shortest = candidate;
    outcome = tried;
    return true;
  };
  const skipping = (steps: readonly number[]) => ({ ...shortest, skip: [...(shortest.skip ?? []), ...steps] });
  // A course that stopped in the middle needs no more steps than it did.
  await fails({ ...shortest, steps: outcome.steps.length });
  for (let steps = (shortest.steps ?? 40) - 1; steps > 0; steps--) {
    if (!(await fails({ ...shortest, steps }))) break;
  }
  // Many at once while that works, then one by one, until no more can be left out.
  for (let size = Math.ceil((shortest.steps ?? 40) / 2); size >= 1; size = Math.floor(size / 2)) {
    const before = shortest;
    const left = Array.from({ length: shortest.steps ?? 40 }, (_, step) => step)
      .filter((step) => !shortest.skip?.includes(step))
      .reverse();
    for (let from = 0; from < left.length; from += size) await fails(skipping(left.slice(from, from + size)));
    if (size === 1 && shortest !== before) size = 2;
  }
  return { course: shortest, outcome };
}

/** Lists the operations that were done, by name, without those that found nothing to do. */
export function doneSteps({ skip = [] }: Course, { steps, idle }: Outcome): string[] {
  return steps.filter((_, step) => !skip.includes(step) && !idle.includes(step));
}
