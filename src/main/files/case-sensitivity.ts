import { lstat, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Says whether the disk under a folder tells `a` from `A`, without writing to it: by asking for existing names in the
 * other case.
 */
export async function isCaseSensitive(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const answer = await differsInOtherCase(folder, name, new Set(names));
    if (answer !== null) return answer;
  }
  const parent = await differsInOtherCase(dirname(folder), basename(folder), new Set());
  return parent ?? (process.platform !== 'win32' && process.platform !== 'darwin');
}

async function differsInOtherCase(folder: string, name: string, names: ReadonlySet<string>): Promise<boolean | null> {
  const lower = name.toLowerCase();
  const other = name === lower ? name.toUpperCase() : lower;
  if (other === name) return null;
  if (names.has(other)) return true;
  const found = await lstat(join(folder, name), { bigint: true }).catch(() => null);
  if (found === null) return null;
  const same = await lstat(join(folder, other), { bigint: true }).catch(() => null);
  return same === null || same.ino !== found.ino;
}
