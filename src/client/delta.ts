import type { TextEdit } from '../shared/text/edits.ts';

/** What Yjs says of a change of a text. */
export type Delta = { retain?: number; insert?: string; delete?: number }[];

/** A Yjs delta as edits counted from the text before, sorted; those that touch are one. */
export function editsOfDelta(delta: Delta): TextEdit[] {
  const edits: TextEdit[] = [];
  let offset = 0;
  const add = (deleteLength: number, insertText: string) => {
    const last = edits.at(-1);
    if (last && last.offset + last.deleteLength === offset) {
      last.deleteLength += deleteLength;
      last.insertText += insertText;
    } else edits.push({ offset, deleteLength, insertText });
    offset += deleteLength;
  };
  for (const { retain = 0, insert, delete: deleted } of delta) {
    offset += retain;
    if (insert !== undefined) add(0, insert);
    if (deleted !== undefined) add(deleted, '');
  }
  return edits;
}
