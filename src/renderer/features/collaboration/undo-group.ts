import type { TextDocument } from '../../../client/text-document.ts';
import { newId } from '../../../shared/core/ids.ts';
import { browserEnvironment } from '../../session/environment.ts';
import type { HeldDocuments } from './held-documents.ts';

type Direction = 'undo' | 'redo';

/**
 * Groups edits of several texts into one step of undo: those of one turn of the event loop, and those that the workbench
 * makes together, such as a rename or a replacement in files. Taking it back in one text takes it back in all of them,
 * where it is the newest step there.
 */
export class UndoGroups {
  readonly #elsewhere: Pick<HeldDocuments, 'moveGroup'>;
  readonly #documents = new Set<TextDocument>();
  readonly #touched = new Set<TextDocument>();
  #turn: string | null = null;
  /** Texts that the workbench edits together, by their keys: until that is over, and each is bound. */
  readonly #together = new Map<string, { group: string; isOver: boolean }>();
  readonly #bound = new Set<string>();

  /** @param elsewhere takes a step back in texts that no editor has */
  constructor(elsewhere: Pick<HeldDocuments, 'moveGroup'>) {
    this.#elsewhere = elsewhere;
  }

  /** Begins edits of several texts that belong together. Returns a function for their end. */
  begin(keys: readonly string[]): () => void {
    const together = { group: newId(browserEnvironment), isOver: false };
    for (const key of keys) this.#together.set(key, together);
    return () => {
      together.isOver = true;
      for (const key of keys) if (this.#bound.has(key)) this.#endTogether(key);
    };
  }

  /** Notes that a text has all that was done in its editor before it came to its document. */
  bound(key: string): void {
    this.#bound.add(key);
    this.#endTogether(key);
  }

  #endTogether(key: string): void {
    if (this.#together.get(key)?.isOver) this.#together.delete(key);
  }

  /** Adds a text. Returns a function that removes it. */
  add(document: TextDocument, key: string): () => void {
    this.#documents.add(document);
    const group = () => this.#together.get(key)?.group ?? this.#groupOf(document);
    document.group = group;
    return () => {
      this.#bound.delete(key);
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
   * Takes the newest step of a text back (or does it again), with its group in other texts: at once in those that are
   * open. Returns how many texts changed.
   */
  async move(document: TextDocument, direction: Direction): Promise<number> {
    const group = document.steps.nextGroup(direction);
    if (!group) return document[direction]() ? 1 : 0;
    const moved = [...this.#documents].filter((other) => other.steps.nextGroup(direction) === group);
    for (const other of moved) other[direction]();
    const seen = new Set(moved.map(({ ref }) => ref));
    return moved.length + (await this.#elsewhere.moveGroup(group, direction, (ref) => seen.has(ref)));
  }
}
