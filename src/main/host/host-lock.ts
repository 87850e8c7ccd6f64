import { readFileSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { EnsembleError } from '../../shared/protocol/errors.ts';
import { ensembleHome, stateFolderOf, writePrivateJson } from './state-folder.ts';

const lock = z.object({ pid: z.number().int(), url: z.string() });
const lockFile = 'running.json';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A host of this folder that runs already, or null. */
export function runningHost(stateFolder: string): { pid: number; url: string } | null {
  try {
    const running = lock.parse(JSON.parse(readFileSync(join(stateFolder, lockFile), 'utf8')));
    return running.pid !== process.pid && isAlive(running.pid) ? running : null;
  } catch {
    return null;
  }
}

/** The host that runs for a folder already, or null. */
export function runningHostOf(folder: string, home = ensembleHome()): { pid: number; url: string } | null {
  try {
    return runningHost(stateFolderOf(realpathSync(folder), home));
  } catch {
    return null;
  }
}

/** One host a folder: two would both own its disk. Throws `exists` when another runs. */
export function takeHostLock(stateFolder: string, url: string): void {
  const running = runningHost(stateFolder);
  if (running)
    throw new EnsembleError(
      'exists',
      `This folder is open in Ensemble already (process ${running.pid}): ${running.url}`,
    );
  writePrivateJson(stateFolder, lockFile, { pid: process.pid, url });
}

export function releaseHostLock(stateFolder: string): void {
  rmSync(join(stateFolder, lockFile), { force: true });
}
