import { existsSync } from 'node:fs';
import { buildIfStale } from './build-stamp.mjs';
import { runQuietly } from './children.mjs';
import { bestQuality, compressFolder, quickQuality } from './compression.mjs';
import { sourceNode } from './pinned-node.mjs';
import { PlainError } from './plain-error.mjs';
import { inProject } from './project.mjs';

/** Builds the renderer (the page that the window and every guest load), if its sources changed. */
export function ensureRenderer() {
  if (!existsSync(inProject('src', 'renderer', 'index.html'))) {
    console.error('The renderer has no page yet: not built.');
    return Promise.resolve(false);
  }
  return buildIfStale({
    name: 'renderer',
    sources: [
      'src/renderer',
      'src/client',
      'src/shared',
      'vite.config.ts',
      'package-lock.json',
      'scripts/lib/compression.mjs',
    ],
    output: 'dist/renderer/index.html',
    build: async () => {
      await runBuild(['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn']);
      await compressRenderer(quickQuality);
    },
  });
}

/** Compresses the renderer as far as possible, for a package from which many will fetch it. */
export function compressForPackage() {
  return compressRenderer(bestQuality);
}

/** @param {number} quality */
function compressRenderer(quality) {
  return compressFolder(inProject('dist', 'renderer'), inProject('dist', '.compressed'), quality);
}

/** Builds Electron's files: the sources without their types, and the preload script. */
export function ensureDesktop() {
  return buildIfStale({
    name: 'desktop',
    sources: ['src/main', 'src/preload', 'src/cli', 'src/client', 'src/shared', 'server', 'scripts/desktop'],
    output: 'dist/app/src/main/desktop/main.js',
    build: () => runBuild(['scripts/desktop/build.mjs']),
  });
}

/** @param {string[]} args */
async function runBuild(args) {
  const { code, output } = await runQuietly(sourceNode(), args, { cwd: inProject() });
  if (code !== 0) throw new PlainError(`${output.trim()}\n\nThe build failed; nothing was started.`);
}
