import { diffTexts } from './diff.ts';
import type { TextEdit } from './edits.ts';

/**
 * Carries edits made on `base` over to `current`, a later form of the same text: what neither side touched together
 * ends up with both changes.
 */
export function rebaseEdits(edits: readonly TextEdit[], base: string, current: string): TextEdit[] {
  const drift = diffTexts(base, current);
  const rebased: TextEdit[] = [];
  let reached = 0;
  for (const { offset, deleteLength, insertText } of edits) {
    const from = Math.max(reached, carry(offset, drift, 'start'));
    const to = Math.max(from, carry(offset + deleteLength, drift, deleteLength === 0 ? 'start' : 'end'));
    rebased.push({ offset: from, deleteLength: to - from, insertText });
    reached = to;
  }
  return rebased;
}

/** Where an offset of the base stands in the current text; inside a replaced range it goes to that range's edge. */
function carry(offset: number, drift: readonly TextEdit[], side: 'start' | 'end'): number {
  let shift = 0;
  for (const edit of drift) {
    if (edit.offset > offset || (edit.offset === offset && edit.deleteLength > 0 && side === 'end')) break;
    const end = edit.offset + edit.deleteLength;
    if (offset < end) return edit.offset + shift + (side === 'start' ? 0 : edit.insertText.length);
    shift += edit.insertText.length - edit.deleteLength;
  }
  return offset + shift;
}
