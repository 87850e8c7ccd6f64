import type { TextDocument } from '../../../client/text-document.ts';
import type { Step } from '../../../client/undo-stack.ts';
import { append } from '../../../shared/core/append.ts';

export interface RecentEdit {
  document: TextDocument;
  author: string;
  atMs: number;
  step: Step;
}

/** Longest pause between edits of one person that are shown as one. */
const pauseMs = 3_000;
const mostEdits = 200;

/** Recent edits of others in the texts that are open here. */
export class RecentEdits {
  readonly #edits: RecentEdit[] = [];

  /** Follows a text; edits of `me` are not listed. Returns a function that stops it. */
  follow(document: TextDocument, me: string | null): () => void {
    return document.onOthersStep((step, author) => {
      if (author === me) return;
      const atMs = Date.now();
      const last = this.#edits.findLast((edit) => edit.document === document);
      if (last && last.author === author && atMs - last.atMs < pauseMs) {
        append(last.step.inserted, step.inserted);
        append(last.step.deleted, step.deleted);
        last.atMs = atMs;
        return;
      }
      this.#edits.push({ document, author, atMs, step });
      if (this.#edits.length > mostEdits) this.#edits.shift();
    });
  }

  /** Lists the edits, the newest first. */
  list(): readonly RecentEdit[] {
    return this.#edits.toReversed();
  }

  /** Takes a reverted edit out of the list. */
  remove(edit: RecentEdit): void {
    const index = this.#edits.indexOf(edit);
    if (index >= 0) this.#edits.splice(index, 1);
  }
}
