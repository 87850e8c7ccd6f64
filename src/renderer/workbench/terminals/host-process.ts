import { ProcessPropertyType } from '@codingame/monaco-vscode-api/vscode/vs/platform/terminal/common/terminal';
import type { EnsembleError } from '../../../shared/core/errors.ts';
import type { Params, Workspace } from '../../../shared/session/contract.ts';
import { resetSequence } from './reset-sequence.ts';
import { TerminalProcess } from './terminal-process.ts';
import { isPageUnloading } from './unloading.ts';

const retryMs = 1_000;
/** Greatest input of one request, in UTF-16 units; more is typed in several. */
const mostTyped = 500_000;

/** Way to a terminal: one to be opened, or one that runs. */
export type Beginning =
  | { is: 'new'; params: Params<'terminals.open'> }
  | { is: 'running'; id: number; cwd: string; pid: number };

/** Terminals of the host that this window shows, by their ids there. */
export const hostProcesses = new Map<number, HostProcess>();

/** A terminal of the host, in a window of the host's own. */
export class HostProcess extends TerminalProcess {
  readonly #workspace: Workspace;
  readonly #beginning: Beginning;
  #isOver = false;
  /** True while somebody else types, whose window it fits. */
  #isOthers = false;
  #size: { columns: number; rows: number } | null = null;

  constructor(workspace: Workspace, beginning: Beginning, shouldPersist: boolean) {
    super();
    this.#workspace = workspace;
    this.#beginning = beginning;
    this.shouldPersist = shouldPersist;
    if (beginning.is === 'running') this.id = beginning.id;
  }

  /** Says whether somebody else typed last. */
  get isOthers(): boolean {
    return this.#isOthers;
  }

  async start() {
    if (this.#beginning.is === 'running') {
      const { id, cwd, pid } = this.#beginning;
      this.#begin(id, cwd, pid);
      void this.#show(true);
      return undefined;
    }
    try {
      const { id, cwd, pid, args } = await this.#workspace.request('terminals.open', this.#beginning.params);
      this.#begin(id, cwd, pid);
      if (args) this.property.fire({ type: ProcessPropertyType.UsedShellIntegrationInjection, value: true } as never);
      void this.#show(false);
      return args ? { injectedArgs: args } : undefined;
    } catch (thrown) {
      return { message: String((thrown as Error | undefined)?.message ?? thrown) };
    }
  }

  #begin(id: number, cwd: string, pid: number): void {
    this.id = id;
    this.cwd = cwd;
    hostProcesses.set(id, this);
    this.ready.fire({ pid, cwd, windowsPty: undefined });
    const size = this.#size;
    if (size) this.#ask('terminals.resize', { id, ...size });
  }

  #ask<M extends 'terminals.resize' | 'terminals.write' | 'terminals.close'>(method: M, params: Params<M>): void {
    // A failure is seen by the terminal's end.
    this.#workspace.request(method, params).catch(() => undefined);
  }

  /** Shows the terminal until it ends, also when the connection to the host is lost meanwhile. */
  async #show(isReplay: boolean): Promise<void> {
    for (let again = isReplay; !this.#isOver; again = true) {
      try {
        await this.#showOnce(again);
        return;
      } catch (thrown) {
        const { code } = thrown as Partial<EnsembleError>;
        if (code !== 'disconnected' && code !== 'cancelled') return this.#ended(undefined);
        await new Promise((resolve) => setTimeout(resolve, retryMs));
      }
    }
  }

  async #showOnce(isReplay: boolean): Promise<void> {
    const stream = this.#workspace.open('terminals.show', { id: this.id });
    if (this.#isOthers) this.#follow({ isOthers: false });
    let decoder = new TextDecoder();
    let isFirst = true;
    for await (const part of stream) {
      if (part.is === 'size') {
        this.#follow(part);
        continue;
      }
      if (part.is === 'exited') return this.#ended(part.exitCode ?? undefined);
      if (part.is === 'screen') decoder = new TextDecoder();
      // Reset first: text that this window shows already would stand there twice.
      const reset = part.is === 'screen' && !(isFirst && !isReplay) ? resetSequence : '';
      await this.shown(reset + decoder.decode(part.data, { stream: true }), isFirst && isReplay);
      if (isFirst && isReplay) setTimeout(() => this.replayed.fire());
      isFirst = false;
    }
    const { isTaken } = await stream.result;
    if (isTaken) this.#ended(undefined);
  }

  #follow(size: { isOthers: false } | { isOthers: boolean; columns: number; rows: number }): void {
    this.#isOthers = size.isOthers;
    if ('columns' in size && size.isOthers) this.fitsOnly(size.columns, size.rows);
    else this.fitsWindow();
  }

  #ended(exitCode: number | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    hostProcesses.delete(this.id);
    this.exit.fire(exitCode);
  }

  input(data: string): void {
    for (let at = 0; at < data.length; at += mostTyped)
      this.#ask('terminals.write', { id: this.id, data: data.slice(at, at + mostTyped) });
  }

  /** Called with the size of the screen: that of the window, unless it is somebody else's. */
  resize(columns: number, rows: number): void {
    if (!this.#isOthers) this.fitted(columns, rows);
  }

  override fitted(columns: number, rows: number): void {
    if (columns === this.#size?.columns && rows === this.#size.rows) return;
    this.#size = { columns, rows };
    if (this.id > 0 && columns > 0 && rows > 0) this.#ask('terminals.resize', { id: this.id, columns, rows });
  }

  shutdown(): void {
    // A page that is left ends all of its terminals, which go on at the host and come back with the next page.
    if (isPageUnloading() || this.id === 0) return;
    this.#isOver = true;
    hostProcesses.delete(this.id);
    this.#ask('terminals.close', { id: this.id });
    setTimeout(() => this.exit.fire(undefined));
  }
}
