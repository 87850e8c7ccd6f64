import { type DisposableStore, toDisposable } from '@codingame/monaco-vscode-api/vscode/vs/base/common/lifecycle';
import type { URI } from '@codingame/monaco-vscode-api/vscode/vs/base/common/uri';
import {
  FileOperationError,
  FileOperationResult,
} from '@codingame/monaco-vscode-api/vscode/vs/platform/files/common/files';
import { EditorPanes } from '@codingame/monaco-vscode-api/vscode/vs/workbench/browser/parts/editor/editorPanes';
import { ErrorPlaceholderEditor } from '@codingame/monaco-vscode-api/vscode/vs/workbench/browser/parts/editor/editorPlaceholder';
import { FileService } from '@codingame/monaco-vscode-files-service-override/vscode/vs/platform/files/common/fileService';
import { inertWords } from '../../../shared/text/shown.ts';
import type { AwayPort } from '../ports/workbench.ts';
import type { FolderPaths } from './paths.ts';

/** Naming of files in the file service's errors; internal to it. */
interface Naming {
  resourceForError(resource: URI): string;
}

/** Placeholder for a text that could not be opened; internal to its editor. */
interface Placeholder {
  readonly group: { openEditor(input: unknown, options: unknown): Promise<unknown> };
  readonly fileService: Pick<FileService, 'onDidFilesChange' | 'readFile'>;
  getContents(
    input: { resource?: URI },
    options: { error?: Error },
    disposables: DisposableStore,
  ): Promise<{ label: string; icon: string; actions?: unknown[] }>;
}

/** Dialog about an editor that somebody has opened and that failed; internal to its group. */
interface Dialogs {
  doShowErrorDialog(error: Error, input: { resource?: URI }): Promise<boolean>;
}

export interface Reach {
  away: AwayPort;
  /** Says whether the last reading of a file failed because the host could not be reached. */
  wasOutOfReach(path: string): boolean;
  /** Says whether the last reading of a file failed because a recording does not have its text. */
  wasNotRecorded(path: string): boolean;
}

/**
 * Makes the workbench's errors about files name them by their paths in the folder, not by places on the host's disk,
 * and say why a file could not be opened. A file that was out of reach opens by itself when it can be read again. It
 * must run before the services start.
 */
export function speakPlainly(paths: FolderPaths, reach: Reach): void {
  const naming = FileService.prototype as unknown as Naming;
  const { resourceForError } = naming;
  naming.resourceForError = function (resource) {
    return inertWords(paths.toPath(resource) ?? resourceForError.call(this, resource));
  };
  const is = (input: { resource?: URI }, said: (path: string) => boolean) => {
    const path = input.resource === undefined ? null : paths.toPath(input.resource);
    return path !== null && said(path);
  };
  const isOutOfReach = (input: { resource?: URI }) => is(input, reach.wasOutOfReach);
  const isNotRecorded = (input: { resource?: URI }) => is(input, reach.wasNotRecorded);
  const panes = EditorPanes.prototype as unknown as Dialogs;
  const { doShowErrorDialog } = panes;
  // There is nothing to answer: the placeholder in the editor says why.
  panes.doShowErrorDialog = async function (error, input) {
    return isOutOfReach(input) || isNotRecorded(input) ? false : doShowErrorDialog.call(this, error, input);
  };
  const placeholder = ErrorPlaceholderEditor.prototype as unknown as Placeholder;
  const { getContents } = placeholder;
  placeholder.getContents = async function (input, options, disposables) {
    const contents = await getContents.call(this, input, options, disposables);
    const { error } = options;
    if (error !== undefined && isOutOfReach(input)) {
      const path = paths.toPath(input.resource!);
      openWhenBack(reach.away, () => void this.group.openEditor(input, options), disposables);
      return {
        ...contents,
        icon: '$(sync)',
        label: inertWords(`${path} opens by itself as soon as it can be read. ${reach.away.words()}`),
      };
    }
    if (isNotRecorded(input)) {
      const { signal } = controllerOf(disposables);
      const again = async () => {
        const isThere = await this.fileService.readFile(input.resource!, { length: 1 }).catch(() => null);
        if (isThere && !signal.aborted) await this.group.openEditor(input, { ...options, preserveFocus: true });
      };
      disposables.add(this.fileService.onDidFilesChange(() => void again()));
      const path = paths.toPath(input.resource!);
      return { icon: '$(info)', label: inertWords(notRecorded(path)), actions: [] };
    }
    const isOther =
      error instanceof FileOperationError && error.fileOperationResult !== FileOperationResult.FILE_NOT_FOUND;
    return isOther ? { ...contents, label: inertWords(error.message) } : contents;
  };
}

const notRecorded = (path: string | null) =>
  `Nobody had opened ${path} by this moment of the recording, so its text is not in it. If somebody opens it later, it shows from that moment on.`;

/** Delay of another try, for a connection that has come back meanwhile. */
const againMs = 500;

/** Makes a controller that is aborted once a placeholder goes. */
function controllerOf(disposables: DisposableStore): AbortController {
  const controller = new AbortController();
  disposables.add(toDisposable(() => controller.abort()));
  return controller;
}

function openWhenBack(away: AwayPort, open: () => void, disposables: DisposableStore): void {
  const { signal } = controllerOf(disposables);
  const back = away.isAway() ? away.back(signal) : new Promise<void>((resolve) => setTimeout(resolve, againMs));
  void back.then(() => {
    if (!signal.aborted) open();
  });
}
