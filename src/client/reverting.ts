import * as Y from 'yjs';
import type { TextFacts } from '../shared/capabilities/documents/text-facts.ts';
import { diffItems } from '../shared/text/diff-items.ts';
import type { TextEdit } from '../shared/text/edits.ts';
import type { Step } from './undo-stack.ts';

/** A revert of a text to the disk's: the people whose work it removed, and the step that brings it back. */
export interface Reverted {
  author: string;
  people: readonly string[];
  step: Step;
  atMs: number | null;
}

/** Parts of a document that a judgement needs. */
interface Judged {
  yText: Y.Text;
  facts: TextFacts;
}

/** Most deleted stretches that are examined on each side of an item: old deletions there do not matter. */
const mostNeighbours = 200;

/** Finds the people whose work a revert removed: authors of the text it deleted, and of the deletions it put back. */
export function whoseWork({ yText, facts }: Judged, { inserted, deleted }: Step): string[] {
  const { store } = yText.doc!;
  const people = new Set<string | undefined>();
  for (const { client, clock, text } of deleted)
    for (const { value } of facts.authors.pieces(client, clock, text.length)) people.add(value?.author);
  for (const { client, clock, length } of inserted) {
    const first = Y.getItem(store, Y.createID(client, clock));
    const last = Y.getItem(store, Y.createID(client, clock + length - 1));
    if (!(first instanceof Y.Item && last instanceof Y.Item)) continue;
    for (const item of [...deletedBeside(first, 'left'), ...deletedBeside(last, 'right')])
      for (const { value } of facts.deleters.pieces(item.id.client, item.id.clock, item.length)) people.add(value);
  }
  return named(people);
}

function deletedBeside(item: Y.Item, side: 'left' | 'right'): Y.Item[] {
  const found: Y.Item[] = [];
  for (let at = item[side]; at?.deleted && found.length < mostNeighbours; at = at[side]) found.push(at);
  return found;
}

/**
 * Says whether everything that a step deleted and inserted was taken back since, by whomever, as far as the log knows.
 */
export function isTakenBack({ yText, facts }: Judged, { inserted, deleted }: Step): boolean {
  const isGone = (clock: number, client: number) => {
    const item = Y.getItem(yText.doc!.store, Y.createID(client, clock));
    return !(item instanceof Y.Item) || item.deleted;
  };
  return (
    deleted.every(({ client, clock, text }) =>
      facts.restored.pieces(client, clock, text.length).every(({ value }) => value !== undefined),
    ) && inserted.every(({ client, clock, length }) => isGone(clock, client) && isGone(clock + length - 1, client))
  );
}

/**
 * Finds the people whose work would go if the text became `text`; text that the log does not know yet is the work of
 * `me`.
 */
export function whoseWorkGoes({ yText, facts }: Judged, text: string, me: string): string[] {
  const edits = diffItems(yText, text);
  const people = new Set<string | undefined>();
  const { _start: first } = yText as unknown as { _start: Y.Item | null };
  /** The first edit that reaches beyond the part that was passed. */
  let next = 0;
  let offset = 0;
  const putsBack = (edit: TextEdit | undefined) =>
    edit !== undefined && edit.insertText !== '' && edit.offset <= offset && offset <= edit.offset + edit.deleteLength;
  for (let item = first; item !== null; item = item.right) {
    const { client, clock } = item.id;
    if (item.deleted) {
      if (!putsBack(edits[next]) && !putsBack(edits[next - 1])) continue;
      for (const { value } of facts.deleters.pieces(client, clock, item.length)) people.add(value ?? me);
      continue;
    }
    if (!item.countable) continue;
    const end = offset + item.length;
    for (let edit = edits[next]; edit && edit.offset < end; edit = edits[next]) {
      const from = Math.max(edit.offset, offset);
      const to = Math.min(edit.offset + edit.deleteLength, end);
      if (from < to)
        for (const { value } of facts.authors.pieces(client, clock + from - offset, to - from))
          people.add(value?.author ?? me);
      if (edit.offset + edit.deleteLength > end) break;
      next++;
    }
    offset = end;
  }
  return named(people);
}

/**
 * Says whether a revert to `text` would insert something. Without a turn (a mutex) it may not: somebody else may be
 * inserting the same, and no merge can tell.
 */
export function putsIn({ yText }: Pick<Judged, 'yText'>, text: string): boolean {
  return diffItems(yText, text).some(({ insertText }) => insertText !== '');
}

/** Leaves out authors that are no people: the disk, and nobody. */
function named(authors: ReadonlySet<string | undefined>): string[] {
  return [...authors].filter((author) => author !== undefined && author !== '' && author !== 'disk') as string[];
}
