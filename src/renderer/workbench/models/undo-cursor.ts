import { ICodeEditorService } from '@codingame/monaco-vscode-api';
import type { ITextModel } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/model';
import { StandaloneServices } from '@codingame/monaco-vscode-api/vscode/vs/editor/standalone/browser/standaloneServices';
import type { TextChange } from '../ports/models.ts';
import { positionAt } from './offsets.ts';

/** Moves the active editor's cursor to the end of the last of these changes and brings it into view. */
export function moveCursorTo(model: ITextModel, changes: readonly TextChange[]): void {
  const editors = StandaloneServices.get(ICodeEditorService);
  const editor = editors.getFocusedCodeEditor() ?? editors.getActiveCodeEditor();
  const last = changes.reduce((a, b) => (b.offset > a.offset ? b : a));
  if (editor?.getModel() !== model) return;
  const before = changes.reduce(
    (sum, change) => (change === last ? sum : sum + change.insertText.length - change.deleteLength),
    0,
  );
  const position = positionAt(model, last.offset + before + last.insertText.length);
  editor.setPosition(position, 'ensemble.undo');
  editor.revealPositionInCenterIfOutsideViewport(position);
}
