import { homedir } from 'node:os';
import { join } from 'node:path';
import { app } from 'electron';
import { putOnPath } from './command-place.ts';

/** Puts the `ensemble` command on the PATH, at the person's request; gives the outcome in words. */
export function installCommand(): string {
  if (!app.isPackaged) return 'This app runs from the sources: there “npm link” puts the command on your PATH.';
  const script = join(process.resourcesPath, 'bin', process.platform === 'win32' ? 'ensemble.cmd' : 'ensemble');
  const local = process.env.LOCALAPPDATA;
  const home = process.platform === 'win32' && local ? local : homedir();
  return putOnPath({ script, home, path: process.env.PATH ?? '', platform: process.platform });
}
