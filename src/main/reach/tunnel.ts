import { type ChildProcess, spawn } from 'node:child_process';
import { EnsembleError } from '../../shared/core/errors.ts';
import { plainWords } from '../../shared/text/shown.ts';

/** Longest wait for the program to say that the way is open. */
const openWithinMs = 45_000;
/** Output of the program that is kept for its complaint. */
const mostOutput = 16 * 1024;
/** Time in which the program ends by itself. */
const endWithinMs = 3_000;

export interface TunnelProgram {
  program: string;
  args: readonly string[];
  /** Finds the address in what the program has printed so far; null where it is not there yet. */
  addressIn: (output: string) => string | null;
}

interface Guard {
  add(pid: number): void;
  remove(pid: number): void;
}

/** A program that runs for as long as a way to the door is open. */
export class Tunnel {
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #output = '';
  #isClosed = false;

  private constructor(program: TunnelProgram, guard: Guard, onLost: (words: string) => void) {
    const child = spawn(program.program, [...program.args], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    const { pid } = child;
    if (pid !== undefined) guard.add(pid);
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-mostOutput);
      });
    this.#ended = new Promise((resolve) => {
      const end = () => {
        if (pid !== undefined) guard.remove(pid);
        if (!this.#isClosed) onLost(this.complaint);
        resolve();
      };
      child.once('error', (error) => {
        this.#output += `\n${error.message}`;
        end();
      });
      child.once('close', end);
    });
  }

  /** Last words of the program, for its person. */
  get complaint(): string {
    const lines = this.#output.split('\n').map((line) => plainWords(line).trim());
    return lines
      .filter((line) => line !== '')
      .slice(-3)
      .join(' · ')
      .slice(0, 600);
  }

  /**
   * Starts a program, and gives it with the address that it tells. Rejects in the program's words where it ends before,
   * says nothing for long, or `signal` is aborted; nothing of it is left then. `onLost` is called when it ends later by itself.
   */
  static async open(
    program: TunnelProgram,
    guard: Guard,
    onLost: (words: string) => void,
    signal?: AbortSignal,
  ): Promise<{ tunnel: Tunnel; address: string }> {
    let isOpen = false;
    const tunnel = new Tunnel(program, guard, (words) => isOpen && onLost(words));
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const look = () => {
      const address = program.addressIn(tunnel.#output);
      if (address !== null) resolve(address);
    };
    for (const stream of [tunnel.#child.stdout, tunnel.#child.stderr]) stream?.on('data', look);
    const fail = (words: string) => reject(new EnsembleError('bad-request', `${words} ${tunnel.complaint}`.trim()));
    const timer = setTimeout(() => fail('The way could not be opened in time.'), openWithinMs);
    void tunnel.#ended.then(() => fail('The way could not be opened:'));
    const stopped = () => reject(new EnsembleError('cancelled', 'The way was ended before it was open.'));
    signal?.addEventListener('abort', stopped);
    if (signal?.aborted) stopped();
    try {
      const address = await promise;
      isOpen = true;
      return { tunnel, address };
    } catch (thrown) {
      await tunnel.close();
      throw thrown;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stopped);
    }
  }

  /** Ends the program, and resolves when it has gone. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#child.pid === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGTERM');
    const impatient = setTimeout(() => this.#child.kill('SIGKILL'), endWithinMs);
    await this.#ended;
    clearTimeout(impatient);
  }
}
