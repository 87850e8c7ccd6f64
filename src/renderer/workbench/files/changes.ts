import { FileChangeType, type IFileChange } from '@codingame/monaco-vscode-api/vscode/vs/platform/files/common/files';
import type { FileChange } from '../../../shared/capabilities/files/methods.ts';
import type { DocumentsPort } from '../ports/workbench.ts';
import type { FolderPaths } from './paths.ts';

const types: Record<FileChange['type'], FileChangeType> = {
  created: FileChangeType.ADDED,
  changed: FileChangeType.UPDATED,
  deleted: FileChangeType.DELETED,
};

/**
 * Converts changes for the workbench, without new contents of shared documents: these reach the text as edits from the
 * host, and reading the file as well would apply them twice.
 */
export function toFileChanges(
  changes: readonly FileChange[],
  documents: DocumentsPort,
  paths: FolderPaths,
): IFileChange[] {
  return changes
    .filter((change) => change.type !== 'changed' || !documents.isShared(change.path))
    .map((change) => ({ type: types[change.type], resource: paths.toUri(change.path) }));
}
