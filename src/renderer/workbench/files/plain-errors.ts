import type { URI } from '@codingame/monaco-vscode-api/vscode/vs/base/common/uri';
import {
  FileOperationError,
  FileOperationResult,
} from '@codingame/monaco-vscode-api/vscode/vs/platform/files/common/files';
import { ErrorPlaceholderEditor } from '@codingame/monaco-vscode-api/vscode/vs/workbench/browser/parts/editor/editorPlaceholder';
import { FileService } from '@codingame/monaco-vscode-files-service-override/vscode/vs/platform/files/common/fileService';
import { inertWords } from '../../../shared/text/shown.ts';
import type { FolderPaths } from './paths.ts';

/** How the file service names files in its errors; internal to it. */
interface Naming {
  resourceForError(resource: URI): string;
}

/** Placeholder for a text that could not be opened; internal to its editor. */
interface Placeholder {
  getContents(input: unknown, options: { error?: Error }, disposables: unknown): Promise<{ label: string }>;
}

/**
 * Makes the workbench's errors about files name them by their paths in the folder, not by places on the host's disk, and
 * say why a file could not be opened. Call it before the services start.
 */
export function speakPlainly(paths: FolderPaths): void {
  const naming = FileService.prototype as unknown as Naming;
  const { resourceForError } = naming;
  naming.resourceForError = function (resource) {
    return inertWords(paths.toPath(resource) ?? resourceForError.call(this, resource));
  };
  const placeholder = ErrorPlaceholderEditor.prototype as unknown as Placeholder;
  const { getContents } = placeholder;
  placeholder.getContents = async function (input, options, disposables) {
    const contents = await getContents.call(this, input, options, disposables);
    const { error } = options;
    const isOther =
      error instanceof FileOperationError && error.fileOperationResult !== FileOperationResult.FILE_NOT_FOUND;
    return isOther ? { ...contents, label: inertWords(error.message) } : contents;
  };
}
