import { nameOfCall } from '../shared/capabilities/documents/agent-call.ts';
import type { AgentCall } from '../shared/capabilities/documents/kinds.ts';
import { append } from '../shared/core/append.ts';
import type { SessionClient } from './session-client.ts';
import type { TextDocument } from './text-document.ts';
import type { Step } from './undo-stack.ts';

/** Edits of one person in one text, with the text that they deleted: the log alone does not give that back. */
export interface RecordedStep {
  ref: string;
  author: string;
  /** Times of the first and the last of them. */
  fromMs: number;
  atMs: number;
  /** Turn of an agent and its call to which they belong; neither for a person's. */
  work: AgentCall;
  step: Pick<Step, 'inserted' | 'deleted'>;
}

/** Edits of one person in one text this close behind each other are one step. */
const joinMs = 5_000;
/** Size of all that is kept; older steps go first. */
const mostBytes = 16 * 1024 * 1024;
/** Bytes of a run, with its key among those that were seen. */
const runBytes = 128;

const sizeOf = ({ inserted, deleted }: RecordedStep['step']) =>
  runBytes * (1 + inserted.length + deleted.length) + deleted.reduce((sum, { text }) => sum + 2 * text.length, 0);

/** Recent edits in all texts that a client has, in the order of the log. */
export class WorkRecord {
  #steps: RecordedStep[] = [];
  readonly #last = new Map<string, RecordedStep>();
  /** First ids of all that was recorded: a text that rested tells of its past again. */
  readonly #seen = new Map<string, Set<string>>();
  #bytes = 0;
  #sinceMs: number;

  constructor({ documents, events, options }: SessionClient) {
    this.#sinceMs = options.environment.nowMs();
    documents.events.on('created', (document) => this.#follow(document));
    // Text that is taken out of the history is nowhere else either.
    events.on('entry', ({ kind, ref }) => {
      if (ref !== null && (kind === 'doc.sealed' || kind === 'doc.cut')) this.forget(ref);
    });
  }

  /** Time since which nothing is missing. */
  get sinceMs(): number {
    return this.#sinceMs;
  }

  get steps(): readonly RecordedStep[] {
    return this.#steps;
  }

  #follow(document: TextDocument): void {
    document.onOthersStep((step, author, atMs, { turn, call }) =>
      this.#add(document.ref, { author, atMs, work: { turn, call } }, step),
    );
  }

  #add(ref: string, of: Pick<RecordedStep, 'author' | 'atMs' | 'work'>, { inserted, deleted }: Step): void {
    const { author, atMs, work } = of;
    const seen = this.#seen.get(ref) ?? new Set<string>();
    this.#seen.set(ref, seen);
    const isNew = (sign: string, { client, clock }: { client: number; clock: number }) => {
      const key = `${sign}${client} ${clock}`;
      return !seen.has(key) && seen.add(key) !== undefined;
    };
    const step = {
      inserted: inserted.filter((run) => isNew('+', run)),
      deleted: deleted.filter((run) => isNew('-', run)),
    };
    if (step.inserted.length + step.deleted.length === 0) return;
    this.#bytes += sizeOf(step);
    const last = this.#last.get(ref);
    const isSame = last?.author === author && nameOfCall(last.work) === nameOfCall(work);
    if (last !== undefined && isSame && atMs - last.atMs < joinMs) {
      append(last.step.inserted, step.inserted);
      append(last.step.deleted, step.deleted);
      last.atMs = Math.max(last.atMs, atMs);
    } else {
      const made = { ref, author, fromMs: atMs, atMs, work, step };
      this.#steps.push(made);
      this.#last.set(ref, made);
    }
    if (this.#bytes > mostBytes) this.#shorten();
  }

  /** Lets the older half go. */
  #shorten(): void {
    const gone = this.#steps.splice(0, Math.ceil(this.#steps.length / 2));
    this.#sinceMs = Math.max(this.#sinceMs, gone.at(-1)?.atMs ?? 0);
    this.#recount();
  }

  /** Forgets all of a text, such as one whose past is taken out of the history. */
  forget(ref: string): void {
    this.#steps = this.#steps.filter((step) => step.ref !== ref);
    this.#recount();
  }

  #recount(): void {
    this.#bytes = 0;
    this.#seen.clear();
    this.#last.clear();
    for (const recorded of this.#steps) {
      const { ref, step } = recorded;
      this.#bytes += sizeOf(step);
      this.#last.set(ref, recorded);
      const seen = this.#seen.get(ref) ?? new Set<string>();
      this.#seen.set(ref, seen);
      for (const { client, clock } of step.inserted) seen.add(`+${client} ${clock}`);
      for (const { client, clock } of step.deleted) seen.add(`-${client} ${clock}`);
    }
  }
}
