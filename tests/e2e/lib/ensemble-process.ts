import { type ChildProcess, spawn } from 'node:child_process';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '..', '..', '..');

/** Processes that run. A test that fails before its own end leaves none: Playwright ends its worker then. */
const running = new Set<ChildProcess>();

process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A real process of the `ensemble` command, which can be ended and started again. */
export class EnsembleProcess {
  #child: ChildProcess | null = null;
  /** Output since its last start. */
  output = '';

  readonly #script: string;

  /** @param script the command's own file: the sources', or that of an unpacked package */
  constructor(script = join(root, 'src/cli/ensemble.ts')) {
    this.#script = script;
  }

  /** Starts `ensemble ARGS` with its memory in `home`; resolves once it says that it is ready. */
  async start(args: string[], home: string, env: NodeJS.ProcessEnv = {}): Promise<void> {
    this.output = '';
    const node = join(root, 'node_modules', '.bin', 'node');
    const child = spawn(node, [this.#script, ...args], {
      env: { ...process.env, ...env, ENSEMBLE_HOME: home },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    running.add(child);
    child.once('exit', () => running.delete(child));
    await new Promise<void>((ready, failed) => {
      const note = (chunk: Buffer) => {
        this.output += chunk.toString();
        if (/^ready: /m.test(this.output)) ready();
      };
      child.stdout.on('data', note);
      child.stderr.on('data', note);
      child.once('exit', (code) => failed(new Error(`ensemble ${args[0]} ended with ${code}: ${this.output}`)));
    });
  }

  /** Text behind a word at the beginning of a printed line, such as `ready`; null where there is none. */
  printed(word: string): string | null {
    return new RegExp(`^${word}: (\\S+)$`, 'm').exec(this.output)?.[1] ?? null;
  }

  /** For what the system says of it. */
  get pid(): number {
    return this.#child!.pid!;
  }

  /** Ends it by a signal and waits until it is gone. */
  async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((done) => child.once('exit', done));
    child.kill(signal);
    await gone;
  }
}
