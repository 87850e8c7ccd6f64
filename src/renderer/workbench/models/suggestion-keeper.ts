import type { ICodeEditor } from '@codingame/monaco-vscode-api/vscode/vs/editor/browser/editorBrowser';
import type { IRange } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/core/range';
import type { IEditorContribution } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/editorCommon';
import type { ITextModel } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/model';
import { shiftOffset } from '../../../shared/text/shift-offset.ts';
import type { TextChange } from '../ports/models.ts';
import { offsetAt, rangeAt } from './offsets.ts';

/** Part of the editor's list of suggestions; internal to it. */
interface Suggestions extends IEditorContribution {
  readonly model?: {
    readonly _completionModel?: { readonly _items: readonly { completion: { additionalTextEdits?: Edit[] } }[] };
  };
}

interface Edit {
  range: IRange;
  text: string;
}

/**
 * Remembers the places at which open suggestions would add an import or the like; gives the function that moves them
 * along after the changes. The editor itself carries on only the line of the cursor.
 */
export function keepSuggestions(editor: ICodeEditor, model: ITextModel, changes: readonly TextChange[]): () => void {
  const suggestions = editor.getContribution<Suggestions>('editor.contrib.suggestController');
  const edits = (suggestions?.model?._completionModel?._items ?? []).flatMap(
    ({ completion }) => completion.additionalTextEdits ?? [],
  );
  const places = [...new Set(edits)].map((edit) => {
    const { startLineNumber, startColumn, endLineNumber, endColumn } = edit.range;
    const start = offsetAt(model, { lineNumber: startLineNumber, column: startColumn });
    const end = offsetAt(model, { lineNumber: endLineNumber, column: endColumn });
    const from = shiftOffset(start, changes, start !== end);
    return { edit, from, to: start === end ? from : Math.max(from, shiftOffset(end, changes)) };
  });
  return () => {
    for (const { edit, from, to } of places) edit.range = rangeAt(model, from, to - from);
  };
}
