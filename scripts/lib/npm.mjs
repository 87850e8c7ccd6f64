import { runInForeground, runQuietly } from './children.mjs';
import { inProject } from './project.mjs';

const quiet = ['--loglevel=error', '--no-audit', '--no-fund'];

/** Runs npm in this terminal, in the project's folder. @param {string[]} args */
export function runNpm(args) {
  const { command, first, options } = npmCommand(inProject());
  return runInForeground(command, [...first, ...args, ...quiet], options);
}

/** Runs npm in a folder, and keeps its output. @param {string[]} args @param {string} cwd */
export function runNpmQuietly(args, cwd) {
  const { command, first, options } = npmCommand(cwd);
  return runQuietly(command, [...first, ...args, ...quiet], options);
}

/** Finds the npm that runs us, if one does; else the one on the PATH. @param {string} cwd */
function npmCommand(cwd) {
  const env = { ...process.env, npm_config_update_notifier: 'false' };
  const script = process.env.npm_execpath;
  if (script?.endsWith('.js')) return { command: process.execPath, first: [script], options: { cwd, env } };
  return { command: 'npm', first: [], options: { cwd, env, shell: process.platform === 'win32' } };
}
