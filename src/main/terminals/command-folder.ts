import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { delimiter, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gitBatch, gitScript, realGit, realGitVariable } from './git-shim.ts';

/** Variable that names the folder of our commands, for start-up files that set the path anew. */
const commandFolderVariable = 'ENSEMBLE_BIN';

const isWindows = process.platform === 'win32';
const inSingleQuotes = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;

/** Command that runs a script of ours by this very process's Node. */
function ownCommand(name: string): string {
  const script = fileURLToPath(new URL(`../../cli/${name}${extname(import.meta.url)}`, import.meta.url));
  const words = [process.execPath, script];
  return isWindows ? words.map((word) => `"${word}"`).join(' ') : words.map(inSingleQuotes).join(' ');
}

/** Makes a file as a whole: a shell that reads the one before goes on with it. */
function write(file: string, content: string): void {
  try {
    if (readFileSync(file, 'utf8') === content) return;
  } catch {
    // It is not there yet.
  }
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, content, { mode: 0o700 });
  renameSync(temporary, file);
}

/**
 * Makes a folder with the commands `ensemble` and `git` of this very installation, and gives the variables by which
 * terminals have them first on their path.
 */
export function commandsFor(home: string, path: string): Record<string, string> {
  const folder = join(home, 'bin');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const isNode = process.versions.electron === undefined;
  const ensemble = ownCommand('ensemble');
  const git = ownCommand('typed-git');
  if (isWindows) {
    const asNode = isNode ? '' : 'set ELECTRON_RUN_AS_NODE=1\r\n';
    write(join(folder, 'ensemble.cmd'), `@echo off\r\n${asNode}${ensemble} %*\r\n`);
    write(join(folder, 'git.cmd'), gitBatch(isNode ? git : `set ELECTRON_RUN_AS_NODE=1&& ${git}`));
  } else {
    const asNode = isNode ? '' : 'ELECTRON_RUN_AS_NODE=1 ';
    write(join(folder, 'ensemble'), `#!/bin/sh\n${asNode}exec ${ensemble} "$@"\n`);
    write(join(folder, 'git'), gitScript(isNode ? git : `env ELECTRON_RUN_AS_NODE=1 ${git}`));
  }
  const real = realGit(path);
  return {
    [commandFolderVariable]: folder,
    PATH: `${folder}${delimiter}${path}`,
    ...(real === null ? {} : { [realGitVariable]: real }),
  };
}
