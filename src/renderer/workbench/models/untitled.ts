import { ITextFileService } from '@codingame/monaco-vscode-api';
import type { Emitter } from '@codingame/monaco-vscode-api/vscode/vs/base/common/event';
import type { URI } from '@codingame/monaco-vscode-api/vscode/vs/base/common/uri';
import { StandaloneServices } from '@codingame/monaco-vscode-api/vscode/vs/editor/standalone/browser/standaloneServices';
import { UntitledTextEditorModel } from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/untitled/common/untitledTextEditorModel';

/** Parts of a buffer that are internal to it. */
interface Internals {
  ignoreDirtyOnModelContentChange: boolean;
  setDirty(dirty: boolean): void;
  _onDidRevert: Emitter<void>;
}

/**
 * Releases a buffer whose last editor is closed: the workbench would keep an unsaved one, and open an editor for it
 * again.
 */
export function leaveUntitled(uri: URI): void {
  const model = StandaloneServices.get(ITextFileService).untitled.get(uri);
  if (!(model instanceof UntitledTextEditorModel)) return;
  const internals = model as unknown as Internals;
  internals.ignoreDirtyOnModelContentChange = true;
  internals.setDirty(false);
}

const { revert } = UntitledTextEditorModel.prototype;

/**
 * Guards buffers against a revert, which empties them, for everybody where one is shared. Where `isShared` is true,
 * `instead` is called, and then only this window's editor goes.
 */
export function guardUntitled(isShared: (uri: URI) => boolean, instead: (uri: URI) => Promise<void>): void {
  UntitledTextEditorModel.prototype.revert = async function (this: UntitledTextEditorModel) {
    if (!isShared(this.resource)) return revert.call(this);
    await instead(this.resource);
    leaveUntitled(this.resource);
    (this as unknown as Internals)._onDidRevert.fire();
  };
}
