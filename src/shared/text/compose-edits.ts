import { joinEdits, type TextEdit } from './edits.ts';

type Part = { keep: number } | { drop: number } | { add: string };

/** Converts edits into parts of the text before, from its beginning on. */
function partsOf(edits: readonly TextEdit[]): Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (const { offset, deleteLength, insertText } of edits) {
    if (offset > at) parts.push({ keep: offset - at });
    if (deleteLength > 0) parts.push({ drop: deleteLength });
    if (insertText !== '') parts.push({ add: insertText });
    at = offset + deleteLength;
  }
  return parts;
}

/** Reader of parts that takes any length from their front; after the last, all text is kept. */
class Parts {
  readonly #parts: Part[];
  #at = 0;

  constructor(edits: readonly TextEdit[]) {
    this.#parts = partsOf(edits);
  }

  get next(): Part | null {
    return this.#parts[this.#at] ?? null;
  }

  get length(): number {
    const part = this.next;
    if (part === null) return Number.POSITIVE_INFINITY;
    return 'keep' in part ? part.keep : 'drop' in part ? part.drop : part.add.length;
  }

  take(length: number): void {
    const part = this.next;
    if (part === null) return;
    if (length >= this.length) this.#at++;
    else if ('keep' in part) this.#parts[this.#at] = { keep: part.keep - length };
    else if ('drop' in part) this.#parts[this.#at] = { drop: part.drop - length };
    else this.#parts[this.#at] = { add: part.add.slice(length) };
  }
}

/**
 * Composes two batches that follow each other into one: `second` counts from the text after `first`, the result from
 * the text before it. Both are sorted and apart, and so is the result.
 */
export function composeEdits(first: readonly TextEdit[], second: readonly TextEdit[]): TextEdit[] {
  const [a, b] = [new Parts(first), new Parts(second)];
  const edits: TextEdit[] = [];
  let offset = 0;
  const change = (deleteLength: number, insertText: string) => {
    edits.push({ offset, deleteLength, insertText });
    offset += deleteLength;
  };
  while (a.next !== null || b.next !== null) {
    const [old, fresh] = [a.next, b.next];
    if (old !== null && 'drop' in old) {
      change(old.drop, '');
      a.take(old.drop);
      continue;
    }
    if (fresh !== null && 'add' in fresh) {
      change(0, fresh.add);
      b.take(fresh.add.length);
      continue;
    }
    const length = Math.min(a.length, b.length);
    const dropped = fresh !== null && 'drop' in fresh;
    if (old !== null && 'add' in old) {
      if (!dropped) change(0, old.add.slice(0, length));
    } else if (dropped) change(length, '');
    else offset += length;
    a.take(length);
    b.take(length);
  }
  return joinEdits(edits);
}
