import { randomUUID } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EnsembleError } from '../../shared/core/errors.ts';

/** Folder of lock files: names and small texts. */
export interface LockFolder {
  list(): Promise<string[]>;
  /** Reads a file; null when there is none. */
  read(name: string): Promise<string | null>;
  /** Writes a whole file. */
  write(name: string, text: string): Promise<void>;
  remove(name: string): Promise<void>;
}

const mostBytes = 16 * 1024;
const parts = ['.ensemble', 'locks'];

/**
 * Makes `.ensemble/locks` of a folder, created with the first lock. It keeps itself out of Git by a `.gitignore` of its
 * own: that works in every kind of checkout, and touches nothing of the repository's.
 */
export function diskLockFolder(root: string): LockFolder {
  const folder = join(root, ...parts);
  /** A link in its place, as a hostile repository might have, would let lock files be written elsewhere. */
  const isSafe = async (): Promise<boolean> => {
    for (let depth = 1; depth <= parts.length; depth++) {
      const stats = await lstat(join(root, ...parts.slice(0, depth))).catch(() => null);
      if (stats === null) return false;
      if (!stats.isDirectory())
        throw new EnsembleError('no-access', `${parts.slice(0, depth).join('/')} is no folder, so nothing was locked.`);
    }
    return true;
  };
  const put = async (name: string, text: string) => {
    const temporary = join(folder, `${randomUUID()}.new`);
    await writeFile(temporary, text, { flag: 'wx' });
    await rename(temporary, join(folder, name));
  };
  return {
    list: async () => ((await isSafe()) ? (await readdir(folder)).filter((name) => name.endsWith('.yaml')) : []),
    async read(name) {
      const path = join(folder, name);
      const stats = await lstat(path).catch(() => null);
      if (stats === null || !stats.isFile() || stats.size > mostBytes) return null;
      return readFile(path, 'utf8').catch(() => null);
    },
    async write(name, text) {
      if (!(await isSafe())) {
        await mkdir(folder, { recursive: true });
        await isSafe();
        await put('.gitignore', '*\n');
      }
      await put(name, text);
    },
    remove: (name) => rm(join(folder, name), { force: true }),
  };
}
