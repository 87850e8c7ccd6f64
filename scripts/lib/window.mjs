import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forwardSignals } from './children.mjs';

/** Time that a window may take to start, on a slow machine. */
const startTimeoutMs = 60_000;
const lookEveryMs = 200;
const keptOutputLength = 20_000;

/**
 * Runs the desktop window until it ends. Chromium's output is held back until the window has started, so that where it
 * cannot, the person reads one sentence in place of a screen of Chromium's.
 * @param {string} program
 * @param {string[]} args
 * @param {{ env: NodeJS.ProcessEnv, timeoutMs?: number, say?: (text: string) => void }} options
 * @returns {Promise<{ code: number } | { reason: string }>} the exit code, or why it did not start
 */
export async function runWindow(
  program,
  args,
  { env, timeoutMs = startTimeoutMs, say = (text) => process.stderr.write(text) },
) {
  const folder = mkdtempSync(join(tmpdir(), 'ensemble-start-'));
  // Written by the app once its first lines run (src/main/desktop/started.ts).
  const mark = join(folder, 'started');
  const child = spawn(program, args, {
    stdio: ['inherit', 'pipe', 'pipe'],
    env: { ...env, ENSEMBLE_STARTED_MARK: mark },
  });
  const forgetSignals = forwardSignals(child);
  let output = '';
  let started = false;
  let late = false;
  const look = () => {
    if (started || !existsSync(mark)) return;
    started = true;
    clearTimeout(timer);
    clearInterval(looking);
    say(output);
  };
  const looking = setInterval(look, lookEveryMs);
  const timer = setTimeout(() => {
    late = true;
    child.kill('SIGKILL');
  }, timeoutMs);
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      if (started) say(text);
      else output = (output + text).slice(-keptOutputLength);
    });
  }
  try {
    const code = await new Promise((done) => {
      child.once('error', (error) => {
        output += error.message;
        done(127);
      });
      child.once('close', (exit, signal) => done(exit ?? signal ?? 1));
    });
    look();
    // A second start hands its folder to the window that is open, and ends well without one of its own.
    if (started || code === 0) return { code: typeof code === 'number' ? code : 1 };
    return { reason: late ? `the desktop window did not start within ${timeoutMs / 1000} s` : reasonIn(output, code) };
  } finally {
    clearTimeout(timer);
    clearInterval(looking);
    forgetSignals();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Gives the reason for which Chromium did not start, in one sentence. @param {string} output @param {number | string}
 * code
 */
function reasonIn(output, code) {
  const library = /error while loading shared libraries: ([^\s:]+)/.exec(output)?.[1];
  if (library) return `the desktop window needs ${library}, which this system does not have`;
  if (/sandbox|namespace|userns/i.test(output)) {
    return 'this system does not let the desktop window start its sandbox (Ubuntu allows that to installed programs only)';
  }
  if (/display|ozone|x server|wayland/i.test(output)) return 'the display cannot be opened';
  return `the desktop window ended as it started (${code})`;
}
