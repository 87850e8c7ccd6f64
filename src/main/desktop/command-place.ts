import { accessSync, constants, lstatSync, mkdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Paths on which the place of the `ensemble` command depends. */
export interface CommandPlaces {
  /** Path of the installed app's command. */
  script: string;
  home: string;
  path: string;
  platform: NodeJS.Platform;
  /** Folder of every user's commands. */
  shared?: string;
}

/** Puts the command into the first usual folder that is writable. */
export function putOnPath({ script, home, path, platform, shared = '/usr/local/bin' }: CommandPlaces): string {
  const folders =
    platform === 'win32' ? [join(home, 'Microsoft', 'WindowsApps')] : [shared, join(home, '.local', 'bin')];
  const name = platform === 'win32' ? 'ensemble.cmd' : 'ensemble';
  for (const folder of folders) {
    const target = join(folder, name);
    if (!mayWrite(folder, folder.startsWith(home))) continue;
    if (isSomebodyElses(target)) return `There is another “ensemble” at ${target}: nothing was changed.`;
    rmSync(target, { force: true });
    if (platform === 'win32') writeFileSync(target, `@echo off\r\ncall "${script}" %*\r\n`);
    else symlinkSync(script, target);
    const isFound = platform === 'win32' || path.split(delimiter).includes(folder);
    return isFound
      ? `The command “ensemble” is at ${target}: a new terminal finds it.`
      : `The command “ensemble” is at ${target}. Add ${folder} to your PATH, so that terminals find it.`;
  }
  return `None of ${folders.join(', ')} can be written. Link ${script} into a folder of your PATH yourself.`;
}

function mayWrite(folder: string, isOwn: boolean): boolean {
  try {
    if (isOwn) mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Says whether something else than a link of an Ensemble stands there. */
function isSomebodyElses(target: string): boolean {
  const stat = lstatSync(target, { throwIfNoEntry: false });
  if (!stat) return false;
  return stat.isSymbolicLink() ? !/[/\\]bin[/\\]ensemble$/.test(readlinkSync(target)) : !target.endsWith('.cmd');
}
