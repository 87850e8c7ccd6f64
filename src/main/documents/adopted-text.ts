import { diffTexts } from '../../shared/text/diff.ts';
import type { Overlap } from '../../shared/text/three-way.ts';

/**
 * Finds the text that a merge with another machine's file removes though it was written in the session: the file may
 * merely be behind. `first` is the text that the session began with, `mine` the document's, `next` that of the merge.
 */
export function lossOf(first: string, mine: string, next: string): Overlap[] {
  let shift = 0;
  const written = diffTexts(first, mine).map(({ offset, deleteLength, insertText }) => {
    const from = offset + shift;
    shift += insertText.length - deleteLength;
    return { from, to: from + insertText.length };
  });
  const loss = diffTexts(mine, next).find(({ offset, deleteLength }) =>
    written.some(({ from, to }) => from < offset + deleteLength && to > offset),
  );
  if (!loss) return [];
  return [{ line: mine.slice(0, loss.offset).split('\n').length, mine: [], theirs: [] }];
}
