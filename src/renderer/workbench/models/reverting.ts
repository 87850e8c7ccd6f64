import { getService, IEditorService, IFileDialogService, ITextFileService } from '@codingame/monaco-vscode-api';
import type { URI } from '@codingame/monaco-vscode-api/vscode/vs/base/common/uri';
import { CommandsRegistry } from '@codingame/monaco-vscode-api/vscode/vs/platform/commands/common/commands';
import type { IRevertOptions } from '@codingame/monaco-vscode-api/vscode/vs/workbench/common/editor';
import {
  EditorResourceAccessor,
  SideBySideEditor,
} from '@codingame/monaco-vscode-api/vscode/vs/workbench/common/editor';
import { TextFileEditorModel } from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/textfile/common/textFileEditorModel';
import { toFileError } from '../files/file-errors.ts';
import type { FolderPaths } from '../files/paths.ts';
import type { KeepingPort } from '../ports/keeping.ts';
import type { Closing } from './closing.ts';
import { guardUntitled } from './untitled.ts';

const revertAndClose = 'workbench.action.revertAndCloseActiveEditor';

/**
 * Makes every revert of the workbench, of a text that the session keeps, either nothing or the explicit act: `Revert
 * File`, `Revert and Close Editor`, and the answer to a question on closing. Saving under another name, making a file
 * anew and the rest have no right to others' text.
 */
export function guardReverts(keeping: KeepingPort, closing: Closing): void {
  const { revert } = TextFileEditorModel.prototype;
  TextFileEditorModel.prototype.revert = async function (this: TextFileEditorModel, options?: IRevertOptions) {
    const key = closing.keptKey(this.resource);
    if (key === null || options?.soft) return revert.call(this, options);
    const agreed = closing.takeAgreement(key);
    if (agreed || options?.force) await keeping.revert(key, agreed);
    if (agreed) await revert.call(this, { soft: true });
  };
  guardUntitled(
    (uri) => closing.keptKey(uri) !== null,
    async (uri) => {
      const key = closing.keptKey(uri);
      if (key !== null && closing.takeAgreement(key)) await keeping.revert(key, true);
    },
  );
  guardRevertAndClose(keeping, closing);
}

/** Keeps the editor open too where the person does not agree. */
function guardRevertAndClose(keeping: KeepingPort, closing: Closing): void {
  const own = CommandsRegistry.getCommand(revertAndClose)?.handler;
  CommandsRegistry.registerCommand(revertAndClose, async (accessor, ...args) => {
    const pane = accessor.get(IEditorService).activeEditorPane;
    const uri = EditorResourceAccessor.getOriginalUri(pane?.input, { supportSideBySide: SideBySideEditor.PRIMARY });
    const key = closing.keptKey(uri);
    if (key === null || !pane?.input?.isDirty()) return own?.(accessor, ...args);
    const { group, input } = pane;
    if (await keeping.revert(key, false)) await group.closeEditor(input);
  });
}

/** The workbench's save under a name that is chosen already; internal to it. */
interface SavingAs {
  doSaveAs(source: URI, target: URI, options?: unknown): Promise<URI | undefined>;
}

/** Guards the target of Save As: the new text must not replace others' unsaved work there. */
function guardTargets(texts: ITextFileService, paths: FolderPaths, keeping: KeepingPort): void {
  const internals = texts as unknown as SavingAs;
  const doSaveAs = internals.doSaveAs.bind(texts);
  internals.doSaveAs = async (source, target, options) => {
    const path = paths.toPath(target);
    try {
      if (path !== null) keeping.mustBeFree(path);
    } catch (thrown) {
      throw toFileError(thrown);
    }
    return doSaveAs(source, target, options);
  };
}

/**
 * Makes a saved buffer of the session a file for everybody, and not a copy beside it. Nothing is saved over others'
 * unsaved work.
 */
export async function guardSaveAs(paths: FolderPaths, keeping: KeepingPort, closing: Closing): Promise<void> {
  const [texts, dialogs] = await Promise.all([getService(ITextFileService), getService(IFileDialogService)]);
  guardTargets(texts, paths, keeping);
  const saveAs = texts.saveAs.bind(texts);
  texts.saveAs = async (source, target, options) => {
    const key = closing.keptKey(source);
    if (key === null || texts.untitled.get(source) === undefined) return saveAs(source, target, options);
    const chosen = target ?? (await dialogs.pickFileToSave(options?.suggestedTarget ?? suggested(paths, source)));
    const path = chosen === undefined ? null : paths.toPath(chosen);
    if (chosen === undefined) return undefined;
    if (path === null || path === '') return saveAs(source, chosen, options);
    await keeping.saveAs(key, path).catch((thrown: unknown) => {
      throw toFileError(thrown);
    });
    await texts.revert(source);
    return chosen;
  };
}

function suggested(paths: FolderPaths, source: URI): URI {
  return paths.toUri(source.path.replace(/^\//, ''));
}
