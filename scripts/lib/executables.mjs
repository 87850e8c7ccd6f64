import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { PlainError } from './plain-error.mjs';

/**
 * Finds the first of these programs on the PATH, without starting anything.
 * @param {...string} names
 */
export function findOnPath(...names) {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  for (const name of names) {
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      const found = folder && endings.map((ending) => join(folder, name + ending)).find(isExecutable);
      if (found) return found;
    }
  }
  return undefined;
}

/**
 * Says whether a file exists and may be run.
 * @param {string} path
 */
export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Throws when Git is missing: every folder Ensemble opens is asked for its history. */
export function requireGit() {
  if (!findOnPath('git')) {
    throw new PlainError(
      'Ensemble needs Git, and there is none on the PATH. Install it from https://git-scm.com and try again.',
    );
  }
}
