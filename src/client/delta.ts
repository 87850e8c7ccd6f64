import { hasSurrogates, joinEdits, type TextEdit } from '../shared/text/edits.ts';

/** Change of a text, as Yjs reports it. */
export type Delta = { retain?: number; insert?: string; delete?: number }[];

/** Says whether a change brings half a character, or one of two halves. */
export function bringsSurrogates(delta: Delta): boolean {
  return delta.some(({ insert }) => typeof insert === 'string' && hasSurrogates(insert));
}

/** Converts a Yjs delta into edits counted from the text before, sorted; those that touch are one. */
export function editsOfDelta(delta: Delta): TextEdit[] {
  const edits: TextEdit[] = [];
  let offset = 0;
  for (const { retain = 0, insert, delete: deleted } of delta) {
    offset += retain;
    if (insert !== undefined) edits.push({ offset, deleteLength: 0, insertText: insert });
    if (deleted !== undefined) edits.push({ offset, deleteLength: deleted, insertText: '' });
    offset += deleted ?? 0;
  }
  return joinEdits(edits);
}
