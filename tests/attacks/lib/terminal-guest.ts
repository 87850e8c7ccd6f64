import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../../e2e/lib/ensemble-process.ts';

const patienceMs = 10_000;

/** `ensemble join`, told what to do line by line; its output is what a terminal would get. */
export class TerminalGuest {
  output = '';
  readonly #heard = new Set<() => void>();
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  constructor(link: string, home: string, name = 'Robot') {
    const args = [join(root, 'src/cli/ensemble.ts'), 'join', link, '--name', name];
    const env = { ...process.env, ENSEMBLE_HOME: home };
    this.#child = spawn(join(root, 'node_modules/.bin/node'), args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#ended = new Promise((done) => this.#child.once('close', done));
    for (const stream of [this.#child.stdout!, this.#child.stderr!]) {
      stream.on('data', (chunk: Buffer) => {
        this.output += chunk.toString();
        for (const look of [...this.#heard]) look();
      });
    }
  }

  /** Gives one command. */
  says(command: string): void {
    this.#child.stdin!.write(`${command}\n`);
  }

  /** Resolves once this stands in the output; rejects when that takes too long. */
  prints(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => this.output.includes(text) && done(resolve);
      const late = () => done(() => reject(new Error(`it did not print ${JSON.stringify(text)}: ${this.output}`)));
      const timer = setTimeout(late, patienceMs);
      const done = (end: () => void): void => {
        clearTimeout(timer);
        this.#heard.delete(look);
        end();
      };
      this.#heard.add(look);
      look();
    });
  }

  /** Has it leave, and resolves with everything that it printed. */
  async leaves(): Promise<string> {
    this.says('leave');
    this.#child.stdin!.end();
    await this.#ended;
    return this.output;
  }

  close(): void {
    this.#child.kill('SIGTERM');
  }
}
