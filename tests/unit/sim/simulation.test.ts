import { describe, expect, it } from 'vitest';
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
