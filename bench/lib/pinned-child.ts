import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

function canPin(): boolean {
  try {
    execFileSync('taskset', ['-c', '1', process.execPath, '--version'], { stdio: 'ignore' });
    return availableParallelism() >= 2;
  } catch {
    return false;
  }
}

let pins: boolean | null = null;

/** A node process on one core of its own where that can be had, with which this one talks in messages. */
export class PinnedChild {
  readonly #process: ChildProcess;
  readonly #name: string;
  #ended: Error | null = null;
  readonly #waiting = new Map<string, { resolve: (message: never) => void; reject: (error: Error) => void }>();
  readonly #early = new Map<string, { is: string }>();

  constructor(name: string, core: number, args: readonly string[]) {
    pins ??= canPin();
    this.#name = name;
    const [program, before] = pins ? ['taskset', ['-c', String(core), process.execPath]] : [process.execPath, []];
    this.#process = spawn(program, [...before, '--disable-warning=ExperimentalWarning', ...args], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#process.on('message', (message: { is: string }) => {
      const waiting = this.#waiting.get(message.is);
      this.#waiting.delete(message.is);
      if (waiting) waiting.resolve(message as never);
      else this.#early.set(message.is, message);
    });
    this.#process.once('error', (error) => this.#end(error));
    this.#process.once('exit', (code, signal) => this.#end(new Error(`${name} ended: ${signal ?? code}`)));
  }

  #end(error: Error): void {
    this.#ended ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }

  send(message: { is: string }): void {
    this.#process.send(message);
  }

  /** Resolves with the next message of this kind. Rejects when the process ends before, or takes too long. */
  async next<T extends { is: string }>(is: T['is'], withinMs = 120_000): Promise<T> {
    const early = this.#early.get(is);
    if (this.#early.delete(is)) return early as T;
    if (this.#ended) throw this.#ended;
    return new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${this.#name} said no "${is}" in time`)), withinMs);
      this.#waiting.set(is, {
        resolve: (message) => {
          clearTimeout(timer);
          resolve(message);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      });
    });
  }

  /** Ends the process, and waits until it is gone. */
  async close(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const gone = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill('SIGTERM');
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), 5000);
    await gone;
    clearTimeout(timer);
  }
}
