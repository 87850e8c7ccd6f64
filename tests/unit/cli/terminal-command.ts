import { mkdirSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { sourceNode } from '../../../scripts/lib/pinned-node.mjs';
import { loadPty, type Pty } from '../../../src/main/terminals/pty.ts';
import { program } from './command-fixture.ts';

/** An `ensemble` command at a terminal, where somebody can answer. It is gone when the test ends. */
export class TerminalCommand {
  output = '';
  readonly #pty: Pty;
  readonly #ended: Promise<number | null>;
  readonly #listeners = new Set<() => void>();

  private constructor(pty: Pty) {
    this.#pty = pty;
    const decoder = new TextDecoder();
    pty.onData((data) => {
      this.output += decoder.decode(data, { stream: true });
      for (const tell of [...this.#listeners]) tell();
    });
    let isOver = false;
    this.#ended = new Promise((resolve) =>
      pty.onExit((code) => {
        isOver = true;
        resolve(code);
      }),
    );
    onTestFinished(() => {
      if (!isOver) pty.kill('SIGKILL');
    });
  }

  static async start(args: readonly string[], home: string): Promise<TerminalCommand> {
    mkdirSync(home, { recursive: true });
    const env = { ...(process.env as Record<string, string>), ENSEMBLE_HOME: home };
    const start = await loadPty();
    const size = { columns: 300, rows: 50 };
    return new TerminalCommand(start({ program: sourceNode(), args: [program, ...args], cwd: home, env, ...size }));
  }

  /** Resolves once it has shown this. Rejects with all that it has shown when it ends before. */
  shown(pattern: RegExp): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (!pattern.test(this.output)) return;
        this.#listeners.delete(look);
        resolve();
      };
      this.#listeners.add(look);
      void this.#ended.then((code) => reject(new Error(`ended with ${code} before ${pattern}:\n${this.output}`)));
      look();
    });
  }

  /** Types an answer, and Enter. */
  answer(words: string): void {
    this.#pty.write(`${words}\r`);
  }

  /** Resolves with the exit code. */
  ended(): Promise<number | null> {
    return this.#ended;
  }
}
