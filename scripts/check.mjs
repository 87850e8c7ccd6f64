import { existsSync, readdirSync } from 'node:fs';
import { runQuietly } from './lib/children.mjs';
import { sourceNode } from './lib/pinned-node.mjs';
import { runMain } from './lib/plain-error.mjs';
import { inProject } from './lib/project.mjs';

const atOnce = 2;
/** Answers of the compiler, so that a second run only looks at what changed. */
const cache = 'node_modules/.cache/types';
const compiler = ['node_modules/typescript/bin/tsc', '--incremental', '--tsBuildInfoFile'];
const typedLayers = [
  'src/renderer',
  'tests',
  'src/main',
  'server',
  'src/cli',
  'src/client',
  'src/shared',
  'src/preload',
  'bench',
  'scripts',
  'packages/sdk',
];

/** @param {string} layer */
function holdsCode(layer) {
  const files = readdirSync(inProject(layer), { recursive: true, encoding: 'utf8' });
  return files.some((file) => /(?<!\.d)\.(ts|tsx|mjs)$/.test(file));
}

/** @returns {{ name: string, args: string[] }[]} */
function checks() {
  const types = typedLayers
    .filter((layer) => existsSync(inProject(layer, 'tsconfig.json')))
    .filter((layer) => holdsCode(layer))
    .map((layer) => ({ name: `types ${layer}`, args: [...compiler, `${cache}/${layer}.tsbuildinfo`, '-p', layer] }));
  return [
    // Bounds on what a window loads first hold when it is built; nothing is built again that is not stale.
    { name: 'build', args: ['scripts/build.mjs'] },
    { name: 'format and lint', args: ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'] },
    { name: 'structure', args: ['scripts/check/structure.mjs'] },
    ...types,
  ];
}

/** @param {{ name: string, args: string[] }} check */
async function run({ name, args }) {
  const startedMs = Date.now();
  const { code, output } = await runQuietly(sourceNode(), args, { cwd: inProject() });
  const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
  console.log(`  ${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
  if (code !== 0) console.log(output.trim().replace(/^/gm, '    '));
  return code === 0;
}

// `npm run check`: checks the sources without running them.
await runMain(async () => {
  const queue = checks();
  /** @type {boolean[]} */
  const results = [];
  const worker = async () => {
    for (let check = queue.shift(); check; check = queue.shift()) results.push(await run(check));
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results.every(Boolean) ? 0 : 1;
});
