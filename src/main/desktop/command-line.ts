import { realpathSync, type Stats, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type JoinTarget, parseDeepLink } from './deep-link.ts';

/** Something to be opened, by its full path. */
export interface Place {
  is: 'folder' | 'file' | 'recording';
  path: string;
}

/** Request of a start of the app, the first or a later one. */
export interface Launch {
  places: Place[];
  join: JoinTarget | null;
  port: number;
}

export const nothing: Launch = { places: [], join: null, port: 0 };

/** Message of a later start to the running app: Chromium mixes the order of its arguments, and adds some. */
export const handedOver = z.object({ args: z.array(z.string().max(8192)).max(1000), workingDir: z.string().max(8192) });
export type HandedOver = z.infer<typeof handedOver>;

/** Reads the arguments after the program's own. Chromium's switches pass through; a bad link is ignored. */
export function readLaunch({ args, workingDir }: HandedOver): Launch {
  const launch: Launch = { places: [], join: null, port: 0 };
  for (const arg of args) {
    const port = /^--port=(\d{1,5})$/.exec(arg)?.[1];
    if (port) launch.port = Number(port);
    else if (arg.startsWith('ensemble:')) launch.join ??= parseDeepLink(arg);
    else if (!arg.startsWith('-') && arg !== '') launch.places.push(placeAt(resolve(workingDir, pathOf(arg))));
  }
  return launch;
}

/** Reads a path or a file URL: a Linux desktop names dropped or opened files by URL. */
function pathOf(arg: string): string {
  if (!/^file:\/\//i.test(arg)) return arg;
  try {
    return fileURLToPath(arg);
  } catch {
    return arg;
  }
}

/** Takes the arguments that are ours: an unpackaged app is started as `electron SCRIPT …`. */
export function ownArguments(argv: readonly string[], packaged: boolean): string[] {
  const rest = argv.slice(1).filter((arg) => !arg.startsWith('--') || arg.startsWith('--port='));
  return packaged ? rest : rest.slice(1);
}

/** Finds out the kind of thing at a path. A missing one counts as a folder: its window says so, and offers another. */
export function placeAt(path: string): Place {
  const stat = statOf(path);
  if (!stat || stat.isDirectory()) return { is: 'folder', path: canonical(path) };
  return { is: path.toLowerCase().endsWith('.ensemble') ? 'recording' : 'file', path: canonical(path) };
}

/** Gives a path its one spelling, so that `/a`, `/a/` and a link to it are one folder with one host. */
export function canonical(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return resolve(path);
  }
}

/** Chooses the folder to open for a file: the innermost open one that holds it, else its repository, else its own. */
export function folderOf(file: string, open: readonly string[]): string {
  const above: string[] = [];
  for (let at = dirname(file); at !== dirname(at); at = dirname(at)) above.push(at);
  const found = above.find((each) => open.includes(each)) ?? above.find((each) => isRepository(each));
  return found ?? dirname(file);
}

function isRepository(folder: string): boolean {
  return statOf(join(folder, '.git')) !== undefined;
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
