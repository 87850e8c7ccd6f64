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

/** Memory of a record beyond this process: it gives back what the one before has kept. */
export interface WorkStore {
  /** Steps that were kept, in the order of the log; null where nothing ever was. */
  load(): { steps: RecordedStep[]; sinceMs: number; goneMs: number } | null;
  /** Keeps an edit as part of a step; `document` is the text with it. */
  add(step: RecordedStep, edit: RecordedStep['step'], atMs: number, document: TextDocument): void;
  /** Says whether a text that has just come from the log holds nothing that this store was not told of. */
  isContinued(document: TextDocument, step: RecordedStep['step']): boolean;
  /** Lets all steps go but these. */
  keep(steps: readonly RecordedStep[], sinceMs: number, goneMs: number): void;
}

const sizeOf = ({ inserted, deleted }: RecordedStep['step']) =>
  runBytes * (1 + inserted.length + deleted.length) + deleted.reduce((sum, { text }) => sum + 2 * text.length, 0);

/** Recent edits in all texts that a client has, in the order of the log. */
export class WorkRecord {
  #steps: RecordedStep[] = [];
  readonly #last = new Map<string, RecordedStep>();
  /** First ids of all that was recorded: a text that rested tells of its past again. */
  readonly #seen = new Map<string, Set<string>>();
  readonly #store: WorkStore | null;
  readonly #nowMs: () => number;
  #bytes = 0;
  #sinceMs: number;
  /** Time of the newest step that was let go: a text may tell of older ones again. */
  #goneMs = 0;

  /** `store` remembers the record; without one it ends with this process. */
  constructor({ documents, events, options }: SessionClient, store: WorkStore | null = null) {
    this.#nowMs = () => options.environment.nowMs();
    this.#store = store;
    const kept = store?.load() ?? null;
    this.#steps = kept?.steps ?? [];
    this.#goneMs = kept?.goneMs ?? 0;
    this.#sinceMs = kept?.sinceMs ?? this.#nowMs();
    if (kept === null) store?.keep([], this.#sinceMs, 0);
    this.#recount();
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
    if (this.#last.has(document.ref)) this.#compare(document);
    document.onOthersStep((step, author, atMs, { turn, call }) =>
      this.#add(document, { author, atMs, work: { turn, call } }, step),
    );
  }

  /** Forgets a text whose checkpoint holds edits that nobody has told here: they may be behind the steps that are kept. */
  #compare(document: TextDocument): void {
    const stop = document.onChange(() => {
      stop();
      // Edits that come at once are told right behind this (a microtask).
      queueMicrotask(() => {
        const inserted = this.#steps.flatMap(({ ref, step }) => (ref === document.ref ? step.inserted : []));
        if (!this.#store?.isContinued(document, { inserted, deleted: [] })) this.forget(document.ref);
      });
    });
  }

  #add(document: TextDocument, of: Pick<RecordedStep, 'author' | 'atMs' | 'work'>, { inserted, deleted }: Step): void {
    const { ref } = document;
    const { author, atMs, work } = of;
    if (atMs <= this.#goneMs) return;
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
      this.#store?.add(last, step, atMs, document);
    } else {
      const made = {
        ref,
        author,
        fromMs: atMs,
        atMs,
        work,
        step: { inserted: [...step.inserted], deleted: [...step.deleted] },
      };
      this.#steps.push(made);
      this.#last.set(ref, made);
      this.#store?.add(made, step, atMs, document);
    }
    if (this.#bytes > mostBytes) this.#shorten();
  }

  /** Lets the older half go. */
  #shorten(): void {
    this.#letGo(this.#steps.slice(0, Math.ceil(this.#steps.length / 2)));
  }

  #letGo(gone: readonly RecordedStep[]): void {
    if (gone.length === 0) return;
    const all = new Set(gone);
    this.#goneMs = gone.reduce((newest, { atMs }) => Math.max(newest, atMs), this.#goneMs);
    this.#sinceMs = Math.max(this.#sinceMs, this.#goneMs);
    this.#keep(this.#steps.filter((step) => !all.has(step)));
  }

  #keep(steps: RecordedStep[]): void {
    this.#steps = steps;
    this.#store?.keep(steps, this.#sinceMs, this.#goneMs);
    this.#recount();
  }

  /** Forgets all of a text, such as one whose past is taken out of the history. */
  forget(ref: string): void {
    if (this.#last.has(ref)) this.#keep(this.#steps.filter((step) => step.ref !== ref));
  }

  /** Forgets texts that have left the session. */
  forgetLeft(isHere: (ref: string) => boolean): void {
    const left = this.#steps.filter(({ ref }) => isHere(ref));
    if (left.length < this.#steps.length) this.#keep(left);
  }

  /** Forgets everything from before a time. */
  forgetBefore(beforeMs: number): void {
    this.#letGo(this.#steps.filter(({ atMs }) => atMs < beforeMs));
  }

  /** Forgets everything: what was taken out of the history may be in it. */
  clear(): void {
    this.#goneMs = this.#nowMs();
    this.#sinceMs = this.#goneMs;
    this.#keep([]);
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
