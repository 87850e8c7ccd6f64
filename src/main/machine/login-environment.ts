import { spawn } from 'node:child_process';
import { basename } from 'node:path';

const timeoutMs = 10_000;
const mostOutput = 1_000_000;

/**
 * Variables of the shell that was asked, or of our own processes: none of them means anything to a program started
 * later.
 */
const notForOthers = /^(_|SHLVL|PWD|OLDPWD|XDG_RUNTIME_DIR|ELECTRON_.*|ENSEMBLE_.*|NODE_CHANNEL_.*|NODE_UNIQUE_ID)$/;

let adopting: Promise<void> = Promise.resolve();

/** Resolves once the login shell's variables are taken over, where that has begun. */
export const loginEnvironment = (): Promise<void> => adopting;

/**
 * Takes over the login shell's variables, such as the PATH: an app that was started from the desktop has only the
 * system's own, in which neither Homebrew's programs nor those of a version manager are found. Where the shell does not
 * answer, everything stays as it is.
 */
export function adoptLoginEnvironment(env: NodeJS.ProcessEnv = process.env): Promise<void> {
  adopting = adopt(env);
  return adopting;
}

async function adopt(env: NodeJS.ProcessEnv): Promise<void> {
  const found = await readLoginEnvironment(env).catch(() => null);
  for (const [name, value] of Object.entries(found ?? {})) if (!notForOthers.test(name)) env[name] = value;
}

/** Asks the login shell for its variables, by a Node inside of it: profiles print what they like around the answer. */
async function readLoginEnvironment(env: NodeJS.ProcessEnv): Promise<Record<string, string> | null> {
  const shell = env.SHELL;
  if (process.platform === 'win32' || !shell?.startsWith('/')) return null;
  const mark = crypto.randomUUID().replaceAll('-', '');
  const command = `'${process.execPath}' -p '"${mark}" + JSON.stringify(process.env) + "${mark}"'`;
  const flags = /^t?csh$/.test(basename(shell)) ? ['-ic'] : ['-i', '-l', '-c'];
  const child = spawn(shell, [...flags, command], {
    env: { ...env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'pipe', 'ignore'],
    // In a group of its own: an interactive shell may not take over a terminal, and is ended with all that it started.
    detached: true,
  });
  // A missing shell gives no output either.
  child.once('error', () => undefined);
  const stop = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // The group has ended already.
    }
  };
  const timer = setTimeout(stop, timeoutMs);
  let output = '';
  try {
    for await (const chunk of child.stdout.setEncoding('utf8')) {
      output += chunk as string;
      if (output.length > mostOutput || output.split(mark).length > 2) break;
    }
  } finally {
    clearTimeout(timer);
    stop();
  }
  const [, answer] = output.split(mark);
  const parsed: unknown = answer === undefined ? null : JSON.parse(answer);
  return parsed === null ? null : (parsed as Record<string, string>);
}
