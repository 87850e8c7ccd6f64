import { expect, test } from 'vitest';
import { runSteps, summaryOf } from '../../../scripts/lib/steps.mjs';

const world = { now: () => 0, exists: (path: string) => path !== 'missing' };
const step = (name: string, code: number, needs?: string) => ({
  name,
  run: () => Promise.resolve(code),
  ...(needs ? { needs } : {}),
});

test('steps run up to the first that fails; what is not there yet is skipped', async () => {
  const results = await runSteps([step('a', 0), step('b', 0, 'missing'), step('c', 1), step('d', 0)], world);
  expect(results.map(({ state }) => state)).toEqual(['passed', 'skipped', 'failed', 'not run']);
});

test('a step that throws has failed', async () => {
  const [result] = await runSteps([{ name: 'a', run: () => Promise.reject(new Error('no')) }], world);
  expect(result?.state).toBe('failed');
});

test('a step beside another runs during that, and its failure ends the run', async () => {
  const order: string[] = [];
  const { promise: both, resolve } = Promise.withResolvers<void>();
  const during = (name: string, code: number) => async () => {
    order.push(name);
    if (order.length === 2) resolve();
    await both;
    return code;
  };
  const steps = [
    { name: 'check', beside: 'unit', run: during('check', 1) },
    { name: 'unit', run: during('unit', 0) },
    step('smoke', 0),
    { ...step('mutants', 0), beside: 'smoke' },
  ];
  const results = await runSteps(steps, world);
  expect(results.map(({ name, state }) => `${name} ${state}`)).toEqual([
    'check failed',
    'unit passed',
    'smoke not run',
    'mutants not run',
  ]);
});

test('a step beside one that is not there is an error, not left out', async () => {
  await expect(runSteps([{ ...step('check', 0), beside: 'unit' }], world)).rejects.toThrow('There is no step “unit”');
});

test('the summary ends with the count', () => {
  const summary = summaryOf(
    [
      { name: 'check', state: 'passed', ms: 1500 },
      { name: 'unit', state: 'failed', ms: 500 },
      { name: 'smoke', state: 'not run', ms: 0 },
    ],
    2000,
  );
  expect(summary).toBe(
    '  check  passed     1.5 s\n  unit   failed     0.5 s\n  smoke  not run\n\n1 passed, 1 failed in 2.0 s',
  );
});
