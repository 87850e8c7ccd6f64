import { readFileSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { EnsembleError } from '../../shared/core/errors.ts';
import { ensembleHome, stateFolderOf, writePrivateJson } from './state-folder.ts';

const lock = z.object({ pid: z.number().int(), url: z.string() });
const lockFile = 'running.json';

/** Says whether a process of this number runs, ours or another user's. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** State folders whose locks hosts of this process have. */
const held = new Set<string>();

function readLock(stateFolder: string): { pid: number; url: string } | null {
  try {
    return lock.parse(JSON.parse(readFileSync(join(stateFolder, lockFile), 'utf8')));
  } catch {
    return null;
  }
}

/**
 * Finds a host of this folder that runs already, or null. A lock in the name of this process that nobody here has is an
 * old one.
 */
export function runningHost(stateFolder: string): { pid: number; url: string } | null {
  const running = readLock(stateFolder);
  if (!running) return null;
  const runs = running.pid === process.pid ? held.has(stateFolder) : isAlive(running.pid);
  return runs ? running : null;
}

/** Finds the host that runs for a folder already, or null. */
export function runningHostOf(folder: string, home = ensembleHome()): { pid: number; url: string } | null {
  try {
    return runningHost(stateFolderOf(realpathSync(folder), home));
  } catch {
    return null;
  }
}

/** Takes the lock of a folder's host: two hosts would both own its disk. Throws `exists` when another runs. */
export function takeHostLock(stateFolder: string): void {
  const running = runningHost(stateFolder);
  if (running)
    throw new EnsembleError(
      'exists',
      `This folder is open in Ensemble already (process ${running.pid}): ${running.url}`,
    );
  writePrivateJson(stateFolder, lockFile, { pid: process.pid, url: '' });
  held.add(stateFolder);
}

/** Tells others who want the folder where its host is. */
export function showHostAt(stateFolder: string, url: string): void {
  writePrivateJson(stateFolder, lockFile, { pid: process.pid, url });
}

export function releaseHostLock(stateFolder: string): void {
  held.delete(stateFolder);
  rmSync(join(stateFolder, lockFile), { force: true });
}
