import type { ITextModel } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/model';
import type { TextChange } from '../ports/models.ts';

/** Part of an editor's event about an edit. */
export type ContentChange = Pick<
  Parameters<Parameters<ITextModel['onDidChangeContent']>[0]>[0],
  'changes' | 'isEolChange'
>;

/**
 * Converts an edit of the editor into LF offsets of the text before it, last first. An edit that only changed the line
 * ends gives none.
 */
export function toTextChanges(model: ITextModel, event: ContentChange): TextChange[] {
  if (event.isEolChange) return [];
  const crlf = model.getEOL() === '\r\n';
  return event.changes
    .map(({ range, rangeOffset, rangeLength, text }) => ({
      // The range is in the text before the edit, so that its lines tell the number of line ends before and inside it.
      offset: crlf ? rangeOffset - (range.startLineNumber - 1) : rangeOffset,
      deleteLength: crlf ? rangeLength - (range.endLineNumber - range.startLineNumber) : rangeLength,
      insertText: text.replace(/\r\n?/g, '\n'),
    }))
    .sort((a, b) => b.offset - a.offset);
}
