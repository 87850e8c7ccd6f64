import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../e2e/lib/ensemble-process.ts';

const patienceMs = 15_000;
/** Lines of a program about itself and others, between the texts that it prints. */
const notices = /^(status|opened|saved|error|warning|conflict)[: ]|^.{1,80} (joined|left|edits)\b/;

/** A guest with the product's own client, `ensemble join`: the copy of a text that people have. */
export class JoinedProgram {
  readonly #child: ChildProcess;
  readonly #home: string;
  #said = '';
  #marks = 0;
  #heard: () => void = () => undefined;

  private constructor(child: ChildProcess, home: string) {
    this.#child = child;
    this.#home = home;
    const note = (chunk: Buffer) => {
      this.#said += chunk.toString();
      this.#heard();
    };
    child.stdout!.on('data', note);
    child.stderr!.on('data', note);
    child.on('exit', () => this.#heard());
  }

  static async join(link: string, name: string): Promise<JoinedProgram> {
    const home = await mkdtemp(join(tmpdir(), 'ensemble-joined-'));
    const args = [join(root, 'src/cli/ensemble.ts'), 'join', link, '--name', name];
    const env = { ...process.env, ENSEMBLE_HOME: home };
    const child = spawn(join(root, 'node_modules/.bin/node'), args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
    return new JoinedProgram(child, home);
  }

  /** Everything that it has printed. */
  get output(): string {
    return this.#said;
  }

  /** Runs commands, and gives what was printed until they were done. */
  async run(...commands: string[]): Promise<string> {
    const from = this.#said.length;
    const mark = `done-${++this.#marks}-${this.#child.pid}`;
    for (const command of [...commands, `files ${mark}`]) this.#child.stdin!.write(`${command}\n`);
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`it does not go on: ${this.#said.slice(-2000)}`)), patienceMs);
      const look = () => {
        const ended = this.#child.exitCode !== null;
        if (!ended && !this.#said.includes(mark, from)) return;
        clearTimeout(late);
        if (ended) reject(new Error(`it ended: ${this.#said.slice(-2000)}`));
        else resolve();
      };
      this.#heard = look;
      look();
    });
    return this.#said.slice(from);
  }

  /** The text of a file that is open here, without what is told between. */
  async text(path: string): Promise<string> {
    const printed = await this.run(`print ${path}`);
    return printed
      .split('\n')
      .filter((line) => !notices.test(line))
      .join('\n')
      .trimEnd();
  }

  async close(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const gone = new Promise((done) => this.#child.once('exit', done));
      this.#child.kill('SIGKILL');
      await gone;
    }
    await rm(this.#home, { recursive: true, force: true });
  }
}
