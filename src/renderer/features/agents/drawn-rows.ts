import type { SuggestedFile } from './suggested-files.ts';
import type { SuggestionRow } from './suggestions-model.ts';

/** Parts of a suggestion that were drawn where somebody judges them. */
export interface DrawnEdits {
  proposal: string;
  parts: readonly number[];
}

/** Narrows suggestions to the parts that were drawn: those that came after that, nobody has seen. */
export function drawnRows(rows: readonly SuggestionRow[], drawn: readonly DrawnEdits[]): SuggestionRow[] {
  const partsOf = new Map(drawn.map(({ proposal, parts }) => [proposal, parts]));
  return rows.flatMap((row) => {
    const parts = row.parts.filter(({ index }) => partsOf.get(row.proposal.id)?.includes(index));
    return parts.length === 0 ? [] : [{ ...row, parts }];
  });
}

/** Narrows suggested acts on files to those that were drawn. */
export function drawnFiles(files: readonly SuggestedFile[], drawn: readonly DrawnEdits[]): SuggestedFile[] {
  return files.filter((file) => drawn.some(({ proposal }) => proposal === file.proposal.id));
}
