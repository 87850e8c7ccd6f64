import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { openPrivately } from '../../../server/server.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { type RunningInfo, readInfo, removeInfo, writeInfo } from './running-info.ts';
import { ensembleHome, stateFolderOf } from './state-folder.ts';

/** Empty database: SQLite's lock on it is the system's, which ends with the process however that ends. */
const lockFile = 'host.lock';

/** Time to wait for a process that only looks whether there is a host: it holds the lock for a moment. */
const waitForOtherMs = 1000;

/** Locks that hosts of this process have, by their state folders. */
const held = new Map<string, DatabaseSync>();

/** Takes the lock; null when another process has it. */
function tryLock(stateFolder: string, waitMs: number): DatabaseSync | null {
  const database = openPrivately(join(stateFolder, lockFile));
  try {
    database.exec(`PRAGMA busy_timeout = ${waitMs}; BEGIN EXCLUSIVE`);
    return database;
  } catch (thrown) {
    database.close();
    if (/locked|busy/.test(String(thrown))) return null;
    throw thrown;
  }
}

/** Finds a host of this folder that runs already, or null. */
export function runningHost(stateFolder: string): RunningInfo | null {
  if (held.has(stateFolder)) return readInfo(stateFolder);
  if (!existsSync(join(stateFolder, lockFile))) return null;
  const lock = tryLock(stateFolder, 0);
  lock?.close();
  return lock === null ? readInfo(stateFolder) : null;
}

/** Finds the host that runs for a folder already, or null. */
export function runningHostOf(folder: string, home = ensembleHome()): RunningInfo | null {
  try {
    return runningHost(stateFolderOf(realpathSync(folder), home));
  } catch {
    return null;
  }
}

/** Takes the lock of a folder's host: two hosts would both own its disk. Throws `exists` when another runs. */
export function takeHostLock(stateFolder: string): void {
  const lock = held.has(stateFolder) ? null : tryLock(stateFolder, waitForOtherMs);
  if (lock === null) {
    const { pid, url } = readInfo(stateFolder);
    throw new EnsembleError('exists', `This folder is open in Ensemble already (process ${pid}): ${url}`);
  }
  held.set(stateFolder, lock);
  writeInfo(stateFolder, '');
}

/** Tells others who want the folder where its host is. */
export function showHostAt(stateFolder: string, url: string): void {
  writeInfo(stateFolder, url);
}

/** Releases the lock. Does nothing where this process does not have it. */
export function releaseHostLock(stateFolder: string): void {
  const lock = held.get(stateFolder);
  if (!lock) return;
  removeInfo(stateFolder);
  held.delete(stateFolder);
  lock.close();
}
