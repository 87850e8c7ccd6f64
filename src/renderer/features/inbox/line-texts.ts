import { waiting } from '../../../shared/capabilities/approvals/approval-state.ts';
import { accessOf, includes } from '../../../shared/capabilities/terminals/access.ts';
import type { App } from '../../session/app.ts';

/** Texts of the lines that wait: the session tells them to those who look at their terminal, when they ask. */
export class LineTexts {
  readonly #app: App;
  readonly #texts = new Map<string, string | null>();
  readonly #onCome: () => void;

  constructor(app: App, onCome: () => void) {
    this.#app = app;
    this.#onCome = onCome;
  }

  /** Gives the text of a line; null while, or where, it is not known. */
  of(line: string): string | null {
    return this.#texts.get(line) ?? null;
  }

  /** Asks for those that have come since. */
  look(): void {
    const { state, person } = this.#app.session;
    const all = waiting(state);
    const lines = new Set(all.map(({ wish }) => (wish?.is === 'line' ? wish.line : null)));
    for (const line of this.#texts.keys()) if (!lines.has(line)) this.#texts.delete(line);
    for (const { wish } of all) {
      if (wish?.is !== 'line' || this.#texts.has(wish.line) || person === null) continue;
      const terminal = state.terminals[wish.terminal];
      if (!terminal || !includes(accessOf(state, person, terminal), 'read')) continue;
      this.#texts.set(wish.line, null);
      void this.#ask(wish);
    }
  }

  async #ask({ terminal, line }: { terminal: string; line: string }): Promise<void> {
    try {
      const { text } = await this.#app.workspace.request('terminals.proposed', { terminal, line });
      this.#texts.set(line, text);
      this.#onCome();
    } catch {
      // Decided on meanwhile, or the host is away: the next look asks again.
      this.#texts.delete(line);
    }
  }
}
