import { append } from '../core/append.ts';
import { diffTexts } from './diff.ts';
import { joinEdits, type TextEdit } from './edits.ts';

/** A run of the base that is still there in the current text. */
interface Kept {
  base: number;
  current: number;
  length: number;
}

/**
 * Rebases edits made on `base` onto `current`, a later form of the same text: they delete the text that is still there,
 * keep text that others have inserted between, and insert beside the same text as before.
 */
export function rebaseEdits(edits: readonly TextEdit[], base: string, current: string): TextEdit[] {
  const kept = keptRuns(base, current);
  const rebased: TextEdit[] = [];
  for (const { offset, deleteLength, insertText } of edits) {
    const pieces = kept.flatMap((run) => piece(run, offset, offset + deleteLength));
    const at = pieces[0]?.offset ?? carry(offset, kept, current.length);
    if (insertText !== '') rebased.push({ offset: at, deleteLength: 0, insertText });
    append(rebased, pieces);
  }
  return joinEdits(rebased);
}

function keptRuns(base: string, current: string): Kept[] {
  const runs: Kept[] = [];
  let from = 0;
  let shift = 0;
  for (const { offset, deleteLength, insertText } of diffTexts(base, current)) {
    if (offset > from) runs.push({ base: from, current: from + shift, length: offset - from });
    from = offset + deleteLength;
    shift += insertText.length - deleteLength;
  }
  if (base.length > from) runs.push({ base: from, current: from + shift, length: base.length - from });
  return runs;
}

/** Gives the part of a run inside [from, to) of the base, as a deletion in the current text. */
function piece(run: Kept, from: number, to: number): TextEdit[] {
  const start = Math.max(run.base, from);
  const end = Math.min(run.base + run.length, to);
  return start < end ? [{ offset: run.current + start - run.base, deleteLength: end - start, insertText: '' }] : [];
}

/** Maps an offset of the base to the current text: right after the text that was before it. */
function carry(offset: number, kept: readonly Kept[], currentLength: number): number {
  let at = 0;
  for (const run of kept) {
    if (run.base >= offset && run.base > 0) break;
    at = run.current + Math.min(run.length, offset - run.base);
  }
  return Math.min(at, currentLength);
}
