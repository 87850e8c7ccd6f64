import type { LockLines } from '../../../shared/capabilities/locks/held-lock.ts';
import { lineAt } from '../../ui/line-at.ts';
import type { TextChange } from '../../workbench/index.ts';

/** Finds the lines that changes have touched, in the text after them. A deletion touches the line where it was. */
export function touchedLines(textAfter: string, changes: readonly TextChange[]): LockLines[] {
  let shift = 0;
  return changes
    .toSorted((a, b) => a.offset - b.offset)
    .map(({ offset, deleteLength, insertText }) => {
      const from = offset + shift;
      shift += insertText.length - deleteLength;
      return { start: lineAt(textAfter, from), end: lineAt(textAfter, from + insertText.length) };
    });
}
