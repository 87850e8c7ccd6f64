import {
  createFileSystemProviderError,
  FileSystemProviderErrorCode,
} from '@codingame/monaco-vscode-api/vscode/vs/platform/files/common/files';
import { EnsembleError, type ErrorCode } from '../../../shared/core/errors.ts';
import { inertWords } from '../../../shared/text/shown.ts';

const codes: Partial<Record<ErrorCode, FileSystemProviderErrorCode>> = {
  'not-found': FileSystemProviderErrorCode.FileNotFound,
  // A guest must not learn by the kind of the error that a hidden file exists.
  hidden: FileSystemProviderErrorCode.FileNotFound,
  // Not as one that is not found: of that the workbench says no more.
  'not-recorded': FileSystemProviderErrorCode.Unavailable,
  exists: FileSystemProviderErrorCode.FileExists,
  'not-a-folder': FileSystemProviderErrorCode.FileNotADirectory,
  'is-a-folder': FileSystemProviderErrorCode.FileIsADirectory,
  // Not as missing permissions: the workbench would offer to try again as another account, of which there is none.
  'no-access': FileSystemProviderErrorCode.Unavailable,
  'not-permitted': FileSystemProviderErrorCode.Unavailable,
  'no-space': FileSystemProviderErrorCode.FileExceedsStorageQuota,
  'too-large': FileSystemProviderErrorCode.FileTooLarge,
  'host-away': FileSystemProviderErrorCode.Unavailable,
  disconnected: FileSystemProviderErrorCode.Unavailable,
  ended: FileSystemProviderErrorCode.Unavailable,
};

// `outside-folder`, a broken link's, is none of them: of a file that is not found the workbench says no more than that.

/** Gives the error that the workbench understands, with the message for the person. */
export function toFileError(thrown: unknown): Error {
  if (thrown instanceof EnsembleError) {
    const code = codes[thrown.code] ?? FileSystemProviderErrorCode.Unknown;
    const error = createFileSystemProviderError(inertWords(thrown.message), code);
    // The workbench puts it into a sentence of its own, in which a class and a code mean nothing to anybody.
    error.toString = () => error.message;
    return error;
  }
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
