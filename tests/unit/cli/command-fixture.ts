import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { sourceNode } from '../../../scripts/lib/pinned-node.mjs';

/** The `ensemble` program. */
export const program = resolve(import.meta.dirname, '..', '..', '..', 'src', 'cli', 'ensemble.ts');

/** A folder of the test's own, gone again after it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ensemble-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

/** An `ensemble` command in a process of its own, which is gone when the test ends. */
export class RunningCommand {
  output = '';
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;
  readonly #listeners = new Set<() => void>();

  constructor(args: readonly string[], home: string) {
    mkdirSync(home, { recursive: true });
    const env = { ...process.env, ENSEMBLE_HOME: home };
    this.#child = spawn(sourceNode(), [program, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] });
    const note = (text: string) => {
      this.output += text;
      for (const tell of [...this.#listeners]) tell();
    };
    this.#child.stdout?.setEncoding('utf8').on('data', note);
    this.#child.stderr?.setEncoding('utf8').on('data', note);
    // Input that is still on its way to a killed process is lost.
    this.#child.stdin?.on('error', () => undefined);
    this.#ended = new Promise((done) => this.#child.once('close', (code) => done(code)));
    onTestFinished(() => this.kill());
  }

  /** Gives the first match in what it prints, from `from` on. Rejects with all of it when the process ends before. */
  printed(pattern: RegExp, from = 0): Promise<RegExpExecArray> {
    return new Promise((found, failed) => {
      const look = () => {
        const match = pattern.exec(this.output.slice(from));
        if (!match) return;
        this.#listeners.delete(look);
        found(match);
      };
      this.#listeners.add(look);
      void this.#ended.then((code) => failed(new Error(`ended with ${code} before ${pattern}:\n${this.output}`)));
      look();
    });
  }

  /** Says a line to its standard input. */
  say(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  /** Resolves with the exit code. */
  ended(): Promise<number | null> {
    return this.#ended;
  }

  /** Stops it in its tracks, or lets it go on, as a machine that sleeps and wakes; or asks it to end. */
  signal(name: 'SIGSTOP' | 'SIGCONT' | 'SIGINT'): void {
    this.#child.kill(name);
  }

  /** Ends it without warning, as a power cut would. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }
}
