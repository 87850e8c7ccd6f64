import { mkdirSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Variable that names the folder of our commands, for start-up files that set the path anew. */
export const commandFolderVariable = 'ENSEMBLE_BIN';

const inSingleQuotes = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;

/** Makes a folder with the command `ensemble` of this very installation, for the path of terminals. */
export function writeCommandFolder(home: string): string {
  const folder = join(home, 'bin');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const script = fileURLToPath(new URL(`../../cli/ensemble${extname(import.meta.url)}`, import.meta.url));
  const node = process.execPath;
  const asNode = process.versions.electron === undefined ? '' : 'ELECTRON_RUN_AS_NODE=1 ';
  const [name, content] =
    process.platform === 'win32'
      ? ['ensemble.cmd', `@echo off\r\n${asNode ? 'set ELECTRON_RUN_AS_NODE=1\r\n' : ''}"${node}" "${script}" %*\r\n`]
      : ['ensemble', `#!/bin/sh\n${asNode}exec ${inSingleQuotes(node)} ${inSingleQuotes(script)} "$@"\n`];
  writeFileSync(join(folder, name), content, { mode: 0o700 });
  return folder;
}
