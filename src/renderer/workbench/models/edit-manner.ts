import type { EditManner } from '../ports/models.ts';

/** What an event of the editor says of its edits; the editor's published types leave it out. */
interface Reasons {
  detailedReasons?: readonly { metadata: { source: string; kind?: string; name?: string | null } }[];
}

/** What formatting by a command, and what is done to a text when it is saved, call themselves. */
const formatters = new Set(['formatEditsCommand', 'insertFinalNewLine', 'trimFinalNewLines']);

/** How an edit of the editor came to be. While a text is being saved, what nobody typed is formatting. */
export function mannerOf(event: object, isSaving: boolean): EditManner {
  for (const { metadata } of (event as Reasons).detailedReasons ?? []) {
    if (metadata.source === 'cursor') return metadata.kind === 'paste' ? 'pasted' : 'typed';
    if (isSaving || formatters.has(metadata.name ?? '')) return 'formatted';
  }
  return 'typed';
}
