import { readFileSync } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { Handlers } from '../../shared/session/contract.ts';
import { fromSystemError } from '../files/os-errors.ts';
import { writePrivateJson } from '../machine/state-folder.ts';

const recentFile = 'recent.json';
const recentCount = 12;
const recent = z.array(z.string()).catch([]);

/** Lists the folders opened lately, newest first. */
export function recentFolders(home: string): string[] {
  try {
    return recent.parse(JSON.parse(readFileSync(join(home, recentFile), 'utf8')));
  } catch {
    return [];
  }
}

export function rememberFolder(home: string, folder: string): void {
  writePrivateJson(
    home,
    recentFile,
    [folder, ...recentFolders(home).filter((other) => other !== folder)].slice(0, recentCount),
  );
}

/**
 * Makes the handlers for other folders of the host's machine, for its owner. `openFolder` starts a host for one and
 * gives its address.
 */
export function createFolderService(
  home: string,
  openFolder: (folder: string) => Promise<string>,
): Handlers<'folders.recent' | 'folders.browse' | 'folders.open'> {
  return {
    'folders.recent': async () => {
      const folders = recentFolders(home).map((path) => ({ path, name: basename(path) || path }));
      return { folders };
    },
    'folders.browse': async ({ path }) => {
      try {
        const absolute = path === '' ? homedir() : resolve(homedir(), path);
        const entries = await readdir(absolute, { withFileTypes: true });
        const folders = entries
          .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
          .map(({ name }) => name);
        return { path: absolute, folders: folders.sort((a, b) => a.localeCompare(b)) };
      } catch (thrown) {
        throw fromSystemError(thrown, path);
      }
    },
    'folders.open': async ({ path }) => {
      try {
        const folder = await realpath(resolve(homedir(), path));
        if (!(await stat(folder)).isDirectory()) throw new EnsembleError('not-a-folder', `${path} is not a folder.`);
        return { url: await openFolder(folder) };
      } catch (thrown) {
        throw fromSystemError(thrown, path);
      }
    },
  };
}
