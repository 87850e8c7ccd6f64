import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..', '..', '..');

/** A real host of a real folder, as `ensemble host` starts it. */
export class RunningHost {
  readonly folder: string;
  readonly home: string;
  readonly #args: string[];
  #child: ChildProcess | null = null;
  /** What it has printed, for when a test fails. */
  output = '';
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
    this.output = '';
    const node = join(root, 'node_modules', '.bin', 'node');
    const args = [join(root, 'src/cli/ensemble.ts'), 'host', this.folder, '--port', '0', '--no-open', ...options];
    const child = spawn(node, args, {
      env: { ...process.env, ENSEMBLE_HOME: this.home },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    await new Promise<void>((ready, failed) => {
      const note = (chunk: Buffer) => {
        this.output += chunk.toString();
        this.url = /^ready: (\S+)$/m.exec(this.output)?.[1] ?? this.url;
        this.link = /^invite: (\S+)$/m.exec(this.output)?.[1] ?? this.link;
        if (/^ready: /m.test(this.output)) ready();
      };
      child.stdout.on('data', note);
      child.stderr.on('data', note);
      child.once('exit', (code) => failed(new Error(`the host ended with ${code}: ${this.output}`)));
    });
  }

  /** The process, for what the system says of it. */
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

  /** A file of the folder, as it is on the disk now. */
  async read(path: string): Promise<string> {
    return readFile(join(this.folder, path), 'utf8');
  }

  async close(): Promise<void> {
    await this.end('SIGTERM');
    await rm(resolve(this.folder, '..'), { recursive: true, force: true });
    await rm(this.home, { recursive: true, force: true });
  }
}
