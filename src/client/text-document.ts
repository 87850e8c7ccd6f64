import * as Y from 'yjs';
import { offsetIn } from '../shared/capabilities/documents/anchors.ts';
import { asItCounts } from '../shared/capabilities/documents/counting-body.ts';
import type { AgentCall } from '../shared/capabilities/documents/kinds.ts';
import { type TextChange, TextCopy, type TextEntry, textChangeOf } from '../shared/capabilities/documents/text-copy.ts';
import type { TextFacts } from '../shared/capabilities/documents/text-facts.ts';
import type { KnownIds, Writer } from '../shared/capabilities/documents/update-rules.ts';
import { type Environment, randomUint32 } from '../shared/core/environment.ts';
import type { Body } from '../shared/session/table.ts';
import { composeEdits } from '../shared/text/compose-edits.ts';
import { diffItems } from '../shared/text/diff-items.ts';
import { hasSurrogates, normalizeEdit, type TextEdit } from '../shared/text/edits.ts';
import { bringsSurrogates, type Delta, editsOfDelta } from './delta.ts';
import { type AgentWork, type Brought, type Cursor, EditBatch, type Manner, type ToldWork } from './edit-batch.ts';
import { Emitter } from './emitter.ts';
import { FormatChoice, type FormatLog } from './format-choice.ts';
import { type Reverted, whoseWork } from './reverting.ts';
import type { TextEvents } from './text-events.ts';
import { markOf, type Step, stepOf, stepSince, takeBackInParts, UndoStack } from './undo-stack.ts';
import { onUpdatesExcept } from './yjs-states.ts';

/** Origins of Yjs transactions. */
const origins = { local: Symbol('local'), undo: Symbol('undo'), remote: Symbol('remote') };

/** Longest pause in typing within one step of undo. */
const stepPauseMs = 500;

export type { Brought, Cursor, Manner };

export interface TextDocumentOptions {
  ref: string;
  environment: Environment;
  /** Author of edits made here, as the log will say; empty before the first welcome. */
  author: () => string;
  /** Replica of edits made here. */
  replica: string;
  /** Sends a merged update of local edits. */
  send: (body: Body<'doc.updated'>) => void;
  /** Called when an edit of this replica was against the rules: the log's text is without it. */
  onVoid?: () => void;
  formats?: FormatLog;
  /** Called with errors of this text's listeners: they must not end a transaction halfway. */
  onThrow?: (thrown: unknown) => void;
}

/**
 * One shared text. All edits of this replica enter here: LF only, at code-point bounds. The order of others' edits is
 * the log's; own typing shows at once.
 */
export class TextDocument {
  readonly ref: string;
  readonly #options: TextDocumentOptions;
  #applied!: TextCopy;
  /** Entries of the log to be applied when the text is wanted next, all at once. */
  #waiting: { change: TextChange | null; writer: Writer; isMine: boolean }[] = [];
  readonly #unsent: EditBatch;
  #mayHaveSurrogates = false;
  #lastEditMs = 0;
  #gathered: TextEdit[] | null = null;
  readonly steps = new UndoStack();
  readonly format: FormatChoice;
  readonly #events: Emitter<TextEvents>;
  /**
   * loading: its past is on its way. catching-up: some of its past is, after a long absence; typing goes on.
   * rebuilding: an edit was refused, and the copy is made anew from the log. resting: nobody has looked at it for long,
   * and the log alone has it.
   */
  status: 'loading' | 'catching-up' | 'ready' | 'rebuilding' | 'resting' = 'loading';
  /** Gives the cursor that rides with an edit. */
  cursor: () => Cursor | undefined = () => undefined;
  /** Group of the next step: edits of several texts in one group are one step of undo; null for typing. */
  group: () => string | null = () => null;

