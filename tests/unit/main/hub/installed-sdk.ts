import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..', '..');
const run = promisify(execFile);

/** A folder of another project, in which the package is installed as from a registry, with the examples. */
export class InstalledSdk {
  readonly folder = mkdtempSync(join(tmpdir(), 'ensemble-sdk-'));

  get dist(): string {
    return join(this.folder, 'node_modules', '@ensemble', 'sdk', 'dist');
  }

  async install(): Promise<void> {
    const modules = join(this.folder, 'node_modules');
    const own = join(modules, '@ensemble', 'sdk');
    mkdirSync(own, { recursive: true });
    await run(process.execPath, ['scripts/sdk/build.mjs', this.dist], { cwd: root });
    cpSync(join(root, 'packages', 'sdk', 'package.json'), join(own, 'package.json'));
    for (const name of readdirSync(join(root, 'node_modules')))
      if (!name.startsWith('.') && name !== '@ensemble')
        symlinkSync(join(root, 'node_modules', name), join(modules, name));
    cpSync(join(root, 'examples', 'hub'), join(this.folder, 'hub'), { recursive: true });
  }

  /** Runs a program of Node's to its end, and gives its output. */
  async run(...args: string[]): Promise<string> {
    const { stdout } = await run(process.execPath, args, { cwd: this.folder, timeout: 60_000 });
    return stdout;
  }

  /** Starts an example as a process of its own, which the end of the test ends. Resolves once it is ready. */
  async start(name: string, ...args: string[]): Promise<Running> {
    const running = this.spawn(process.execPath, join('hub', name), ...args);
    await running.says('ready');
    return running;
  }

  /** Starts a program in the folder, which the end of the test ends. */
  spawn(program: string, ...args: string[]): Running {
    const running = new Running(spawn(program, args, { cwd: this.folder }));
    onTestFinished(() => running.end());
    return running;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A process of an example. */
class Running {
  readonly #process: ChildProcess;
  #output = '';
  /** Resolves to its exit code. */
  readonly over: Promise<number | null>;

  constructor(child: ChildProcess) {
    this.#process = child;
    for (const stream of [child.stdout!, child.stderr!])
      stream.on('data', (chunk: Buffer) => {
        this.#output += chunk.toString();
      });
    this.over = new Promise((resolve) => child.once('exit', resolve));
  }

  get output(): string {
    return this.#output;
  }

  async says(words: string): Promise<void> {
    const isOver = this.over.then((code) => {
      throw new Error(`ended with ${code} before it said "${words}": ${this.#output}`);
    });
    const isSaid = new Promise<void>((resolve) => {
      const look = () => this.#output.includes(words) && resolve();
      this.#process.stdout!.on('data', look);
      look();
    });
    await Promise.race([isSaid, isOver]);
  }

  /** Writes a line of JSON to its input. */
  write(line: object): void {
    this.#process.stdin!.write(`${JSON.stringify(line)}\n`);
  }

  async end(): Promise<void> {
    this.#process.kill();
    await this.over;
  }
}
