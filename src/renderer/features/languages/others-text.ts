import { applyEdits, joinEdits, type TextEdit } from '../../../shared/text/edits.ts';
import { HeldBack } from '../../../shared/text/held-back.ts';

/**
 * A text with the edits of others alone since a question, beside the one with mine as well (operational
 * transformation): while I type on, the host answers about the first, which this window never shows.
 */
export class OthersText {
  /** Others' edits, each counted from the text with those before alone. */
  readonly steps: TextEdit[][] = [];
  readonly #held: HeldBack;
  /** True once both texts cannot be told apart for sure any more. */
  isUnsure = false;

  constructor(length: number) {
    this.#held = new HeldBack(length);
  }

  /** Notes a change, counted from the whole text before. */
  note(edits: readonly TextEdit[], isMine: boolean): void {
    if (isMine) return this.#held.holdBack(edits);
    const alone = edits.map(({ offset, deleteLength, insertText }) => {
      const start = this.#held.place(offset, 'shared');
      return { offset: start, deleteLength: this.#held.place(offset + deleteLength, 'shared') - start, insertText };
    });
    // Where both have typed at one place, only the log knows the order.
    const again = this.#held.edit(alone);
    this.isUnsure ||= JSON.stringify(again) !== JSON.stringify(joinEdits(edits));
    this.steps.push(joinEdits(alone));
  }

  textAt(first: string, version: number): string {
    return this.steps.slice(0, version).reduce(applyEdits, first);
  }

  /** Finds an offset of the newest of these texts in the whole one. */
  place(offset: number): number {
    return this.#held.place(offset, 'mine');
  }
}
