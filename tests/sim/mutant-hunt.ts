import { readFileSync, writeFileSync } from 'node:fs';
import { courseOf } from './courses.ts';
import type { Mutant } from './mutant.ts';
import { mutants } from './mutants.ts';
import { operations } from './operations/operations.ts';
import { type Course, simulate } from './simulate.ts';

/** Number of seeds after which a mutant has survived. */
const mostSeeds = 1000;
const file = new URL('./mutant-seeds.json', import.meta.url);

/** A seed with the number of operations that there were, or a course with its own where such a seed is rare. */
type Found = { seed: number; among: number } | Course;

const fails = async (found: Found) =>
  (await simulate('among' in found ? courseOf(found.seed, found.among) : found)).failure !== null;

/** Says whether a seed fails by a mutant, and passes without it. The code is whole again afterwards. */
async function notices(found: Found, { apply }: Mutant): Promise<boolean> {
  const mend = apply();
  try {
    if (!(await fails(found))) return false;
  } finally {
    mend();
  }
  return !(await fails(found));
}

/** Finds a seed that notices a mutant, or null: the one that did so last is tried before all others. */
async function hunt(mutant: Mutant, last: Found | undefined): Promise<Found | null> {
  if (last !== undefined && (await notices(last, mutant))) return last;
  for (let seed = 1; seed <= mostSeeds; seed++) {
    const found = { seed, among: operations.length };
    if (await notices(found, mutant)) return found;
  }
  return null;
}

const named = (found: Found) => ('among' in found ? `seed ${found.seed}` : `the kept course of seed ${found.seed}`);

/**
 * Breaks the code by every mutant, one after another. Says whether the simulation noticed all of them; `keep` notes the
 * seeds that did.
 */
export async function huntMutants(keep: boolean): Promise<boolean> {
  const seeds = new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, Found>));
  let found = 0;
  for (const mutant of mutants) {
    const { name } = mutant;
    const seed = await hunt(mutant, seeds.get(name));
    if (seed !== null) found++;
    if (seed !== null) seeds.set(name, seed);
    console.log(`${name}: ${seed === null ? `SURVIVED ${mostSeeds} seeds` : `found by ${named(seed)}`}`);
  }
  if (keep) {
    const kept = mutants.flatMap(({ name }) => (seeds.has(name) ? [[name, seeds.get(name)!]] : []));
    writeFileSync(file, `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`);
  }
  console.log(`${found}/${mutants.length} found`);
  return found === mutants.length;
}
