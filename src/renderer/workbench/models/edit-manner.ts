import type { EditManner } from '../ports/models.ts';

/** Details of an editor's event about its edits; the editor's published types leave them out. */
interface Reasons {
  detailedReasons?: readonly { metadata: { source: string; kind?: string; name?: string | null } }[];
}

/** Names of the editor's edits by a formatting command, and by saving. */
const formatters = new Set(['formatEditsCommand', 'insertFinalNewLine', 'trimFinalNewLines']);

/** Finds the manner of an edit of the editor. While a text is being saved, an edit that nobody typed is formatting. */
export function mannerOf(event: object, isSaving: boolean): EditManner {
  for (const { metadata } of (event as Reasons).detailedReasons ?? []) {
    if (metadata.source === 'cursor') return metadata.kind === 'paste' ? 'pasted' : 'typed';
    if (isSaving || formatters.has(metadata.name ?? '')) return 'formatted';
  }
  return 'typed';
}
