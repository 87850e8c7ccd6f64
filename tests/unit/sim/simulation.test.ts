import { describe, expect, it } from 'vitest';
import { courseOf } from '../../sim/courses.ts';
import { minimise } from '../../sim/minimise.ts';
import { mutants } from '../../sim/mutants.ts';
import { hashOfLog, simulate } from '../../sim/simulate.ts';

async function logOf(seed: number): Promise<string> {
  let hash = '';
  const { failure } = await simulate({ seed }, async (simulation) => {
    hash = await hashOfLog(simulation);
  });
  expect(failure).toBeNull();
  return hash;
}

describe('a simulation', () => {
  it.each([1, 7, 42])('writes the same log, byte for byte, whenever seed %i is run', async (seed) => {
    const first = await logOf(seed);
    expect(await logOf(seed)).toBe(first);
    expect(first).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([1, 2 ** 32 - 1])('draws the same course for seed %i always, and does what it drew', async (seed) => {
    const course = courseOf(seed);
    expect(courseOf(seed)).toEqual(course);
    expect((await simulate(course)).steps).toEqual(course.names);
  });

  it('draws other numbers of people and operations for other seeds', () => {
    const drawn = Array.from({ length: 100 }, (_, seed) => courseOf(seed));
    expect(new Set(drawn.map(({ people }) => people))).toEqual(new Set([1, 2, 3, 4, 5, 6]));
    const steps = drawn.map(({ steps }) => steps!);
    expect(Math.min(...steps)).toBeLessThan(20);
    expect(Math.max(...steps)).toBeGreaterThan(120);
  });

  it('writes another log for another seed', async () => {
    expect(await logOf(2)).not.toBe(await logOf(3));
  });

  it('notices broken code, and makes what shows it shorter', async () => {
    const mend = mutants.find(({ name }) => name === 're-seed the documents at a start of the host')!.apply();
    try {
      let seed = 1;
      while ((await simulate({ seed })).failure === null) seed++;
      const { course, outcome } = await minimise({ seed });
      expect(outcome.failure).not.toBeNull();
      expect((course.steps ?? 40) - (course.skip?.length ?? 0)).toBeLessThan(10);
      mend();
      expect((await simulate(course)).failure).toBeNull();
    } finally {
      mend();
    }
  });
});
