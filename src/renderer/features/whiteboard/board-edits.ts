import { append } from '../../../shared/core/append.ts';
import type { TextEdit } from '../../../shared/text/edits.ts';
import type { BoardElement, BoardFile, BoardLook } from './board-schema.ts';
import { type Board, type BoardLine, layBoard } from './board-text.ts';

/** A board as a window has it. */
export interface Wanted {
  look: BoardLook;
  /** Elements in their order, from the back to the front. */
  elements: readonly BoardElement[];
  files: readonly BoardFile[];
  /** Ids of elements and pictures that were here: those that are not any more leave the text, and no others do. */
  known: ReadonlySet<string>;
}

/** Gives the edits that make a board's text that of a window: whole lines, of what has changed only. */
export function boardEdits(text: string, board: Board, wanted: Wanted): TextEdit[] {
  const { look, known, elements, files } = wanted;
  return lineEdits(
    text,
    layBoard({
      look,
      others: board.others,
      elements: merged(board.elements, elements, known, (element) => JSON.stringify(element)),
      files: merged(board.files, files, known, (file) => `${JSON.stringify(file.id)}:${JSON.stringify(file)}`),
    }),
  );
}

/** Puts wanted values into a list, in their order; lines that the window does not know stay behind those before them. */
function merged<T extends { id: string }>(
  lines: readonly BoardLine<T>[],
  wanted: readonly T[],
  known: ReadonlySet<string>,
  write: (value: T) => string,
): BoardLine<T>[] {
  const ids = new Set(wanted.map(({ id }) => id));
  /** Lines that stay as they are, by the id of the wanted one before them. */
  const kept = new Map<string | null, BoardLine<T>[]>();
  const old = new Map<string, BoardLine<T>[]>();
  let before: string | null = null;
  for (const line of lines) {
    const { value } = line;
    if (value !== null && ids.has(value.id)) {
      before = value.id;
      added(old, value.id, line);
    } else if (value === null || !known.has(value.id)) added(kept, before, line);
  }
  const result = [...(kept.get(null) ?? [])];
  for (const value of wanted) {
    // A line that says the same in other words, such as one of another program, stays.
    const same = old.get(value.id)?.find((line) => isSame(line.value, value));
    append(result, [same ?? { json: write(value), value }, ...(kept.get(value.id) ?? [])]);
  }
  return result;
}

/** Adds to a list in place: a copy for each of many that are alike would take minutes. */
function added<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

function isSame(one: unknown, other: unknown): boolean {
  const [a, b] = [one, other] as { version?: number; versionNonce?: number; dataURL?: string }[];
  return a?.version === b?.version && a?.versionNonce === b?.versionNonce && a?.dataURL === b?.dataURL;
}

/** Length of the lines that are brackets only. */
const shortest = 2;

const bare = (line: string) => (line.startsWith(',') ? line.slice(1) : line);

/** Gives the edits from a text to another by whole lines; a line that only gets or loses its comma keeps the rest. */
export function lineEdits(from: string, to: string): TextEdit[] {
  if (from === to) return [];
  if (!from.endsWith('\n') || !to.endsWith('\n')) return [{ offset: 0, deleteLength: from.length, insertText: to }];
  const old = from.split('\n');
  const fresh = to.split('\n');
  const starts: number[] = [];
  let offset = 0;
  for (const line of old) {
    starts.push(offset);
    offset += line.length + 1;
  }
  const edits: TextEdit[] = [];
  let [at, next] = [0, 0];
  for (const [kept, now] of common(firstsOf(old.map(bare)), fresh.map(bare))) {
    const insertText = fresh
      .slice(next, now)
      .map((line) => `${line}\n`)
      .join('');
    const deleteLength = starts[kept]! - starts[at]!;
    if (deleteLength > 0 || insertText !== '') edits.push({ offset: starts[at]!, deleteLength, insertText });
    if (old[kept] !== fresh[now]) {
      const hadComma = old[kept]!.startsWith(',');
      edits.push({ offset: starts[kept]!, deleteLength: hadComma ? 1 : 0, insertText: hadComma ? '' : ',' });
    }
    [at, next] = [kept + 1, now + 1];
  }
  return joined(edits);
}

/** Joins an insertion and the comma behind it, which are in one place. */
function joined(edits: readonly TextEdit[]): TextEdit[] {
  const result: TextEdit[] = [];
  for (const edit of edits) {
    const last = result.at(-1);
    if (last && last.offset + last.deleteLength === edit.offset) {
      last.deleteLength += edit.deleteLength;
      last.insertText += edit.insertText;
    } else result.push({ ...edit });
  }
  return result;
}

/**
 * Leaves out all copies of an element but the first: people who drop copies at once must all keep the same one, or none
 * is left.
 */
function firstsOf(lines: readonly string[]): (string | null)[] {
  const seen = new Set<string>();
  return lines.map((line) => {
    if (line.length <= shortest) return line;
    if (seen.has(line)) return null;
    seen.add(line);
    return line;
  });
}

/** Finds lines of both texts in a common order: as many as there are of those that stand once (patience). */
function common(old: readonly (string | null)[], fresh: readonly string[]): [number, number][] {
  let start = 0;
  while (start < old.length && start < fresh.length && old[start] === fresh[start]) start++;
  let end = 0;
  while (
    end < old.length - start &&
    end < fresh.length - start &&
    old[old.length - 1 - end] === fresh[fresh.length - 1 - end]
  )
    end++;
  const places = new Map<string, number[]>();
  for (let at = old.length - end - 1; at >= start; at--) {
    const line = old[at];
    if (line != null) added(places, line, at);
  }
  const pairs: [number, number][] = [];
  for (let now = start; now < fresh.length - end; now++) {
    const at = places.get(fresh[now]!)?.pop();
    if (at !== undefined) pairs.push([at, now]);
  }
  const before = Array.from({ length: start }, (_, at): [number, number] => [at, at]);
  const after = Array.from({ length: end }, (_, at): [number, number] => [
    old.length - end + at,
    fresh.length - end + at,
  ]);
  return [...before, ...increasing(pairs), ...after];
}

/** Gives the longest part of pairs, which are sorted by their second, in which the first grows as well. */
function increasing(pairs: readonly [number, number][]): [number, number][] {
  const ends: number[] = [];
  const previous: number[] = [];
  for (const [index, [at]] of pairs.entries()) {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pairs[ends[middle]!]![0] < at) low = middle + 1;
      else high = middle;
    }
    previous[index] = low === 0 ? -1 : ends[low - 1]!;
    ends[low] = index;
  }
  const result: [number, number][] = [];
  for (let index = ends.at(-1) ?? -1; index >= 0; index = previous[index]!) result.push(pairs[index]!);
  return result.reverse();
}
