import { existsSync } from 'node:fs';
import { PlainError } from './plain-error.mjs';
import { inProject } from './project.mjs';

/**
 * @typedef {{ name: string, needs?: string, beside?: string, whyNot?: () => string | undefined,
 *   run: () => Promise<number> }} Step
 *   needs: a path without which there is nothing to run yet; beside: the step during which it runs, with the processor
 *   time that this leaves; whyNot: why it cannot run on this machine.
 * @typedef {{ name: string, state: 'passed' | 'failed' | 'skipped' | 'not run', ms: number }} StepResult
 */

/**
 * Runs steps one after the other, up to the first that fails; those beside a step, one after the other, during that.
 * @param {Step[]} steps
 * @param {{ now?: () => number, exists?: (path: string) => boolean }} [world]
 * @returns {Promise<StepResult[]>} in the order of the steps
 */
export async function runSteps(steps, { now = Date.now, exists = (path) => existsSync(inProject(path)) } = {}) {
  const stray = steps.find(({ beside }) => beside !== undefined && !steps.some(({ name }) => name === beside));
  if (stray) throw new Error(`There is no step “${stray.beside}” beside which ${stray.name} could run.`);
  /** @type {Map<string, StepResult>} */
  const results = new Map();
  /** @param {Step[]} chain */
  const runAll = async (chain) => {
    for (const step of chain) {
      const failed = [...results.values()].some(({ state }) => state === 'failed');
      const result = failed ? notRun(step) : await runStep(step, now, exists);
      results.set(step.name, result);
    }
  };
  for (const step of steps.filter(({ beside }) => beside === undefined))
    await Promise.all([runAll([step]), runAll(steps.filter(({ beside }) => beside === step.name))]);
  return steps.map((step) => results.get(step.name) ?? notRun(step));
}

/** @param {Step} step @returns {StepResult} */
const notRun = ({ name }) => ({ name, state: 'not run', ms: 0 });

/**
 * @param {Step} step
 * @param {() => number} now
 * @param {(path: string) => boolean} exists
 * @returns {Promise<StepResult>}
 */
async function runStep({ name, needs, beside, whyNot, run }, now, exists) {
  const reason = needs && !exists(needs) ? `there is no ${needs} yet` : whyNot?.();
  if (reason) {
    console.log(`\n── ${name}: skipped, ${reason}`);
    return { name, state: 'skipped', ms: 0 };
  }
  console.log(beside === undefined ? `\n── ${name}` : `\n── ${name} begins, beside ${beside}`);
  const startedMs = now();
  const code = await run().catch(report);
  return { name, state: code === 0 ? 'passed' : 'failed', ms: now() - startedMs };
}

/** @param {unknown} error */
function report(error) {
  console.error(error instanceof PlainError ? error.message : error);
  return 1;
}

/**
 * Writes the table and closing line that end a run of so many milliseconds.
 * @param {StepResult[]} results
 * @param {number} totalMs
 */
export function summaryOf(results, totalMs) {
  const width = Math.max(...results.map(({ name }) => name.length));
  const lines = results.map(({ name, state, ms }) => {
    const seconds = ms > 0 ? `${(ms / 1000).toFixed(1).padStart(7)} s` : '';
    return `  ${name.padEnd(width)}  ${state.padEnd(7)}${seconds}`.trimEnd();
  });
  const count = (/** @type {StepResult['state']} */ state) => results.filter((result) => result.state === state).length;
  return [
    ...lines,
    '',
    `${count('passed')} passed, ${count('failed')} failed in ${(totalMs / 1000).toFixed(1)} s`,
  ].join('\n');
}
