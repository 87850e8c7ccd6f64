import type { TerminalAccess } from '../../../shared/capabilities/terminals/access-level.ts';
import { terminalLimits } from '../../../shared/capabilities/terminals/limits.ts';
import type { App } from '../../session/app.ts';
import { proposeLine } from './proposing.ts';

type Size = { columns: number; rows: number };

/** Sequences that the emulator of who merely looks sends by itself: where the focus is. */
const focusIn = '\x1b[I';
const focusOut = '\x1b[O';
const printable = /^\P{Cc}+$/u;

/** Input of a guest to somebody else's terminal: typed at once, as a line that is proposed, or not at all. */
export class GuestTyping {
  readonly #app: App;
  readonly #terminal: string;
  readonly #access: () => TerminalAccess;
  #isAsking = false;
  /** Size that would fit in this window, until the host has been told. */
  #fit: Size | null = null;
  #hasTyped = false;
  #hasSaid = false;

  constructor(app: App, terminal: string, access: () => TerminalAccess) {
    this.#app = app;
    this.#terminal = terminal;
    this.#access = access;
  }

  take(typed: string): void {
    const data = typed.replaceAll(focusIn, '').replaceAll(focusOut, '');
    if (data === '') return;
    const access = this.#access();
    if (access === 'write') void this.#type(data);
    else if (access === 'approve') void this.#propose(printable.test(data) ? data : '');
    else this.#sayOnce();
  }

  /** Notes the size that would fit in this window: the terminal takes it on while this person types. */
  fits(size: Size): void {
    this.#fit = size;
    if (this.#hasTyped && this.#access() === 'write') this.#tellFit();
  }

  #tellFit(): void {
    const size = this.#fit;
    this.#fit = null;
    // The next key tells it again where it was not heard.
    if (size)
      this.#app.workspace.request('terminals.fit', { terminal: this.#terminal, ...size }).catch(() => {
        this.#fit ??= size;
      });
  }

  async #type(data: string): Promise<void> {
    const { workspace, workbench } = this.#app;
    this.#hasTyped = true;
    this.#tellFit();
    for (let at = 0; at < data.length; at += terminalLimits.inputLength / 2) {
      const piece = data.slice(at, at + terminalLimits.inputLength / 2);
      await workspace
        .request('terminals.type', { terminal: this.#terminal, data: piece })
        .catch((thrown: Error) => workbench.notifications.status(thrown.message));
    }
  }

  async #propose(begun: string): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    await proposeLine(this.#app, this.#terminal, begun).finally(() => {
      this.#isAsking = false;
    });
  }

  #sayOnce(): void {
    if (this.#hasSaid) return;
    this.#hasSaid = true;
    this.#app.workbench.notifications.status(
      'You may look at this terminal, not type into it. Ask its owner to allow it.',
    );
  }
}
