import { TextFileEditorModel } from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/textfile/common/textFileEditorModel';
import type { FolderPaths } from '../files/paths.ts';

/** Method by which a model takes a text that was read; internal to it. */
interface Internals extends Pick<TextFileEditorModel, 'resource' | 'isResolved'> {
  resolveFromContent(...args: unknown[]): void;
}

/**
 * Keeps texts that the workbench has read, or kept from before a rename, from replacing a text that is open and shared,
 * or on its way into the session. The session alone changes such a text: another one put into it would count as this
 * person's edit, and remove others' unsaved work.
 */
export function guardReloads(paths: FolderPaths, isShared: (path: string) => boolean): void {
  const internals = TextFileEditorModel.prototype as unknown as Internals;
  const { resolveFromContent } = internals;
  internals.resolveFromContent = function (this: Internals, ...args) {
    const path = paths.toPath(this.resource);
    if (this.isResolved() && path !== null && isShared(path)) return;
    resolveFromContent.apply(this, args);
  };
}
