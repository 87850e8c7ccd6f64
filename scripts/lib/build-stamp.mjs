import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inProject } from './project.mjs';

/**
 * Hashes the names and contents of files and folders, in a stable order. A missing one counts as empty.
 * @param {string[]} paths
 */
export function hashOf(paths) {
  const hash = createHash('sha256');
  for (const path of paths) addToHash(hash, path);
  return hash.digest('hex');
}

/** @param {import('node:crypto').Hash} hash @param {string} path */
function addToHash(hash, path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return;
  hash.update(`\0${path}\0`);
  if (!stat.isDirectory()) hash.update(readFileSync(path));
  else for (const name of readdirSync(path).sort()) addToHash(hash, join(path, name));
}

/**
 * Runs `build` unless the same sources were built before. A build that fails leaves no stamp.
 * @param {{ name: string, sources: string[], output: string, build: () => Promise<void> }} what
 */
export async function buildIfStale({ name, sources, output, build }) {
  const stamp = inProject('dist', `.${name}-stamp`);
  const wanted = hashOf(sources.map((source) => inProject(source)));
  if (existsSync(inProject(output)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return false;
  rmSync(stamp, { force: true });
  const startedMs = Date.now();
  console.error(`Building the ${name} …`);
  await build();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
  console.error(`Built the ${name} in ${((Date.now() - startedMs) / 1000).toFixed(1)} s.`);
  return true;
}
