import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { DirectWorkspace } from '../../../../src/client/direct-workspace.ts';
import type { TerminalOutput } from '../../../../src/shared/capabilities/terminals/methods.ts';
import type { Params } from '../../../../src/shared/session/contract.ts';

export const size = { columns: 80, rows: 24 };

const shell: Params<'terminals.open'> = {
  program: '/bin/bash',
  args: ['--norc'],
  cwd: null,
  env: { PS1: '> ' },
  title: '',
  nonce: '',
  marksCommands: false,
  ...size,
};

/** A terminal as a window of its owner has it. */
export class Attached {
  readonly id: number;
  readonly pid: number;
  readonly #direct: DirectWorkspace;
  readonly parts: TerminalOutput[] = [];
  /** Everything that came, as text. */
  text = '';
  readonly over: Promise<{ isTaken: boolean }>;
  readonly #goesOn = Promise.withResolvers<void>();

  constructor(direct: DirectWorkspace, id: number, pid: number, takesAll = true) {
    this.#direct = direct;
    this.id = id;
    this.pid = pid;
    const stream = direct.open('terminals.show', { id });
    this.over = stream.result;
    this.over.catch(() => undefined);
    if (takesAll) this.#goesOn.resolve();
    void this.#takeFrom(stream).catch(() => undefined);
  }

  async #takeFrom(stream: AsyncIterable<TerminalOutput>): Promise<void> {
    const decoder = new TextDecoder();
    for await (const part of stream) {
      this.parts.push(part);
      if ('data' in part) this.text += decoder.decode(part.data, { stream: true });
      await this.#goesOn.promise;
    }
  }

  /** Takes the rest, which it did not so far. */
  goOn(): void {
    this.#goesOn.resolve();
  }

  async type(data: string): Promise<void> {
    await this.#direct.request('terminals.write', { id: this.id, data });
  }

  /** Waits for text. Only its end is shown where it does not come: there may be megabytes. */
  async shows(wanted: string | RegExp): Promise<void> {
    const has = () => (typeof wanted === 'string' ? this.text.includes(wanted) : wanted.test(this.text));
    await expect.poll(() => (has() ? wanted : this.text.slice(-500)), { timeout: 15_000 }).toBe(wanted);
  }
}

/** Opens a shell in a terminal and shows it. */
export async function openShell(
  direct: DirectWorkspace,
  change: Partial<Params<'terminals.open'>> = {},
  takesAll = true,
): Promise<Attached> {
  const { id, pid } = await direct.request('terminals.open', { ...shell, ...change });
  return new Attached(direct, id, pid, takesAll);
}

/** Whether a process runs. One that has ended, and of which nobody has taken notice yet, does not. */
export function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/\) Z/.test(existsSync('/proc') ? readFileSync(`/proc/${pid}/stat`, 'utf8') : '');
  } catch {
    return false;
  }
}

/**
 * Starts programs that are made to outlive their terminal: one that ignores its end, one in a session of its own with
 * nothing of the terminal open, and a daemon, whose parents have ended.
 */
export async function startThoseThatStay(shell: Attached): Promise<number[]> {
  await shell.type('set -m; (trap "" HUP; exec sleep 1001) & echo stays1 $!.\r');
  await shell.type("setsid sh -c 'echo stays2 $$.; exec nohup sleep 1002 < /dev/null > /dev/null 2>&1'\r");
  await shell.type("(setsid sh -c 'echo stays3 $$.; exec sleep 1003 < /dev/null > /dev/null 2>&1' &)\r");
  const pidOf = async (number: number) => {
    const line = new RegExp(`stays${number} (\\d+)\\.`);
    await shell.shows(line);
    return Number(line.exec(shell.text)![1]);
  };
  return [await pidOf(1), await pidOf(2), await pidOf(3)];
}
