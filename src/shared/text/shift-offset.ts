import type { TextEdit } from './edits.ts';

/**
 * Shifts an offset by changes, all of which are in the text before them. Text inserted exactly there comes after it, or
 * before it with `afterInsertion`: a cursor that stays put lets two people type at one place without mixing their
 * letters.
 */
export function shiftOffset(offset: number, changes: readonly TextEdit[], afterInsertion = false): number {
  let shift = 0;
  for (const { offset: start, deleteLength, insertText } of changes) {
    const end = start + deleteLength;
    if (start > offset || (start === offset && deleteLength > 0)) continue;
    if (end > offset) return shiftOffset(start, changes, false);
    if (end === offset && deleteLength === 0 && !afterInsertion) continue;
    shift += insertText.length - deleteLength;
  }
  return offset + shift;
}
