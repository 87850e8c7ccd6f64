import * as Y from 'yjs';
import { type Environment, randomUint32, type TimerHandle } from '../shared/environment.ts';
import type { Body } from '../shared/protocol/table.ts';
import { hasSurrogates, normalizeEdit, type TextEdit } from '../shared/text/edits.ts';

/** Origins of Yjs transactions. */
const origins = { editor: Symbol('editor'), local: Symbol('local'), remote: Symbol('remote') };

/** Local edits are merged for this long before they are sent. */
const mergeMs = 30;

export type Cursor = NonNullable<Body<'doc.updated'>['cursor']>;

export interface TextDocumentOptions {
  ref: string;
  environment: Environment;
  /** Sends a merged update of local edits. */
  send: (update: Uint8Array, cursor: Cursor | undefined) => void;
}

/**
 * One shared text. All edits of this replica enter here: LF only, at code-point bounds. The order of others' edits is
 * the log's; what I typed shows at once.
 */
export class TextDocument {
  readonly ref: string;
  readonly #options: TextDocumentOptions;
  #doc!: Y.Doc;
  #text!: Y.Text;
  #undo!: Y.UndoManager;
  #unsent: Uint8Array[] = [];
  #timer: TimerHandle | null = null;
  #mayHaveSurrogates = false;
  readonly #listeners = new Set<(edits: TextEdit[]) => void>();
  readonly #changeListeners = new Set<() => void>();
  readonly #rebuiltListeners = new Set<() => void>();
  /**
   * loading: its past is on its way. catching-up: some of its past is, after a long absence; typing goes on.
   * rebuilding: an edit was refused, and the copy is made anew from the log.
   */
  status: 'loading' | 'catching-up' | 'ready' | 'rebuilding' = 'loading';
  /** Gives the cursor that rides with an edit. */
  cursor: () => Cursor | undefined = () => undefined;

  constructor(options: TextDocumentOptions) {
    this.ref = options.ref;
    this.#options = options;
    this.#start();
  }

