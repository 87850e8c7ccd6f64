import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { secret } from '../../shared/core/ids.ts';
import { writePrivateJson } from '../machine/state-folder.ts';

const windowFile = 'window.json';
/** Age at which a token is void, the same as an invite's: an address that leaked unnoticed is of no use after that. */
const keptMs = 30 * 24 * 60 * 60 * 1000;

const windowToken = z.object({
  token: secret,
  /** Port of the token's windows, which look for their host there: another port has another token. */
  port: z.number().int().min(1).max(65535),
  madeMs: z.number(),
});

export type WindowToken = z.infer<typeof windowToken>;

/** Says whether only the file's owner can read it. Windows keeps that elsewhere. */
const isPrivate = (path: string) => process.platform === 'win32' || (statSync(path).mode & 0o077) === 0;

/** Gives the token that windows at this port have from an earlier start; null where none is good any more. */
export function keptWindowToken(stateFolder: string, port: number, nowMs: number): string | null {
  const path = join(stateFolder, windowFile);
  try {
    if (!isPrivate(path)) return null;
    const kept = windowToken.parse(JSON.parse(readFileSync(path, 'utf8')));
    return kept.port === port && Math.abs(nowMs - kept.madeMs) < keptMs ? kept.token : null;
  } catch {
    return null;
  }
}

/** Keeps the token of windows for the next start. */
export function keepWindowToken(stateFolder: string, kept: WindowToken): void {
  writePrivateJson(stateFolder, windowFile, kept);
}

/** Voids the windows' token at the next start. */
export function forgetWindowToken(stateFolder: string): void {
  rmSync(join(stateFolder, windowFile), { recursive: true, force: true });
}
