import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { bashMarks } from './marks/bash.ts';
import { fishMarks } from './marks/fish.ts';
import { zshFiles } from './marks/zsh.ts';

/** Variable by which a shell learns the word in its marks: a program that merely prints does not know it. */
export const nonceVariable = 'ENSEMBLE_MARKS';

/** Start of a shell that marks its commands. */
export interface MarkedStart {
  args: string[];
  env: Record<string, string>;
}

function written(folder: string, name: string, content: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, name);
  writeFileSync(file, content, { mode: 0o600 });
  return file;
}

/** Quotes a word for fish, within single quotes. */
const quoted = (word: string) => `'${word.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

const starts: Record<string, (args: string[], folder: string, zdotdir: string) => MarkedStart> = {
  bash: (args, folder) => ({
    // A login shell passes over such a file, which therefore reads the profile itself.
    args: ['--init-file', written(folder, 'bash-marks.sh', bashMarks)],
    env: args.length > 0 ? { ENSEMBLE_LOGIN: '1' } : {},
  }),
  zsh: (args, folder, zdotdir) => {
    const ours = join(folder, 'zsh');
    for (const [name, content] of Object.entries(zshFiles)) written(ours, name, content);
    return { args, env: { ZDOTDIR: ours, ENSEMBLE_ZDOTDIR: zdotdir } };
  },
  fish: (args, folder) => ({
    args: [...args, '--init-command', `source ${quoted(written(folder, 'marks.fish', fishMarks))}`],
    env: {},
  }),
};

/**
 * Start with which a shell marks its commands; null for a shell that has no such way, or is started with arguments of
 * its person's own.
 */
export function startThatMarks(
  program: string,
  args: readonly string[],
  { folder, zdotdir }: { folder: string; zdotdir: string },
): MarkedStart | null {
  const isPlain = args.length === 0 || (args.length === 1 && args[0] === '-l');
  const start = starts[basename(program)];
  return isPlain && start ? start([...args], folder, zdotdir) : null;
}
