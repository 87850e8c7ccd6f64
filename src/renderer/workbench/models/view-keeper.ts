import type { ICodeEditor } from '@codingame/monaco-vscode-api/vscode/vs/editor/browser/editorBrowser';
import { Selection } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/core/selection';
import { ScrollType } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/editorCommon';
import type { ITextModel } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/model';
import { shiftOffset } from '../../../shared/text/shift-offset.ts';
import type { OffsetSelection } from '../ports/editors.ts';
import type { TextChange } from '../ports/models.ts';
import { offsetAt, positionAt } from './offsets.ts';

/** Source of selection events that come from others' edits. */
export const remoteSource = 'ensemble.remote';

/**
 * Remembers selections and the first line in view; gives the function that restores them after the changes. Without it
 * others' edits would push the cursor and move the text under the reader's eyes.
 */
export function keepView(editor: ICodeEditor, model: ITextModel, changes: readonly TextChange[]): () => void {
  const selections = (editor.getSelections() ?? []).map((selection) => ({
    anchor: offsetAt(model, selection.getSelectionStart()),
    head: offsetAt(model, selection.getPosition()),
  }));
  const topLine = editor.getVisibleRanges()[0]?.startLineNumber ?? 1;
  const scrollTop = editor.getScrollTop();
  const intoLine = scrollTop - editor.getTopForLineNumber(topLine);
  const topOffset = offsetAt(model, { lineNumber: topLine, column: 1 });
  return () => {
    keepSelections(editor, model, selections, changes);
    // At the very top, text inserted above the first line should be seen.
    if (scrollTop <= 0) return;
    const { lineNumber } = positionAt(model, shiftOffset(topOffset, changes, true));
    const wanted = editor.getTopForLineNumber(lineNumber) + intoLine;
    if (wanted !== editor.getScrollTop()) editor.setScrollTop(wanted, ScrollType.Immediate);
  };
}

function keepSelections(
  editor: ICodeEditor,
  model: ITextModel,
  before: readonly OffsetSelection[],
  changes: readonly TextChange[],
): void {
  // Setting the selection would end an input method's composition.
  if (before.length === 0 || editor.inComposition) return;
  const wanted = before.map(({ anchor, head }) => {
    const isForward = anchor <= head;
    const from = positionAt(model, shiftOffset(anchor, changes, isForward && anchor !== head));
    const to = positionAt(model, shiftOffset(head, changes, !isForward));
    return new Selection(from.lineNumber, from.column, to.lineNumber, to.column);
  });
  const now = editor.getSelections() ?? [];
  const isSame = wanted.length === now.length && wanted.every((selection, i) => selection.equalsSelection(now[i]!));
  if (!isSame) editor.setSelections(wanted, remoteSource);
}
