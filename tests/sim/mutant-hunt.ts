import { courseOf } from './courses.ts';
import type { Mutant } from './mutant.ts';
import { mutants } from './mutants.ts';
import { simulate } from './simulate.ts';

/** Number of seeds after which a mutant has survived. */
const mostSeeds = 1000;

/** Finds the first seed that notices a mutant, or null. The code is whole again afterwards. */
async function hunt({ apply }: Mutant): Promise<number | null> {
  const mend = apply();
  try {
    for (let seed = 1; seed <= mostSeeds; seed++) {
      const { failure } = await simulate(courseOf(seed));
      if (failure !== null) return seed;
    }
    return null;
  } finally {
    mend();
  }
}

/** Breaks the code by every mutant, one after another. Says whether the simulation noticed all of them. */
export async function huntMutants(): Promise<boolean> {
  let found = 0;
  for (const mutant of mutants) {
    const seed = await hunt(mutant);
    if (seed !== null) found++;
    console.log(`${mutant.name}: ${seed === null ? `SURVIVED ${mostSeeds} seeds` : `found by seed ${seed}`}`);
  }
  console.log(`${found}/${mutants.length} found`);
  return found === mutants.length;
}
