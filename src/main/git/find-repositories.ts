import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

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
      if (await lstat(join(absolute, '.git')).then(isOne, () => false)) found.push(path);
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
