import { isAbsolute, resolve } from 'node:path';
import { type JoinTarget, parseDeepLink } from './deep-link.ts';

/** What a start of the app (the first or a later one) was asked to do. */
export interface Launch {
  folder: string | null;
  join: JoinTarget | null;
  port: number;
}

/** Reads the arguments after the program's own. Chromium's switches pass through; a bad link is ignored. */
export function readLaunch(args: readonly string[], workingDir: string): Launch {
  const launch: Launch = { folder: null, join: null, port: 0 };
  for (const arg of args) {
    const port = /^--port=(\d{1,5})$/.exec(arg)?.[1];
    if (port) launch.port = Number(port);
    else if (arg.startsWith('ensemble:')) launch.join ??= parseDeepLink(arg);
    else if (!arg.startsWith('-')) launch.folder ??= isAbsolute(arg) ? arg : resolve(workingDir, arg);
  }
  return launch;
}

/** The arguments that are ours: an unpackaged app is started as `electron SCRIPT …`. */
export function ownArguments(argv: readonly string[], packaged: boolean): string[] {
  const rest = argv.slice(1).filter((arg) => !arg.startsWith('--') || arg.startsWith('--port='));
  return packaged ? rest : rest.slice(1);
}
