import { type ChildProcess, spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { expect } from '@playwright/test';
import type { RunningHost } from './running-host.ts';

const root = resolve(import.meta.dirname, '..', '..', '..');

/** Somebody without a window, who hears what is said in a session: `ensemble join`. */
export class LogReader {
  readonly #child: ChildProcess;
  #output = '';

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.stdout!.on('data', (chunk: Buffer) => {
      this.#output += chunk.toString();
    });
  }

  static async join(host: RunningHost): Promise<LogReader> {
    const args = [join(root, 'src/cli/ensemble.ts'), 'join', host.link, '--name', 'Reader'];
    const child = spawn(join(root, 'node_modules', '.bin', 'node'), args, {
      env: { ...process.env, ENSEMBLE_HOME: host.home },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const reader = new LogReader(child);
    await expect.poll(() => reader.#output).toContain('status: online');
    return reader;
  }

  /** Counts a message, as a whole line. */
  count(line: string): number {
    return this.#output.split('\n').filter((each) => each === line).length;
  }

  async close(): Promise<void> {
    const gone = new Promise((done) => this.#child.once('exit', done));
    this.#child.kill('SIGTERM');
    await gone;
  }
}
