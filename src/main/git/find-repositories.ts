import { lstat, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const deepest = 2;
const mostFolders = 2000;
const mostRepositories = 20;
const notLookedInto = new Set(['.git', 'node_modules']);

/** Paths of the folder at which there are repositories, the folder itself first. Links are not followed. */
export async function findRepositories(root: string): Promise<string[]> {
  const found: string[] = [];
  let level = [''];
  let looked = 0;
  for (let depth = 0; depth <= deepest; depth++) {
    const next: string[] = [];
    for (const path of level) {
      if (looked++ >= mostFolders || found.length >= mostRepositories) return found;
      const absolute = join(root, path);
      if (await hasOne(absolute)) found.push(path);
      if (depth === deepest) continue;
      const entries = await readdir(absolute, { withFileTypes: true }).catch(() => []);
      for (const entry of entries)
        if (entry.isDirectory() && !notLookedInto.has(entry.name))
          next.push(path === '' ? entry.name : `${path}/${entry.name}`);
    }
    level = next;
  }
  return found;
}

const isOne = (stats: { isDirectory(): boolean; isFile(): boolean }) => stats.isDirectory() || stats.isFile();

const hasOne = (folder: string) => lstat(join(folder, '.git')).then(isOne, () => false);

/** Says whether a folder lies inside a larger repository. */
export async function isPartOfRepository(root: string): Promise<boolean> {
  for (let at = dirname(root); ; at = dirname(at)) {
    // Without its head it is none.
    if (await lstat(join(at, '.git/HEAD')).then(isOne, () => false)) return true;
    if (
      await lstat(join(at, '.git')).then(
        (stats) => stats.isFile(),
        () => false,
      )
    )
      return true;
    if (at === dirname(at)) return false;
  }
}

const mostLooks = 100;

/**
 * Says whether changes of the folder can have brought or removed a repository: one came or went in a folder that was
 * touched, or a folder came or went in which one can be.
 */
export async function mayBringRepository(
  root: string,
  changes: readonly { path: string; type: string }[],
  isKnown: (path: string) => boolean,
): Promise<boolean> {
  const touched = new Set<string>();
  const came = new Set<string>();
  for (const { path, type } of changes) {
    if (path === '') return true;
    const names = path.split('/');
    for (let depth = 0; depth < names.length && depth <= deepest; depth++) touched.add(names.slice(0, depth).join('/'));
    if (names.length > deepest) continue;
    touched.add(path);
    if (type === 'created') came.add(path);
  }
  if (touched.size + came.size > mostLooks) return true;
  for (const path of touched) if ((await hasOne(join(root, path))) !== isKnown(path)) return true;
  for (const path of came)
    if (
      await lstat(join(root, path)).then(
        (stats) => stats.isDirectory(),
        () => false,
      )
    )
      return true;
  return false;
}
