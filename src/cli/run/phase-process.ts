import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import type { ProgramGuard } from '../../main/machine/program-guard.ts';

/** Time for a command to end when it is asked to. */
const endWithinMs = 3_000;

export interface PhaseProcessOptions {
  command: string;
  folder: string;
  env: Readonly<Record<string, string>>;
  timeoutMs: number;
  signal: AbortSignal;
  guard: ProgramGuard;
  /** Told of what it writes, as plain text. */
  onText: (text: string) => void;
}

/** Runs a command by the shell, with all that it starts in one group. Gives the reason of a failure; null where it succeeded. */
export async function runCommand(options: PhaseProcessOptions): Promise<string | null> {
  const { command, folder, env, timeoutMs, signal, guard, onText } = options;
  const child = spawn(command, {
    shell: true,
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  const { pid } = child;
  if (pid !== undefined) guard.add(pid);
  const end = (name: NodeJS.Signals) => {
    try {
      if (pid !== undefined) process.kill(process.platform === 'win32' ? pid : -pid, name);
    } catch {
      // It has ended.
    }
  };
  let why: string | null = null;
  let forced: NodeJS.Timeout | undefined;
  const stop = (reason: string) => {
    why ??= reason;
    end('SIGTERM');
    forced ??= setTimeout(() => end('SIGKILL'), endWithinMs);
  };
  const onAbort = () => stop('stopped');
  const late = setTimeout(() => stop(`took longer than ${Math.round(timeoutMs / 60_000)} min`), timeoutMs);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => onText(stripVTControlCharacters(text)));
  try {
    return await new Promise<string | null>((resolve) => {
      child.once('error', (error) => resolve(`could not be started: ${error.message}`));
      // Programs that it has left behind may hold its output open: they end with it.
      child.once('exit', () => end('SIGKILL'));
      child.once('close', (code, name) => resolve(why ?? (code === 0 ? null : `ended with ${name ?? code}`)));
    });
  } finally {
    clearTimeout(late);
    clearTimeout(forced);
    signal.removeEventListener('abort', onAbort);
    if (pid !== undefined) guard.remove(pid);
  }
}
