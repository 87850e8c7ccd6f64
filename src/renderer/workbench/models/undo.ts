import { ICodeEditorService } from '@codingame/monaco-vscode-api';
import type { ICodeEditor } from '@codingame/monaco-vscode-api/vscode/vs/editor/browser/editorBrowser';
import { RedoCommand, UndoCommand } from '@codingame/monaco-vscode-api/vscode/vs/editor/browser/editorExtensions';
import { EditorOption } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/config/editorOptions';
import type { ITextModel } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/model';
import type { ServicesAccessor } from '@codingame/monaco-vscode-api/vscode/vs/platform/instantiation/common/instantiation';
import type { UndoRedo } from '../ports/models.ts';

const stacks = new WeakMap<ITextModel, UndoRedo>();

/** Above the editor's own implementations, the highest of which has 10000. */
const priority = 20_000;

/** Gives the text its own undo and redo, or the editor's own back with null. */
export function setUndoRedo(model: ITextModel, stack: UndoRedo | null): void {
  if (stack === null) stacks.delete(model);
  else stacks.set(model, stack);
}

function isTextInput(element: Element | null): boolean {
  return element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;
}

/** From the menu the editor has lost the keyboard; from another input (its own find box too) that input is meant. */
function targetEditor(accessor: ServicesAccessor): ICodeEditor | null {
  const editors = accessor.get(ICodeEditorService);
  const focused = editors.listCodeEditors().find((editor) => editor.hasTextFocus());
  if (focused !== undefined) return focused;
  return isTextInput(document.activeElement) ? null : editors.getActiveCodeEditor();
}

function run(accessor: ServicesAccessor, which: keyof UndoRedo): boolean {
  const editor = targetEditor(accessor);
  const model = editor?.getModel() ?? null;
  const stack = model === null ? undefined : stacks.get(model);
  if (editor === null || stack === undefined) return false;
  if (!editor.getOption(EditorOption.readOnly)) stack[which]();
  return true;
}

UndoCommand.addImplementation(priority, 'ensemble-undo', (accessor) => run(accessor, 'undo'));
RedoCommand.addImplementation(priority, 'ensemble-redo', (accessor) => run(accessor, 'redo'));
