import { ensureDesktop, ensureRenderer } from './lib/builds.mjs';
import { runInForeground } from './lib/children.mjs';
import { electronOrReason } from './lib/electron.mjs';
import { requireGit } from './lib/executables.mjs';
import { ensureInstalled } from './lib/installation.mjs';
import { requireBootstrapNode, sourceNode } from './lib/pinned-node.mjs';
import { runMain } from './lib/plain-error.mjs';
import { ensurePlayground } from './lib/playground.mjs';
import { inProject } from './lib/project.mjs';
import { readStartOptions, requireFolder, requireFreePort, usage } from './lib/start-options.mjs';
import { runWindow } from './lib/window.mjs';

/** @typedef {import('./lib/start-options.mjs').StartOptions & { folder: string }} Start */

// `npm start`: from a fresh clone to a window on a folder.
await runMain(async () => {
  requireBootstrapNode();
  const options = readStartOptions(process.argv.slice(2));
  if (options.help) {
    console.log(usage);
    return 0;
  }
  requireGit();
  if (options.folder !== null) requireFolder(options.folder);
  await requireFreePort(options.port);
  await ensureInstalled();
  await ensureRenderer();
  const folder = options.folder ?? (await ensurePlayground());
  return options.open && !options.browser ? startDesktop({ ...options, folder }) : startHost({ ...options, folder });
});

/** @param {Start} options */
async function startDesktop(options) {
  const electron = await electronOrReason();
  if ('reason' in electron) {
    console.error(`Opening Ensemble in the browser: ${electron.reason}.`);
    return startHost(options);
  }
  await ensureDesktop();
  const args = [inProject('dist', 'app', 'src', 'main', 'desktop', 'main.js'), options.folder];
  if (options.port !== undefined) args.push(`--port=${options.port}`);
  const env = { ...process.env, ENSEMBLE_SOURCE_DIR: inProject(), ENSEMBLE_SOURCE_NODE: sourceNode() };
  const ended = await runWindow(electron.program, args, { env });
  if ('code' in ended) return ended.code;
  console.error(`Opening Ensemble in the browser: ${ended.reason}.`);
  return startHost(options);
}

/** @param {Start} options */
function startHost(options) {
  const args = [inProject('src', 'cli', 'ensemble.ts'), 'host', options.folder, options.open ? '--open' : '--no-open'];
  if (options.port !== undefined) args.push('--port', String(options.port));
  return runInForeground(sourceNode(), args, { supervised: true });
}
