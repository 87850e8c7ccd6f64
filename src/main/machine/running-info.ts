import { readFileSync, realpathSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { ensembleHome, stateFolderOf, writePrivateJson } from './state-folder.ts';

const info = z.object({ pid: z.number().int(), url: z.string() });

/** Process and address of the host that runs for a folder, as that has told others of its machine. */
export type RunningInfo = z.infer<typeof info>;

const infoFile = 'running.json';

/** Reads what a host has told about itself; empty where it has not, or not yet. It may have died since. */
export function readInfo(stateFolder: string): RunningInfo {
  try {
    return info.parse(JSON.parse(readFileSync(join(stateFolder, infoFile), 'utf8')));
  } catch {
    return { pid: 0, url: '' };
  }
}

/** Tells others who want the folder where its host is. */
export function writeInfo(stateFolder: string, url: string): void {
  writePrivateJson(stateFolder, infoFile, { pid: process.pid, url });
}

/** Takes that back. */
export function removeInfo(stateFolder: string): void {
  rmSync(join(stateFolder, infoFile), { force: true });
}

/** Door of a host for its own windows, with all that they show there. */
export interface OwnAddress {
  origin: string;
  session: string;
  token: string;
  person: string;
}

/** Reads the address of a host's own window. */
export function ownAddress(url: string): OwnAddress {
  const { origin, hash } = new URL(url);
  const fragment = new URLSearchParams(hash.slice(1));
  const named = (name: string) => fragment.get(name) ?? '';
  return { origin, session: named('session'), token: named('token'), person: named('person') };
}

/**
 * Finds the address that the host of a folder on this machine has told; null where none has. Whether it is still that
 * host which answers there, its door proves.
 */
export function toldAddressOf(folder: string, home = ensembleHome()): OwnAddress | null {
  try {
    const { url } = readInfo(stateFolderOf(realpathSync(resolve(folder)), home));
    return url === '' ? null : ownAddress(url);
  } catch {
    return null;
  }
}
