import type { TextDocument } from '../../../client/text-document.ts';
import type { TextEdit } from '../../../shared/text/edits.ts';
import { HeldBack } from '../../../shared/text/held-back.ts';

/** Part of an editor's text that this needs. */
export interface ComposingModel {
  /** Called when an input method begins to compose in this window, and when it has inserted its text. */
  onComposition(listener: (composing: boolean) => void): () => void;
  /** Makes the input method insert the text that it shows now. */
  endComposition(): void;
  applyRemote(edits: readonly TextEdit[]): void;
}

/** Longest time that others' edits wait. */
const longestMs = 20_000;

/**
 * Holds back others' edits while an input method composes, or a tool works on the text as it is shown, such as a
 * rename. Both count from the text in which they began: under others' edits they would replace the wrong characters, or
 * give up. Their own text goes out at once.
 */
export class Composition {
  readonly #model: ComposingModel;
  readonly #document: TextDocument;
  readonly #stopListening: () => void;
  #held: HeldBack | null = null;
  #ending: ReturnType<typeof setTimeout> | undefined;
  #patience: ReturnType<typeof setTimeout> | undefined;
  #isLate = false;
  #isComposing = false;
  readonly #pauses = new Set<object>();

  constructor(model: ComposingModel, document: TextDocument) {
    this.#model = model;
    this.#document = document;
    this.#stopListening = model.onComposition((composing) => (composing ? this.#begin() : this.#end()));
  }

  /** Holds others' edits back for a tool; the returned function ends that, as does time. */
  pause(): () => void {
    const pause = {};
    this.#pauses.add(pause);
    this.#held ??= new HeldBack(this.#document.length);
    const end = () => {
      clearTimeout(patience);
      if (this.#pauses.delete(pause)) this.#releaseIfFree();
    };
    const patience = setTimeout(end, longestMs);
    return end;
  }

  /** Finds an offset of the shown text in the shared one, or the other way. */
  place(offset: number, from: 'mine' | 'shared'): number {
    return this.#held?.place(offset, from) ?? offset;
  }

  #releaseIfFree(): void {
    if (!this.#isComposing && this.#pauses.size === 0) this.release();
  }

  #begin(): void {
    this.#isComposing = true;
    // Syllable after syllable, one composition begins where the one before has ended.
    clearTimeout(this.#ending);
    this.#held ??= new HeldBack(this.#document.length);
  }

  #end(): void {
    clearTimeout(this.#ending);
    // The input method's text comes before the event; the editor's other edits at the end of a composition come in this
    // turn.
    const end = () => {
      this.#isComposing = false;
      this.#releaseIfFree();
    };
    if (this.#isLate) queueMicrotask(end);
    else this.#ending = setTimeout(end, 0);
  }

  /** Edits of this window as edits of the shared text. */
  mine(edits: readonly TextEdit[]): readonly TextEdit[] {
    return this.#held?.edit(edits) ?? edits;
  }

  /** Shows others' edits in the editor, or keeps them until it may. */
  show(edits: readonly TextEdit[]): void {
    if (this.#held === null) return this.#model.applyRemote(edits);
    this.#held.holdBack(edits);
    if (!this.#isComposing) return;
    this.#patience ??= setTimeout(() => {
      this.#isLate = true;
      this.#model.endComposition();
    }, longestMs);
  }

  /** Shows the waiting edits. */
  release(): void {
    const held = this.forget();
    if (held) this.#model.applyRemote(held.missed(this.#document.toString()));
  }

  /** Holds nothing back any more; the waiting edits are not shown. */
  forget(): HeldBack | null {
    clearTimeout(this.#ending);
    clearTimeout(this.#patience);
    this.#patience = undefined;
    this.#isLate = false;
    this.#pauses.clear();
    const held = this.#held;
    this.#held = null;
    return held;
  }

  stop(): void {
    this.forget();
    this.#stopListening();
  }
}
