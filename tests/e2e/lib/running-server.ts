import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..', '..', '..');

/** A real session server by itself, as `ensemble serve` starts it. */
export class RunningServer {
  readonly #home: string;
  readonly #child: ChildProcess;
  output = '';
  /** For hosts. */
  hosts = '';

  private constructor(home: string) {
    this.#home = home;
    const node = join(root, 'node_modules', '.bin', 'node');
    this.#child = spawn(node, [join(root, 'src/cli/ensemble.ts'), 'serve'], {
      env: { ...process.env, ENSEMBLE_HOME: home },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  static async start(): Promise<RunningServer> {
    const server = new RunningServer(await mkdtemp(join(tmpdir(), 'ensemble-server-')));
    await new Promise<void>((ready, failed) => {
      const note = (chunk: Buffer) => {
        server.output += chunk.toString();
        server.hosts = /^hosts: (\S+)$/m.exec(server.output)?.[1] ?? '';
        if (/^ready: /m.test(server.output)) ready();
      };
      server.#child.stdout?.on('data', note);
      server.#child.stderr?.on('data', note);
      server.#child.once('exit', (code) => failed(new Error(`the server ended with ${code}: ${server.output}`)));
    });
    return server;
  }

  async close(): Promise<void> {
    const gone = new Promise((done) => this.#child.once('exit', done));
    this.#child.kill('SIGTERM');
    await gone;
    await rm(this.#home, { recursive: true, force: true });
  }
}
