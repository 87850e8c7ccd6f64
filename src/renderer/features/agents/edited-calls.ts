import { nameOfCall } from '../../../shared/capabilities/documents/agent-call.ts';
import type { AgentCall } from '../../../shared/capabilities/documents/kinds.ts';
import { replicaMay } from '../../../shared/capabilities/people/participants.ts';
import type { App } from '../../session/app.ts';

/** Rest after the last news of an agent before the host is asked again. */
const restMs = 600;

/** Names of the calls of an agent, and of the turns that they belong to. */
export function namesOf(calls: readonly AgentCall[]): Set<string> {
  return new Set(
    calls.flatMap((each) => [
      ...(each.turn === undefined ? [] : [nameOfCall({ turn: each.turn })]),
      ...(each.call === undefined ? [] : [nameOfCall(each)]),
    ]),
  );
}

/** Turns and calls of an agent in which it has edited, as the host has recorded: what they did can be taken back. */
export class EditedCalls {
  readonly #app: App;
  readonly #tell: (calls: ReadonlySet<string>) => void;
  #agent: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `tell` is given their names whenever there may be others. */
  constructor(app: App, tell: (calls: ReadonlySet<string>) => void) {
    this.#app = app;
    this.#tell = tell;
  }

  /** Looks at the calls of an agent soon, of which there is news. */
  look(agent: string | null): void {
    if (agent !== this.#agent) this.#tell(new Set());
    this.#agent = agent;
    clearTimeout(this.#timer);
    if (agent === null) return;
    this.#timer = setTimeout(() => void this.#ask(agent).catch(() => undefined), restMs);
  }

  async #ask(agent: string): Promise<void> {
    const { recording, client, workspace } = this.#app;
    if (recording !== null || !replicaMay(client.state, client.replica, 'edit')) return;
    const { people } = await workspace.request('documents.workers', { sinceMs: 0 });
    if (agent !== this.#agent) return;
    const calls = people.find(({ person }) => person === agent)?.calls ?? [];
    this.#tell(namesOf(calls));
  }
}
