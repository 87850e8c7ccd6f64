import type { TextDocument } from '../../../client/text-document.ts';
import { newId } from '../../../shared/core/ids.ts';
import { browserEnvironment } from '../../session/environment.ts';

/**
 * Groups edits of several texts in one turn of the event loop, such as a rename or a replacement in files, into one
 * step of undo: taking it back in one text takes it back in all of them, where it is the newest step there.
 */
export class UndoGroups {
  readonly #documents = new Set<TextDocument>();
  readonly #touched = new Set<TextDocument>();
  #turn: string | null = null;

  /** Adds a text. Returns a function that removes it. */
  add(document: TextDocument): () => void {
    this.#documents.add(document);
    const group = () => this.#groupOf(document);
    document.group = group;
    return () => {
      // Where the file was renamed, its new editor has added the text already.
      if (document.group !== group) return;
      this.#documents.delete(document);
      document.group = () => null;
    };
  }

  /** Gives every edit of a turn the turn's name; steps of one text alone are recognised when they are taken back. */
  #groupOf(document: TextDocument): string | null {
    if (this.#turn === null) {
      this.#turn = newId(browserEnvironment);
      setTimeout(() => this.#endTurn(), 0);
    }
    this.#touched.add(document);
    return this.#touched.size > 1 ? this.#turn : null;
  }

  #endTurn(): void {
    // The first text of a turn did not know yet that others would follow.
    if (this.#touched.size > 1) for (const document of this.#touched) document.steps.groupLast(this.#turn!);
    this.#touched.clear();
    this.#turn = null;
  }

  /**
   * Takes the newest step of a text back (or does it again), with its group in other texts. Returns how many texts
   * changed.
   */
  move(document: TextDocument, direction: 'undo' | 'redo'): number {
    const group = document.steps.nextGroup(direction);
    if (!group) return document[direction]() ? 1 : 0;
    const together = [...this.#documents].filter((other) => other.steps.nextGroup(direction) === group);
    for (const other of together) other[direction]();
    return together.length;
  }
}
