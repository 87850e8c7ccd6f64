import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EnsembleProcess } from './ensemble-process.ts';

/** A real session server by itself, as `ensemble serve` starts it. */
export class RunningServer {
  readonly #home: string;
  readonly #process = new EnsembleProcess();
  /** For hosts; printed at the first start only. */
  hosts = '';

  readonly #args: readonly string[];

  private constructor(home: string, args: readonly string[]) {
    this.#home = home;
    this.#args = args;
  }

  static async start(args: readonly string[] = []): Promise<RunningServer> {
    const server = new RunningServer(await mkdtemp(join(tmpdir(), 'ensemble-server-')), args);
    await server.restart();
    return server;
  }

  /** Starts it again, with the same memory and at the same port. */
  async restart(): Promise<void> {
    const port = this.hosts === '' ? [] : ['--port', new URL(this.hosts).port];
    await this.#process.start(['serve', ...port, ...this.#args], this.#home);
    this.hosts = this.#process.printed('hosts') ?? this.hosts;
  }

  end(signal: NodeJS.Signals): Promise<void> {
    return this.#process.end(signal);
  }

  async close(): Promise<void> {
    await this.end('SIGTERM');
    await rm(this.#home, { recursive: true, force: true });
  }
}
