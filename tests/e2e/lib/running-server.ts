import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..', '..', '..');

/** A real session server by itself, as `ensemble serve` starts it. */
export class RunningServer {
  readonly #home: string;
  #child: ChildProcess | null = null;
  output = '';
  /** For hosts. */
  hosts = '';

  private constructor(home: string) {
    this.#home = home;
  }

  static async start(): Promise<RunningServer> {
    const server = new RunningServer(await mkdtemp(join(tmpdir(), 'ensemble-server-')));
    await server.restart();
    return server;
  }

  /** Starts it again, with the same memory and at the same port. */
  async restart(): Promise<void> {
    const node = join(root, 'node_modules', '.bin', 'node');
    const port = this.hosts === '' ? [] : ['--port', new URL(this.hosts).port];
    const child = spawn(node, [join(root, 'src/cli/ensemble.ts'), 'serve', ...port], {
      env: { ...process.env, ENSEMBLE_HOME: this.#home },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.output = '';
    await new Promise<void>((ready, failed) => {
      const note = (chunk: Buffer) => {
        this.output += chunk.toString();
        this.hosts = /^hosts: (\S+)$/m.exec(this.output)?.[1] ?? this.hosts;
        if (/^ready: /m.test(this.output)) ready();
      };
      child.stdout.on('data', note);
      child.stderr.on('data', note);
      child.once('exit', (code) => failed(new Error(`the server ended with ${code}: ${this.output}`)));
    });
  }

  /** Ends it by a signal and waits until it is gone. */
  async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((done) => child.once('exit', done));
    child.kill(signal);
    await gone;
  }

  async close(): Promise<void> {
    await this.end('SIGTERM');
    await rm(this.#home, { recursive: true, force: true });
  }
}
