import { TextFileEditorModel } from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/textfile/common/textFileEditorModel';
import {
  type ITextFileEditorModel,
  TextFileEditorModelState,
} from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/textfile/common/textfiles';

const taken = new WeakSet<ITextFileEditorModel>();

/**
 * Sets the tab's mark, and from the first call on keeps the editor from setting it at every change of the text:
 * "unsaved" means different from the host's disk, which only the session knows. Saving still clears it.
 */
export function setDirtyMark(file: ITextFileEditorModel, dirty: boolean): void {
  if (!(file instanceof TextFileEditorModel)) return;
  if (!taken.has(file)) {
    taken.add(file);
    // The model's own switch for changes that are no edits; it resets the switch after each reload from the disk.
    Object.defineProperty(file, 'ignoreDirtyOnModelContentChange', { get: () => true, set: () => {} });
  }
  // The host has the text after a save that failed here: words about that, which still stand, are out of date.
  if (!dirty && file.hasState(TextFileEditorModelState.ERROR)) void file.revert({ soft: true });
  else file.setDirty(dirty);
}
