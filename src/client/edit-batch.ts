import type { AgentCall } from '../shared/capabilities/documents/kinds.ts';
import { append } from '../shared/core/append.ts';
import type { Environment, TimerHandle } from '../shared/core/environment.ts';
import type { Body } from '../shared/session/table.ts';
import type { Restore } from './undo-stack.ts';
import { mergeUpdates } from './yjs-states.ts';

/** Window in which local edits are merged (a throttle); the first edit after a pause goes at once. */
const mergeMs = 30;

export type Cursor = NonNullable<Body<'doc.updated'>['cursor']>;
export type Manner = NonNullable<Body<'doc.updated'>['manner']>;
/** Part of an agent's work to which an edit belongs, with the lines that it has read. */
export type AgentWork = Pick<Body<'doc.updated'>, 'reads'> & AgentCall;
/** An agent's tool call that had told a text before the disk brought it. */
export type ToldWork = AgentCall & { agent: string };
export type { AgentCall };
export type Brought = NonNullable<Body<'doc.updated'>['brought']>;

interface EditBatchOptions {
  environment: Environment;
  send: (body: Body<'doc.updated'>) => void;
  /** Gives the cursor that rides with an edit. */
  cursor: () => Cursor | undefined;
  /** Says whether the log knows the owner of a Yjs client id. */
  isBound: (client: number) => boolean;
}

/** Local edits of one text, gathered for a moment and sent as one entry. */
export class EditBatch {
  readonly #options: EditBatchOptions;
  #updates: Uint8Array[] = [];
  #restores: Restore[] = [];
  #brought: Brought = [];
  #manner: Manner = 'typed';
  #work: AgentWork | null = null;
  /** Work of an agent that is being applied as the disk's edit; null between such edits. */
  told: ToldWork | null = null;
  #timer: TimerHandle | null = null;
  #sentMs = Number.NEGATIVE_INFINITY;

  constructor(options: EditBatchOptions) {
    this.#options = options;
  }

  /** Sets the manner of the next edits. An entry has one manner, so edits of another are sent first. */
  beManner(manner: Manner): void {
    if (manner !== this.#manner) this.flush();
    this.#manner = manner;
  }

  /** Sends what an agent does in `run` as an entry of its own, with the lines that it has read. */
  asWork(work: AgentWork, run: () => void): void {
    this.flush();
    this.#work = work;
    this.beManner('agent');
    try {
      run();
      this.flush();
    } finally {
      this.#work = null;
    }
  }

  /**
   * Sends what the disk brings in `run` as the work of the agent that has told it, if any; text of people's replicas,
   * which the disk had before the log, stays theirs.
   */
  asTold(told: ToldWork | null, run: () => void): void {
    if (told === null) return run();
    this.flush();
    this.told = told;
    try {
      run();
      this.flush();
    } finally {
      this.told = null;
    }
  }

  /** Adds a Yjs v1 update. */
  add(update: Uint8Array): void {
    this.#updates.push(update);
    const { environment } = this.#options;
    const waitMs = Math.min(mergeMs, Math.max(0, this.#sentMs + mergeMs - environment.nowMs()));
    this.#timer ??= environment.setTimer(() => this.flush(), waitMs);
  }

  /** Sends the gathered edits once they restore as many copies as one entry may. */
  partRestores(): void {
    if (this.#restores.length > 0) this.flush();
  }

  addRestores(restores: readonly Restore[]): void {
    append(this.#restores, restores);
  }

  addBrought(brought: Brought): void {
    append(this.#brought, brought);
  }

  /** Sends the gathered edits. */
  flush(): void {
    if (this.#updates.length === 0) return;
    const { environment, send, cursor: cursorNow, isBound } = this.#options;
    const [updates, restores, manner] = [this.#updates, this.#restores, this.#manner];
    const brought = this.#brought.filter(([client]) => !isBound(client));
    this.drop();
    this.#sentMs = environment.nowMs();
    const cursor = cursorNow();
    send({
      update: mergeUpdates(updates),
      ...(brought.length > 0 ? { brought } : {}),
      ...(cursor ? { cursor } : {}),
      ...(restores.length > 0 ? { restores } : {}),
      ...(this.told && brought.length === 0 ? this.told : {}),
      ...(this.#work ? { ...this.#work, manner: 'agent' as const } : manner === 'typed' ? {} : { manner }),
    });
  }

  /** Drops the gathered edits. */
  drop(): void {
    if (this.#timer !== null) this.#options.environment.clearTimer(this.#timer);
    this.#timer = null;
    this.#updates = [];
    this.#restores = [];
    this.#brought = [];
  }
}
