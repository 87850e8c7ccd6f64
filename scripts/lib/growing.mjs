import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runQuietly } from './children.mjs';

const lookEveryMs = 500;

/**
 * Runs a program for as long as its files grow, in its temporary folder or in another: a slow download may take its
 * time, a stalled one is ended.
 * @param {string} command
 * @param {string[]} args
 * @param {{ folder: string, stallMs: number }} options
 */
export async function runWhileGrowing(command, args, { folder, stallMs }) {
  const temporary = mkdtempSync(join(tmpdir(), 'ensemble-fetch-'));
  const ending = new AbortController();
  let size = -1;
  let grewMs = performance.now();
  const looking = setInterval(() => {
    const now = sizeOf(temporary) + sizeOf(folder);
    if (now !== size) grewMs = performance.now();
    size = now;
    if (performance.now() - grewMs >= stallMs) ending.abort();
  }, lookEveryMs);
  const env = { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary };
  try {
    const { code } = await runQuietly(command, args, { env, signal: ending.signal });
    return { code, isStalled: ending.signal.aborted };
  } finally {
    clearInterval(looking);
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** Counts the bytes in a folder's files, as far as possible while they change. @param {string} folder */
function sizeOf(folder) {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce(
        (sum, { parentPath, name }) => sum + (statSync(join(parentPath, name), { throwIfNoEntry: false })?.size ?? 0),
        0,
      );
  } catch {
    return 0;
  }
}
