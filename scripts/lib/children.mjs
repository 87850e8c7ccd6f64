import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';

const graceMs = 8_000;
/** A terminal sends Ctrl-C to the child as well; only a child that did not get it is told by us. */
const terminalHeadStartMs = 1_000;

/**
 * Runs a program in this terminal and answers its exit code. Signals to this process end the child first.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, supervised?: boolean, shell?: boolean }} [options]
 *   supervised: gives the child an IPC channel, whose closing tells it that this process is gone, however it ended.
 * @returns {Promise<number>}
 */
export function runInForeground(command, args, options = {}) {
  const { supervised = false, ...rest } = options;
  const child = spawn(command, args, {
    stdio: supervised ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit',
    ...rest,
  });
  const forget = forwardSignals(child);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      forget();
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });
}

/**
 * Ends a child when this process is told to end. Returns a function that stops it.
 * @param {import('node:child_process').ChildProcess} child
 */
export function forwardSignals(child) {
  /** @type {NodeJS.Timeout[]} */
  const timers = [];
  /** @param {NodeJS.Signals} signal @param {number} delayMs */
  const killLater = (signal, delayMs) => timers.push(setTimeout(() => child.kill(signal), delayMs));
  const onInterrupt = () => {
    killLater('SIGINT', terminalHeadStartMs);
    killLater('SIGKILL', graceMs);
  };
  /** @param {NodeJS.Signals} signal */
  const onEnd = (signal) => {
    child.kill(signal);
    killLater('SIGKILL', graceMs);
  };
  const onExit = () => child.kill('SIGKILL');
  process.on('SIGINT', onInterrupt).on('SIGTERM', onEnd).on('SIGHUP', onEnd).on('exit', onExit);
  return () => {
    timers.forEach(clearTimeout);
    process.off('SIGINT', onInterrupt).off('SIGTERM', onEnd).off('SIGHUP', onEnd).off('exit', onExit);
  };
}

/**
 * Runs a program and keeps its output.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, shell?: boolean, signal?: AbortSignal, timeoutMs?: number }}
 * [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function runQuietly(command, args, { timeoutMs, ...options } = {}) {
  return outputOf(spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs, ...options }));
}

/**
 * @param {import('node:child_process').ChildProcessByStdio<null, import('node:stream').Readable, import('node:stream').Readable>} child
 * @returns {Promise<{ code: number, output: string }>}
 */
function outputOf(child) {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 127, output: error.message }));
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/**
 * Runs a program with the processor time that all others leave, and keeps its output. Signals to this process end it
 * first.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string }} options
 * @returns {Promise<{ code: number, output: string }>}
 */
export function runBeside(command, args, options) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  const forget = forwardSignals(child);
  return outputOf(child).finally(forget);
}
