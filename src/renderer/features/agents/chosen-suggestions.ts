import type { App } from '../../session/app.ts';
import { type DrawnEdits, drawnFiles, drawnRows } from './drawn-rows.ts';
import type { SuggestedFile } from './suggested-files.ts';
import type { SuggestionRow, SuggestionsShown } from './suggestions-model.ts';

type Chosen = SuggestionRow | SuggestedFile;

/** Gives the suggestions that a row of another view has drawn, or else the one that I choose. */
export async function chosenSuggestions(
  { workbench }: App,
  { rows, files }: SuggestionsShown,
  placeholder: string,
  drawn: unknown,
): Promise<Chosen[]> {
  if (Array.isArray(drawn)) {
    const edits = drawn as readonly DrawnEdits[];
    return [...drawnRows(rows, edits), ...drawnFiles(files, edits)];
  }
  const ofEdits = rows.map((row) => ({
    label: row.file,
    description: `${row.name}, +${row.addedLines} −${row.goneLines}`,
    detail: row.proposal.title,
    value: row as Chosen,
  }));
  const ofFiles = files.map((row) => ({
    label: row.file,
    description: `${row.name}: ${row.words}`,
    detail: row.proposal.title,
    value: row as Chosen,
  }));
  const items = [...ofEdits, ...ofFiles];
  if (items.length === 0) workbench.notifications.status('No agent suggests anything now.');
  const chosen = items.length === 0 ? undefined : await workbench.quickInput.pick(items, { placeholder });
  return chosen ? [chosen] : [];
}
