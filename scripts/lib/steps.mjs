import { existsSync } from 'node:fs';
import { PlainError } from './plain-error.mjs';
import { inProject } from './project.mjs';

/**
 * @typedef {{ name: string, needs?: string, whyNot?: () => string | undefined, run: () => Promise<number> }} Step
 *   needs: a path without which there is nothing to run yet; whyNot: why it cannot run on this machine.
 * @typedef {{ name: string, state: 'passed' | 'failed' | 'skipped' | 'not run', ms: number }} StepResult
 */

/**
 * Runs steps one after the other, up to the first that fails.
 * @param {Step[]} steps
 * @param {{ now?: () => number, exists?: (path: string) => boolean }} [world]
 * @returns {Promise<StepResult[]>}
 */
export async function runSteps(steps, { now = Date.now, exists = (path) => existsSync(inProject(path)) } = {}) {
  /** @type {StepResult[]} */
  const results = [];
  let failed = false;
  for (const { name, needs, whyNot, run } of steps) {
    const reason = needs && !exists(needs) ? `there is no ${needs} yet` : whyNot?.();
    if (failed) results.push({ name, state: 'not run', ms: 0 });
    else if (reason) {
      console.log(`\n── ${name}: skipped, ${reason}`);
      results.push({ name, state: 'skipped', ms: 0 });
    } else {
      console.log(`\n── ${name}`);
      const startedMs = now();
      failed = (await run().catch(report)) !== 0;
      results.push({ name, state: failed ? 'failed' : 'passed', ms: now() - startedMs });
    }
  }
  return results;
}

/** @param {unknown} error */
function report(error) {
  console.error(error instanceof PlainError ? error.message : error);
  return 1;
}

/** Writes the table and closing line that end a run. @param {StepResult[]} results */
export function summaryOf(results) {
  const width = Math.max(...results.map(({ name }) => name.length));
  const lines = results.map(({ name, state, ms }) => {
    const seconds = ms > 0 ? `${(ms / 1000).toFixed(1).padStart(7)} s` : '';
    return `  ${name.padEnd(width)}  ${state.padEnd(7)}${seconds}`.trimEnd();
  });
  const count = (/** @type {StepResult['state']} */ state) => results.filter((result) => result.state === state).length;
  const totalMs = results.reduce((sum, { ms }) => sum + ms, 0);
  return [
    ...lines,
    '',
    `${count('passed')} passed, ${count('failed')} failed in ${(totalMs / 1000).toFixed(1)} s`,
  ].join('\n');
}
