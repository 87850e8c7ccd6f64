import { type Course, type Outcome, simulate } from './simulate.ts';

/** Makes a failing course shorter: fewer operations, then fewer of them done. Gives the shortest that still fails. */
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
  // What stopped in the middle needs no more steps than it did.
  await fails({ ...shortest, steps: outcome.steps.length });
  for (let steps = (shortest.steps ?? 40) - 1; steps > 0; steps--) {
    if (!(await fails({ ...shortest, steps }))) break;
  }
  for (let step = (shortest.steps ?? 40) - 1; step >= 0; step--) {
    await fails({ ...shortest, skip: [...(shortest.skip ?? []), step] });
  }
  return { course: shortest, outcome };
}

/** The operations of a course that were done, by name. */
export function doneSteps({ skip = [] }: Course, { steps }: Outcome): string[] {
  return steps.filter((_, step) => !skip.includes(step));
}
