import type { TerminalAccess } from '../../../shared/capabilities/terminals/access-level.ts';
import { terminalLimits } from '../../../shared/capabilities/terminals/limits.ts';
import type { App } from '../../session/app.ts';

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

  async #type(data: string): Promise<void> {
    const { workspace, workbench } = this.#app;
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
    const { workspace, workbench } = this.#app;
    try {
      const prompt = 'It is shown to the owner of this terminal, and runs when they agree.';
      const text = await workbench.quickInput.input({ title: 'Propose a Line', prompt, value: begun });
      if (text === undefined || text.trim() === '') return;
      await workspace.request('terminals.propose', { terminal: this.#terminal, text: text.trim() });
      workbench.notifications.status('Proposed. It runs when the owner agrees.');
    } catch (thrown) {
      void workbench.notifications.show('warning', (thrown as Error).message);
    } finally {
      this.#isAsking = false;
    }
  }

  #sayOnce(): void {
    if (this.#hasSaid) return;
    this.#hasSaid = true;
    this.#app.workbench.notifications.status(
      'You may look at this terminal, not type into it. Ask its owner to allow it.',
    );
  }
}
