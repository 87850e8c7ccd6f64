import { ICodeEditorService } from '@codingame/monaco-vscode-api';
import { RedoCommand, UndoCommand } from '@codingame/monaco-vscode-api/vscode/vs/editor/browser/editorExtensions';
import { EditorOption } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/config/editorOptions';
import type { ITextModel } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/model';
import type { ServicesAccessor } from '@codingame/monaco-vscode-api/vscode/vs/platform/instantiation/common/instantiation';
import type { UndoRedo } from '../ports/models.ts';

const stacks = new WeakMap<ITextModel, UndoRedo>();

/** Priority above the editor's own implementations, the highest of which has 10000. */
const ofFocused = 20_000;
/**
 * Priority below inputs (1000) and the explorer (110), which may have the keyboard; above the editor's own last resort.
 */
const ofActive = 1;

/** Gives the text its own undo and redo, or the editor's own back with null. */
export function setUndoRedo(model: ITextModel, stack: UndoRedo | null): void {
  if (stack === null) stacks.delete(model);
  else stacks.set(model, stack);
}

/** Runs a step in the text with the keyboard, or else in the active one: a menu has taken the keyboard from it. */
function run(accessor: ServicesAccessor, which: keyof UndoRedo, isFocused: boolean): boolean {
  const editors = accessor.get(ICodeEditorService);
  const focused = editors.listCodeEditors().find((each) => each.hasTextFocus()) ?? null;
  const editor = isFocused ? focused : editors.getActiveCodeEditor();
  const model = editor?.getModel() ?? null;
  const stack = model === null ? undefined : stacks.get(model);
  if (editor === null || stack === undefined) return false;
  if (!editor.getOption(EditorOption.readOnly)) stack[which]();
  return true;
}

for (const [priority, isFocused] of [
  [ofFocused, true],
  [ofActive, false],
] as const) {
  const name = isFocused ? 'focused' : 'active';
  UndoCommand.addImplementation(priority, `ensemble-undo-${name}`, (accessor) => run(accessor, 'undo', isFocused));
  RedoCommand.addImplementation(priority, `ensemble-redo-${name}`, (accessor) => run(accessor, 'redo', isFocused));
}
