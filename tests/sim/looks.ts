import type { SessionClient } from '../../src/client/session-client.ts';
import { accessOf, includes } from '../../src/shared/capabilities/terminals/access.ts';
import type { SessionState } from '../../src/shared/session/state.ts';
import { FollowedScreen } from '../lib/followed-screen.ts';
import { emulator } from './scripted-shell.ts';

/** Shared terminals as a person's window shows them: all that they may see, for as long as they may. */
export class Looks {
  readonly #client: SessionClient;
  readonly #shown = new Map<string, FollowedScreen>();

  constructor(client: SessionClient) {
    this.#client = client;
    let known: Pick<SessionState, 'terminals' | 'participants'> | null = null;
    client.events.on('state', (state) => {
      const { terminals, participants } = known ?? {};
      known = state;
      if (state.terminals !== terminals || state.participants !== participants) this.#look();
    });
  }

  #look(): void {
    const { state, person } = this.#client;
    for (const [ref, terminal] of Object.entries(state.terminals))
      if (person !== null && !this.#shown.has(ref) && includes(accessOf(state, person, terminal), 'read'))
        this.#shown.set(ref, new FollowedScreen(this.#client, ref, emulator));
    for (const [ref, screen] of this.#shown) {
      const terminal = state.terminals[ref];
      if (terminal && person !== null && includes(accessOf(state, person, terminal), 'read')) continue;
      screen.stop();
      this.#shown.delete(ref);
    }
  }

  get(ref: string): FollowedScreen | undefined {
    return this.#shown.get(ref);
  }

  /** Asks for a terminal, whatever its access, as a changed client may; not for long. */
  peek(ref: string, forMs: number): void {
    if (this.#shown.has(ref)) return;
    const { stop } = new FollowedScreen(this.#client, ref, emulator);
    this.#client.options.environment.setTimer(stop, forMs);
  }
}