  #start(): void {
    this.#doc = new Y.Doc();
    this.#doc.clientID = randomUint32(this.#options.environment);
    this.#text = this.#doc.getText('text');
    this.#undo = new Y.UndoManager(this.#text, {
      trackedOrigins: new Set([origins.editor, origins.local]),
      captureTimeout: 500,
    });
    this.#doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== origins.remote) this.#collect(update);
    });
    this.#text.observe((event, transaction) => {
      this.#mayHaveSurrogates ||= event.delta.some(({ insert }) => typeof insert === 'string' && hasSurrogates(insert));
      if (transaction.origin !== origins.editor) {
        const edits = toEdits(event.delta as Delta);
        if (edits.length > 0) for (const listener of this.#listeners) listener(edits);
      }
      for (const listener of this.#changeListeners) listener();
    });
  }

  get isEditable(): boolean {
    return this.status === 'ready' || this.status === 'catching-up';
  }

  /** The whole text. */
  toString(): string {
    return this.#text.toString();
  }

  get length(): number {
    return this.#text.length;
  }

  /** Everything that this copy has, as one Yjs v1 update. */
  encode(): Uint8Array {
    return Y.encodeStateAsUpdate(this.#doc);
  }

  /** What this copy has beyond a state vector. */
  encodeSince(stateVector: Uint8Array): Uint8Array {
    return Y.encodeStateAsUpdate(this.#doc, stateVector);
  }

  get stateVector(): Uint8Array {
    return Y.encodeStateVector(this.#doc);
  }

  /**
   * Applies edits of this replica: sorted, not overlapping, all counted from the text before.
   * From the editor itself they are not told back. Returns whether one had to be changed on the way in: then the editor
   * compares its text with this one. While it is not editable nothing is changed.
   */
  edit(edits: readonly TextEdit[], from: 'editor' | 'program' = 'program'): boolean {
    if (!this.isEditable) return true;
    const unitAt = this.#unitAt();
    const normal = edits.map((edit) => {
      if (hasSurrogates(edit.insertText)) this.#mayHaveSurrogates = true;
      return this.#mayHaveSurrogates || edit.insertText.includes('\r') ? normalizeEdit(edit, unitAt) : edit;
    });
    this.#doc.transact(
      () => {
        for (const { offset, deleteLength, insertText } of normal.toReversed()) {
          if (deleteLength > 0) this.#text.delete(offset, deleteLength);
          if (insertText.length > 0) this.#text.insert(offset, insertText);
        }
      },
      from === 'editor' ? origins.editor : origins.local,
    );
    return normal.some((edit, index) => edit !== edits[index]);
  }

  /** Reads units lazily: most texts have no surrogates, and are never flattened for an edit. */
  #unitAt(): (offset: number) => number {
    let text: string | null = null;
    return (offset) => {
      text ??= this.#text.toString();
      return text.charCodeAt(offset);
    };
  }

  #collect(update: Uint8Array): void {
    this.#unsent.push(update);
    this.#timer ??= this.#options.environment.setTimer(() => this.flush(), mergeMs);
  }

  /** Sends the local edits that are still being merged. */
  flush(): void {
    if (this.#timer !== null) this.#options.environment.clearTimer(this.#timer);
    this.#timer = null;
    const updates = this.#unsent;
    if (updates.length === 0) return;
    this.#unsent = [];
    this.#options.send(updates.length === 1 ? updates[0]! : Y.mergeUpdates(updates), this.cursor());
  }

  /** Applies an update from the log. One that is malformed changes nothing, here as everywhere. */
  applyRemote(update: Uint8Array): void {
    try {
      Y.decodeUpdate(update);
    } catch {
      return;
    }
    Y.applyUpdate(this.#doc, update, origins.remote);
  }

  /** Applies an update that this replica made elsewhere, on a copy: it shows here and is sent. */
  applyOwn(update: Uint8Array): void {
    Y.applyUpdate(this.#doc, update, origins.local);
  }

  /** Others' edits, undo and redo, as edits counted one after another from the front. Returns the way to stop. */
  onEdits(listener: (edits: TextEdit[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Called when the copy was made anew from the log. Returns the way to stop. */
  onRebuilt(listener: () => void): () => void {
    this.#rebuiltListeners.add(listener);
    return () => this.#rebuiltListeners.delete(listener);
  }

  /** The past of a new copy is complete. */
  markReady(): void {
    const rebuilt = this.status === 'rebuilding';
    this.status = 'ready';
    if (rebuilt) for (const listener of this.#rebuiltListeners) listener();
  }

  /** Called after every change, whoever made it. Returns the way to stop. */
  onChange(listener: () => void): () => void {
    this.#changeListeners.add(listener);
    return () => this.#changeListeners.delete(listener);
  }

  /** Takes back my last step. Returns false when there is none. */
  undo(): boolean {
    return this.#undo.undo() !== null;
  }

  /** Does again what I took back. Returns false when there is nothing. */
  redo(): boolean {
    return this.#undo.redo() !== null;
  }

  /** Ends the present undo step: what follows is another. */
  closeStep(): void {
    this.#undo.stopCapturing();
  }

  /** A position that stays with its text, in Yjs's encoding. */
  anchorAt(offset: number): Uint8Array {
    return Y.encodeRelativePosition(Y.createRelativePositionFromTypeIndex(this.#text, offset, -1));
  }

  /** Where an anchor is now, or null when this copy does not know it. */
  offsetOf(anchor: Uint8Array): number | null {
    try {
      const position = Y.createAbsolutePositionFromRelativePosition(Y.decodeRelativePosition(anchor), this.#doc);
      return position?.type === this.#text ? position.index : null;
    } catch {
      return null;
    }
  }

  /** Forgets this copy: an empty one under a new Yjs client id takes its place. Returns the text that was here. */
  restart(): string {
    const text = this.toString();
    if (this.#timer !== null) this.#options.environment.clearTimer(this.#timer);
    this.#timer = null;
    this.#unsent = [];
    this.#doc.destroy();
    this.#start();
    return text;
  }

  dispose(): void {
    this.flush();
    this.#doc.destroy();
  }
}

type Delta = { retain?: number; insert?: string; delete?: number }[];

/** A Yjs delta as edits counted from the text before, sorted. */
function toEdits(delta: Delta): TextEdit[] {
  const edits: TextEdit[] = [];
  let offset = 0;
  for (const part of delta) {
    if (part.retain !== undefined) offset += part.retain;
    else if (part.delete !== undefined) {
      const last = edits.at(-1);
      if (last && last.offset + last.deleteLength === offset) last.deleteLength += part.delete;
      else edits.push({ offset, deleteLength: part.delete, insertText: '' });
      offset += part.delete;
    } else if (part.insert !== undefined) {
      const last = edits.at(-1);
      if (last && last.offset + last.deleteLength === offset) last.insertText += part.insert;
      else edits.push({ offset, deleteLength: 0, insertText: part.insert });
    }
  }
  return edits;
}
