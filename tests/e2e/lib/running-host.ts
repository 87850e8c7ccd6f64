import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { EnsembleProcess, root } from './ensemble-process.ts';

/** A real host of a real folder, as `ensemble host` starts it. */
export class RunningHost {
  readonly folder: string;
  readonly home: string;
  readonly #args: string[];
  readonly #process = new EnsembleProcess();
  url = '';
  link = '';

  private constructor(folder: string, home: string, args: string[]) {
    this.folder = folder;
    this.home = home;
    this.#args = args;
  }

  /** Starts a host on a copy of the sample folder, shared unless `args` says otherwise. */
  static async start(
    args = ['--share', '--admit-everyone', '--address', '127.0.0.1'],
    sample = 'examples/welcome',
  ): Promise<RunningHost> {
    const home = await mkdtemp(join(tmpdir(), 'ensemble-home-'));
    const folder = join(await mkdtemp(join(tmpdir(), 'ensemble-e2e-')), 'boats');
    await cp(join(root, sample), folder, { recursive: true });
    const host = new RunningHost(folder, home, args);
    await host.restart();
    return host;
  }

  /** Starts it again, on the same folder and with the same memory. */
  async restart(options = this.#args): Promise<void> {
    await this.#process.start(['host', this.folder, '--port', '0', '--no-open', ...options], this.home);
    this.url = this.#process.printed('ready') ?? this.url;
    this.link = this.#process.printed('invite') ?? this.link;
  }

  /** Output so far, for when a test fails. */
  get output(): string {
    return this.#process.output;
  }

  /** The process, for what the system says of it. */
  get pid(): number {
    return this.#process.pid;
  }

  end(signal: NodeJS.Signals): Promise<void> {
    return this.#process.end(signal);
  }

  /** The place of a file of the folder. */
  at(path: string): string {
    return join(this.folder, path);
  }

  /** A file of the folder, as it is on the disk now. */
  async read(path: string): Promise<string> {
    return readFile(this.at(path), 'utf8');
  }

  async close(): Promise<void> {
    await this.end('SIGTERM');
    await rm(resolve(this.folder, '..'), { recursive: true, force: true });
    await rm(this.home, { recursive: true, force: true });
  }
}
