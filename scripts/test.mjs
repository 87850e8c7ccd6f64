import { ensureBrowser } from './lib/browser.mjs';
import { ensureRenderer } from './lib/builds.mjs';
import { runBeside, runInForeground } from './lib/children.mjs';
import { findElectron, whyNoWindow } from './lib/electron.mjs';
import { requireGit } from './lib/executables.mjs';
import { ensureInstalled } from './lib/installation.mjs';
import { requireBootstrapNode, sourceNode } from './lib/pinned-node.mjs';
import { runMain } from './lib/plain-error.mjs';
import { inProject } from './lib/project.mjs';
import { firstSeed } from './lib/seed-range.mjs';
import { runSteps, summaryOf } from './lib/steps.mjs';

const all = process.argv.includes('--all');
const seeds = all ? 5000 : 1000;
// Long attacks, such as floods of minutes, are for the long run.
if (all) process.env.ENSEMBLE_LONG_ATTACKS = '1';
// Hundreds of commands and workers start in these tests, and would each compile the same modules anew.
process.env.NODE_COMPILE_CACHE ??= inProject('node_modules/.cache/compiled');
const simulation = 'tests/sim/run.ts';
const vitest = 'node_modules/vitest/vitest.mjs';
const playwright = 'node_modules/@playwright/test/cli.js';

/** @param {string[]} args */
const node = (...args) => runInForeground(sourceNode(), args, { cwd: inProject() });

/** Runs beside another step, and prints all of it at its end. @param {string} name @param {string[]} args */
async function besides(name, ...args) {
  const { code, output } = await runBeside(sourceNode(), args, { cwd: inProject() });
  console.log(`\n── ${name}, which ran beside\n${output.trimEnd()}`);
  return code;
}

/**
 * Steps. The simulation and the mutants, which need processors alone, run beside tests that wait for browsers for much of
 * their time. Attacks measure how others fare, and unit tests wait for many processes: nothing runs beside them.
 * @type {import('./lib/steps.mjs').Step[]}
 */
const steps = [
  { name: 'check', run: () => node('scripts/check.mjs') },
  { name: 'unit and contract', needs: 'tests/unit', run: () => projects('unit', 'hosts', 'contract') },
  { name: 'attacks', needs: 'tests/attacks', run: () => projects('attacks', 'floods') },
  {
    name: 'simulation',
    beside: 'smoke',
    needs: simulation,
    run: () => besides('simulation', simulation, '--seeds', `${seeds}`, '--from', `${firstSeed(seeds)}`),
  },
  { name: 'mutants', beside: 'desktop', needs: simulation, run: () => besides('mutants', simulation, '--mutants') },
  { name: 'smoke', needs: 'tests/e2e/smoke', run: () => browserTests('smoke') },
  { name: 'desktop', needs: 'tests/desktop', run: () => browserTests('desktop', ...(all ? [] : ['--grep', '@short'])) },
  { name: 'package', needs: 'tests/packages', run: () => browserTests('package') },
];
/** @type {import('./lib/steps.mjs').Step[]} */
const longSteps = [
  { name: 'end to end', needs: 'tests/e2e', run: () => browserTests('full') },
  { name: 'packages', needs: 'tests/packages', run: () => browserTests('packages') },
  {
    name: 'desktop on Electron',
    whyNot: () => whyNoWindow() ?? (findElectron() ? undefined : "Electron's program is not installed"),
    run: () => browserTests('desktop-electron'),
  },
];

/** @param {string[]} names */
function projects(...names) {
  return node(vitest, 'run', ...names.flatMap((name) => ['--project', name]));
}

/** @param {string} project @param {string[]} more */
function browserTests(project, ...more) {
  return node(playwright, 'test', `--project=${project}`, '--pass-with-no-tests', ...more);
}

// `npm test`: from a fresh clone to a verdict; `npm run test:all` adds longer tests.
await runMain(async () => {
  requireBootstrapNode();
  requireGit();
  await ensureInstalled();
  // First of all: a missing browser is reported in seconds, not after minutes of other tests.
  process.env.CHROME_PATH = await ensureBrowser();
  const build = { name: 'build', run: () => ensureRenderer().then(() => 0) };
  const startedMs = Date.now();
  const results = await runSteps([build, ...steps, ...(all ? longSteps : [])]);
  console.log(`\n${summaryOf(results, Date.now() - startedMs)}`);
  return results.some(({ state }) => state === 'failed') ? 1 : 0;
});
