import { getService, IEditorService, INotificationService, ITextFileService } from '@codingame/monaco-vscode-api';
import { toAction } from '@codingame/monaco-vscode-api/vscode/vs/base/common/actions';
import Severity from '@codingame/monaco-vscode-api/vscode/vs/base/common/severity';
import {
  type FileOperationError,
  FileOperationResult,
} from '@codingame/monaco-vscode-api/vscode/vs/platform/files/common/files';
import type { INotificationHandle } from '@codingame/monaco-vscode-api/vscode/vs/platform/notification/common/notification';
import { SaveReason } from '@codingame/monaco-vscode-api/vscode/vs/workbench/common/editor';
import type {
  ISaveErrorHandler,
  ITextFileEditorModel,
} from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/textfile/common/textfiles';
import type { EnsembleError } from '../../../shared/core/errors.ts';
import { inertWords } from '../../../shared/text/shown.ts';
import type { FolderPaths } from './paths.ts';

/** Codes of failures that pass by themselves, or that another question is about: trying again does not help. */
const passing = new Set(['host-away', 'disconnected', 'changed-on-disk']);

/**
 * Says why a file of the folder was not saved, in the host's words, and offers only ways that can work. `failureOf`
 * gives the reason for which the newest write of a path failed.
 */
export async function explainSaveErrors(
  paths: FolderPaths,
  failureOf: (path: string) => EnsembleError | null,
): Promise<void> {
  const { files } = await getService(ITextFileService);
  const [notifications, editors] = await Promise.all([getService(INotificationService), getService(IEditorService)]);
  let workbenchs: ISaveErrorHandler = files.saveErrorHandler;
  const shown = new Map<string, INotificationHandle>();

  const close = ({ resource }: Pick<ITextFileEditorModel, 'resource'>) => {
    shown.get(resource.toString())?.close();
    shown.delete(resource.toString());
  };
  files.onDidSave(({ model }) => close(model));
  files.onDidRevert(close);

  const explain: ISaveErrorHandler['onSaveError'] = (error, model, options) => {
    const path = paths.toPath(model.resource);
    const failure = path === null ? null : failureOf(path);
    const { fileOperationResult } = error as FileOperationError;
    if (path === null || fileOperationResult === FileOperationResult.FILE_MODIFIED_SINCE)
      return workbenchs.onSaveError(error, model, options);
    close(model);
    const again = toAction({
      id: 'ensemble.saveAgain',
      label: 'Try Again',
      run: async () => {
        if (!model.isDisposed()) await model.save({ ...options, reason: SaveReason.EXPLICIT });
      },
    });
    const elsewhere = toAction({
      id: 'ensemble.saveElsewhere',
      label: 'Save As…',
      run: async () => {
        const editor = editors.findEditors(model.resource)[0];
        if (editor) await editors.save(editor, { saveAs: true, reason: SaveReason.EXPLICIT });
      },
    });
    const passes = failure !== null && passing.has(failure.code);
    const primary = passes ? [] : [again, elsewhere];
    const message = inertWords(
      passes ? failure.message : `${path} was not saved. ${failure?.message ?? error.message}`,
    );
    shown.set(
      model.resource.toString(),
      notifications.notify({ severity: passes ? Severity.Warning : Severity.Error, message, actions: { primary } }),
    );
  };

  // The workbench sets its own at its start, with ways that lead nowhere here.
  Object.defineProperty(files, 'saveErrorHandler', {
    configurable: true,
    get: (): ISaveErrorHandler => ({ onSaveError: explain }),
    set: (handler: ISaveErrorHandler) => {
      workbenchs = handler;
    },
  });
}
