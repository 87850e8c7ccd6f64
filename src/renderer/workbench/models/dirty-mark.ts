import { getService, IFileService } from '@codingame/monaco-vscode-api';
import type { IFileStatWithMetadata } from '@codingame/monaco-vscode-api/vscode/vs/platform/files/common/files';
import { TextFileEditorModel } from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/textfile/common/textFileEditorModel';
import {
  type ITextFileEditorModel,
  TextFileEditorModelState,
} from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/textfile/common/textfiles';

/** Texts whose dirty mark the session sets, with its last value. */
const taken = new WeakMap<ITextFileEditorModel, boolean>();
/** Texts without an editor here: the session keeps their unsaved part, so this window need not. */
const left = new WeakSet<ITextFileEditorModel>();

/** The model's own switch for changes that are no edits; it resets the switch after each reload from the disk. */
const ownSwitch = 'ignoreDirtyOnModelContentChange';

/**
 * Sets the tab's mark, and from the first call on keeps the editor from setting it at every change of the text:
 * "unsaved" means different from the host's disk, which only the session knows. Saving still clears it.
 */
export function setDirtyMark(file: ITextFileEditorModel, dirty: boolean): void {
  if (!(file instanceof TextFileEditorModel)) return;
  if (!taken.has(file)) Object.defineProperty(file, ownSwitch, { get: () => true, set: () => {}, configurable: true });
  taken.set(file, dirty);
  const shown = dirty && !left.has(file);
  // The host has the text after a save that failed here: a notice about that is out of date.
  if (!shown && file.hasState(TextFileEditorModelState.ERROR)) void file.revert({ soft: true });
  else file.setDirty(shown);
}

/**
 * Releases a text whose last editor is closed: the workbench would keep an unsaved one, and open an editor for it
 * again.
 */
export function leave(file: ITextFileEditorModel): void {
  const dirty = taken.get(file);
  if (dirty === undefined) return;
  left.add(file);
  setDirtyMark(file, dirty);
}

/** Takes back a text that has an editor again. */
export function comeBack(file: ITextFileEditorModel): void {
  if (left.delete(file)) setDirtyMark(file, taken.get(file) ?? false);
}

/** A model's knowledge of its file; internal to it. */
interface FileStatOwner {
  updateLastResolvedFileStat(stat: IFileStatWithMetadata & { locked: boolean; readonly: boolean }): void;
}

/**
 * Lets the editor decide again. Unsaved text stays unsaved; the file's own time is told, or saving would find a
 * conflict.
 */
export async function giveBack(file: ITextFileEditorModel): Promise<void> {
  if (!(file instanceof TextFileEditorModel && taken.delete(file))) return;
  Object.defineProperty(file, ownSwitch, { value: false, writable: true, configurable: true });
  const files = await getService(IFileService);
  const stat = await files.stat(file.resource).catch(() => null);
  if (stat !== null && !file.isDisposed()) (file as unknown as FileStatOwner).updateLastResolvedFileStat(stat as never);
}
