import { chmodSync, closeSync, existsSync, lstatSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Windows keeps permissions elsewhere: there all of this changes nothing. */
const hasModes = process.platform !== 'win32';

function mend(path: string, mode: number): void {
  if (hasModes && (lstatSync(path).mode & 0o777) !== mode) chmodSync(path, mode);
}

/** Makes a file that only this account can read, or mends one that others can. */
export function makePrivate(path: string): void {
  closeSync(openSync(path, 'a', 0o600));
  mend(path, 0o600);
}

/** Opens a database that only this account can read. SQLite gives the files beside it the mode that it has itself. */
export function openPrivately(path: string): DatabaseSync {
  makePrivate(path);
  for (const beside of ['-wal', '-shm', '-journal']) if (existsSync(path + beside)) mend(path + beside, 0o600);
  return new DatabaseSync(path);
}

/** Makes a folder of our own private, with all that lies in it: older versions made its files readable. */
export function keepPrivate(folder: string, except: readonly string[] = []): void {
  if (!hasModes || !existsSync(folder)) return;
  mend(folder, 0o700);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (except.includes(entry.name)) continue;
    if (entry.isDirectory()) keepPrivate(path);
    else if (entry.isFile()) mend(path, 0o600);
  }
}