  constructor(options: TextDocumentOptions) {
    this.ref = options.ref;
    this.#options = options;
    this.#events = new Emitter(options.onThrow);
    this.#unsent = new EditBatch({
      environment: options.environment,
      send: options.send,
      cursor: () => this.cursor(),
      isBound: (client) => this.#copy.ownerOf(client) !== undefined,
    });
    this.format = new FormatChoice(this.steps, options.formats);
    this.#start();
  }

  #start(): void {
    this.#applied = new TextCopy();
    const { document, text } = this.#applied;
    document.clientID = randomUint32(this.#options.environment);
    onUpdatesExcept(document, origins.remote, (update) => this.#unsent.add(update));
    document.on('afterTransaction', (transaction: Y.Transaction) => this.#record(transaction));
    text.observe((event) => {
      // Of a text that nobody has yet no edits are told: to find them takes as long as it is long.
      this.#mayHaveSurrogates ||= !this.isEditable || bringsSurrogates(event.delta as Delta);
      if (this.isEditable) this.#take(editsOfDelta(event.delta as Delta));
      this.#events.emit('changed', null);
    });
  }

  #take(edits: TextEdit[]): void {
    if (this.#gathered !== null) this.#gathered = composeEdits(this.#gathered, edits);
    else if (edits.length > 0) this.#events.emit('edited', edits);
  }

  /** Gathers edits from here on; the returned function tells them as one. Nothing is typed in between. */
  gather(): () => void {
    this.#gathered ??= [];
    return () => {
      if (this.#waiting.length > 0) this.#applyWaiting();
      const edits = this.#gathered ?? [];
      this.#gathered = null;
      this.#take(edits);
    };
  }

  #record(transaction: Y.Transaction): void {
    if (transaction.origin !== origins.local) return;
    const nowMs = this.#options.environment.nowMs();
    if (nowMs - this.#lastEditMs > stepPauseMs) this.steps.closeStep();
    this.#lastEditMs = nowMs;
    const { told: work } = this.#unsent;
    const step = work && stepSince(transaction, { state: transaction.beforeState, deletions: new Map() });
    if (step) this.#events.emit('stepped', { step, author: work.agent, atMs: nowMs, work });
    this.steps.add(stepOf(transaction, this.group()));
  }

  get isEditable(): boolean {
    return this.status === 'ready' || this.status === 'catching-up';
  }

  /** Authors and deleters of the text, as the log says. */
  get facts(): TextFacts {
    return this.#copy.facts;
  }

  /** The Yjs text itself, for code that must look at ids. */
  get yText(): Y.Text {
    return this.#copy.text;
  }

  /** Yjs client id of edits made here. */
  get clientId(): number {
    return this.#applied.document.clientID;
  }

  /** Owners of the ids that the log knows, and the clocks up to which it knows them. */
  get known(): KnownIds {
    return this.#copy;
  }

  /** The whole text. */
  toString(): string {
    return this.#copy.text.toString();
  }

  get length(): number {
    return this.#copy.text.length;
  }

  /** Encodes everything that this copy has, as one Yjs v1 update. */
  encode(): Uint8Array {
    return Y.encodeStateAsUpdate(this.#copy.document);
  }

  /**
   * Applies edits of this replica: sorted, not overlapping, all counted from the text before. Returns whether one had
   * to be changed on the way in: then the editor compares its text with this one. While it is not editable nothing is
   * changed.
   */
  edit(edits: readonly TextEdit[], manner: Manner = 'typed'): boolean {
    if (!this.isEditable) return true;
    const { document, text } = this.#copy;
    const unitAt = this.#unitAt();
    const normal = edits.map((edit) => {
      if (hasSurrogates(edit.insertText)) this.#mayHaveSurrogates = true;
      return this.#mayHaveSurrogates || edit.insertText.includes('\r') ? normalizeEdit(edit, unitAt) : edit;
    });
    this.#unsent.beManner(manner);
    document.transact(() => {
      for (const { offset, deleteLength, insertText } of normal.toReversed()) {
        if (deleteLength > 0) text.delete(offset, deleteLength);
        if (insertText.length > 0) text.insert(offset, insertText);
      }
    }, origins.local);
    return normal.some((edit, index) => edit !== edits[index]);
  }

  /** Sends what an agent does in `run` as one entry, with the lines that it has read. */
  asWork(work: AgentWork, run: () => void): void {
    this.#unsent.asWork(work, run);
  }

  /** Reads units lazily: most texts have no surrogates, and are never flattened for an edit. */
  #unitAt(): (offset: number) => number {
    let text: string | null = null;
    return (offset) => {
      text ??= this.toString();
      return text.charCodeAt(offset);
    };
  }

  /** Sends the local edits that are still being merged. */
  flush(): void {
    this.#unsent.flush();
  }

  /** The copy with every entry that has come. */
  get #copy(): TextCopy {
    if (this.#waiting.length > 0) this.#applyWaiting();
    return this.#applied;
  }

  /**
   * Applies an entry of the log, in its order. One that is malformed changes nothing, here as everywhere. While edits are
   * gathered, or the past is on its way, it waits for the others: many together cost little more than one.
   */
  applyLogged(entry: TextEntry, writer: Writer): void {
    // A copy that is still loading has no edits of its own: entries of this replica are old ones.
    const isMine = writer.replica === this.#options.replica && this.isEditable;
    this.#waiting.push({ change: textChangeOf(entry), writer, isMine });
    if (this.#gathered === null && this.isEditable) this.#applyWaiting();
  }

  #applyWaiting(): void {
    const waiting = this.#waiting.splice(0);
    const steps: { step: Step; author: string; atMs: number; work: Body<'doc.updated'> }[] = [];
    let isVoid = false;
    const run = (transaction: Y.Transaction) => {
      for (const { change, writer, isMine } of waiting) {
        const work = change?.is === 'updated' ? asItCounts(change.body, writer) : null;
        const mark = work?.manner === 'reverted' || this.#events.isHeard('stepped') ? markOf(transaction) : null;
        const isSound = this.#applied.take(change, writer, origins.remote);
        isVoid ||= !isSound && isMine;
        if (!mark || !work || change?.is !== 'updated') continue;
        const author = work.agent ?? writer.author;
        steps.push({ step: stepSince(transaction, mark), author, atMs: change.atMs, work });
      }
    };
    // Not local: a local transaction would keep Y.Text's remembered positions, which no longer hold.
    Y.transact(this.#applied.document, run, origins.remote, false);
    for (const { step, author, atMs, work } of steps) {
      if (step.inserted.length + step.deleted.length === 0) continue;
      this.#events.emit('stepped', { step, author, atMs, work });
      if (work.manner === 'reverted') this.#noteReverted({ ...step, explicit: true }, author, atMs);
    }
    if (isVoid) this.#options.onVoid?.();
  }

  /** Gives those whose work a revert removed a step that undoes it. */
  #noteReverted(step: Step, author: string, atMs: number): void {
    const people = whoseWork(this, step);
    if (people.includes(this.#options.author())) this.steps.addOthers(step);
    this.#events.emit('reverted', { author, people, step, atMs });
  }

  /** Takes over a checkpoint from the log. Throws when it is not one. */
  applyCheckpoint(data: Uint8Array): void {
    this.#copy.load(data, origins.remote);
  }

  /**
   * Applies an update that this replica made elsewhere, on a copy: it shows here and is sent. `brought` names the
   * owners of ids that their own replica may not have bound in the log yet; `told` is the work of an agent that it is.
   */
  applyOwn(update: Uint8Array, brought: Brought = [], told: ToldWork | null = null): void {
    this.#unsent.beManner('disk');
    this.#unsent.asTold(told, () => {
      this.#unsent.addBrought(brought);
      Y.applyUpdate(this.#copy.document, update, origins.local);
    });
  }

  /**
   * Called with every change of the text, as edits counted from the text before. Returns a function that stops it.
   */
  onEdits(listener: (edits: TextEdit[]) => void): () => void {
    return this.#events.on('edited', listener);
  }

  /** Called after every change, whoever made it. Returns a function that stops it. */
  onChange(listener: () => void): () => void {
    return this.#events.on('changed', listener);
  }

  /**
   * Called with the effect of each logged edit that was not mine, as a step that could be taken back. Returns a
   * function that stops it.
   */
  onOthersStep(listener: (step: Step, author: string, atMs: number, work: AgentCall) => void): () => void {
    return this.#events.on('stepped', ({ step, author, atMs, work }) => listener(step, author, atMs, work));
  }

  /** Called when somebody else reverted the text to the disk's. Returns a function that stops it. */
  onReverted(listener: (reverted: Reverted) => void): () => void {
    return this.#events.on('reverted', listener);
  }

  /** Called when the copy was made anew from the log. Returns a function that stops it. */
  onRebuilt(listener: () => void): () => void {
    return this.#events.on('rebuilt', listener);
  }

  /** Notes that the past of a new copy is complete. */
  markReady(): void {
    const rebuilt = this.status === 'rebuilding';
    // Applied while nobody has the text: its past is no news.
    if (!this.isEditable) this.#applyWaiting();
    this.status = 'ready';
    if (rebuilt) this.#events.emit('rebuilt', null);
  }

  /**
   * Takes back my last step: only text that I wrote goes, and only text that I deleted first comes back. False when
   * there is none.
   */
  undo(): boolean {
    return this.isEditable && this.steps.move('undo', (step) => this.#takeBack(step, step.explicit ?? false));
  }

  /** Repeats a step that I took back. Returns false when there is none. */
  redo(): boolean {
    return this.isEditable && this.steps.move('redo', (step) => this.#takeBack(step, step.explicit ?? false));
  }

  /** Takes back these steps of mine, and no others. */
  takeBack(steps: readonly Step[]): void {
    if (!this.isEditable) return;
    for (const step of steps.toReversed())
      this.steps.moveOut(step, (back) => this.#takeBack(back, back.explicit ?? false));
  }

  /** Takes back somebody else's step on purpose, by one of mine; if it is `reverted`, those whose work goes are told. */
  revert(step: Step, manner: 'typed' | 'reverted' = 'typed'): void {
    if (!this.isEditable) return;
    this.steps.closeStep();
    this.steps.add({ ...this.#takeBack(step, true, manner), group: null, explicit: manner === 'reverted' });
    this.steps.closeStep();
  }

  /**
   * Reverts the text to the disk's, whoever wrote the rest: by an entry that says so. It is one step of mine, which
   * undo takes back, and one step of the people whose work went.
   */
  revertTo(text: string): void {
    if (!this.isEditable) return;
    this.steps.closeStep();
    const before = this.steps.last;
    this.edit(diffItems(this.yText, text), 'reverted');
    const { last } = this.steps;
    if (last !== null && last !== before) last.explicit = true;
    this.steps.closeStep();
    this.flush();
  }

  #takeBack(step: Step, explicit: boolean, manner: Manner = 'typed'): Step {
    if (step.format) return this.format.takeBack(step.format);
    this.#unsent.beManner(manner);
    const { document, text, facts } = this.#copy;
    const place = { document, text, facts, author: this.#options.author(), origin: origins.undo };
    return takeBackInParts(place, step, explicit, {
      before: () => this.#unsent.partRestores(),
      restored: (restores) => {
        this.#unsent.addRestores(restores);
        this.steps.follow(restores);
      },
    });
  }

  /** Ends the present undo step: the next edit begins another. */
  closeStep(): void {
    this.steps.closeStep();
  }

  /** Makes an anchor: a position that moves with its text, in Yjs's encoding; by the character before it, or after. */
  anchorAt(offset: number, beside: 'before' | 'after' = 'before'): Uint8Array {
    const association = beside === 'before' ? -1 : 0;
    return Y.encodeRelativePosition(Y.createRelativePositionFromTypeIndex(this.#copy.text, offset, association));
  }

  /** Offset of an anchor now, or null when this copy does not know it. */
  offsetOf(anchor: Uint8Array): number | null {
    return offsetIn(this.#copy, anchor);
  }

  /** Replaces this copy by an empty one under a new Yjs client id. */
  restart(): void {
    this.#waiting = [];
    if (this.#gathered !== null) this.#gathered = [];
    this.#unsent.drop();
    this.#applied.document.destroy();
    this.#start();
  }

  dispose(): void {
    this.flush();
    this.#copy.document.destroy();
  }
}
