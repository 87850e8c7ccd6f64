import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { outsideArchive } from '../../../shared/desktop/archive.ts';
import type { Command } from '../process/server-process.ts';

const require = createRequire(import.meta.url);

/** Folder of an installed package; null where it is not installed. */
export function packageFolder(name: string): string | null {
  try {
    return dirname(require.resolve(`${name}/package.json`));
  } catch {
    return null;
  }
}

/** File of a package's module; null where it is not installed. */
export function moduleFile(name: string): string | null {
  try {
    return require.resolve(name);
  } catch {
    return null;
  }
}

/** A script of an installed package, to be run by the Node that runs this; Electron's reads it from the app's archive. */
export function scriptOf(name: string, script: string, args: readonly string[]): Command | null {
  const folder = packageFolder(name);
  const path = folder === null ? null : join(folder, script);
  if (path === null || !existsSync(path)) return null;
  // In the desktop app, the program is Electron, and is told to be Node.
  return { program: process.execPath, args: [path, ...args], env: { ELECTRON_RUN_AS_NODE: '1' } };
}

/**
 * A script of an installed package that runs after `change`, which is code in front of it: `own` is the package's own
 * `require`, since the usual one here looks at the package.json of the folder first.
 */
export function changedScript(name: string, script: string, args: readonly string[], change: string): Command | null {
  const command = scriptOf(name, script, []);
  if (command === null) return null;
  const path = command.args[0]!;
  const code = `const path = ${JSON.stringify(path)};
const own = process.getBuiltinModule('node:module').createRequire(path);
{${change}}
process.argv.splice(1, 0, path);
own(path);`;
  return { ...command, args: ['--input-type=commonjs', '-e', code, '--', ...args] };
}

/** TypeScript's own program for this system: its wrapper for npm takes a second longer to start it. */
export function typescriptProgram(): string | null {
  const folder = packageFolder(`@typescript/typescript-${process.platform}-${process.arch}`);
  if (folder === null) return null;
  const path = outsideArchive(join(folder, 'lib', process.platform === 'win32' ? 'tsc.exe' : 'tsc'));
  return existsSync(path) ? path : null;
}

/** Finds a program on the PATH, never in the folder that is open. */
export function onPath(name: string, env: NodeJS.ProcessEnv = process.env): string | null {
  const ends = process.platform === 'win32' ? (env.PATHEXT ?? '.EXE;.CMD;.BAT').split(';') : [''];
  for (const folder of (env.PATH ?? '').split(delimiter)) {
    if (folder === '' || !isAbsolutePath(folder)) continue;
    for (const end of ends) {
      const path = join(folder, name + end);
      if (canRun(path)) return path;
    }
  }
  return null;
}

const isAbsolutePath = (path: string) => path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path);

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
