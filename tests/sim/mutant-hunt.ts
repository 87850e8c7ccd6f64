import { readFileSync, writeFileSync } from 'node:fs';
import { courseOf } from './courses.ts';
import type { Mutant } from './mutant.ts';
import { mutants } from './mutants.ts';
import { simulate } from './simulate.ts';

/** Number of seeds after which a mutant has survived. */
const mostSeeds = 1000;
const file = new URL('./mutant-seeds.json', import.meta.url);

const fails = async (seed: number) => (await simulate(courseOf(seed))).failure !== null;

/** Says whether a seed fails by a mutant, and passes without it. The code is whole again afterwards. */
async function notices(seed: number, { apply }: Mutant): Promise<boolean> {
  const mend = apply();
  try {
    if (!(await fails(seed))) return false;
  } finally {
    mend();
  }
  return !(await fails(seed));
}

/** Finds a seed that notices a mutant, or null: the one that did so last is tried before all others. */
async function hunt(mutant: Mutant, last: number | undefined): Promise<number | null> {
  if (last !== undefined && (await notices(last, mutant))) return last;
  for (let seed = 1; seed <= mostSeeds; seed++) if (await notices(seed, mutant)) return seed;
  return null;
}

/**
 * Breaks the code by every mutant, one after another. Says whether the simulation noticed all of them; `keep` notes the
 * seeds that did.
 */
export async function huntMutants(keep: boolean): Promise<boolean> {
  const seeds = new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>));
  let found = 0;
  for (const mutant of mutants) {
    const { name } = mutant;
    const seed = await hunt(mutant, seeds.get(name));
    if (seed !== null) found++;
    if (seed !== null) seeds.set(name, seed);
    console.log(`${name}: ${seed === null ? `SURVIVED ${mostSeeds} seeds` : `found by seed ${seed}`}`);
  }
  if (keep) {
    const kept = mutants.flatMap(({ name }) => (seeds.has(name) ? [[name, seeds.get(name)!]] : []));
    writeFileSync(file, `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`);
  }
  console.log(`${found}/${mutants.length} found`);
  return found === mutants.length;
}
