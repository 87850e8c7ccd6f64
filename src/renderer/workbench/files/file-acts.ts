import { getService, IBulkEditService } from '@codingame/monaco-vscode-api';
import { VSBuffer } from '@codingame/monaco-vscode-api/vscode/vs/base/common/buffer';
import { ResourceFileEdit } from '@codingame/monaco-vscode-api/vscode/vs/editor/browser/services/bulkEditService';
import { UNDO_REDO_SOURCE } from '@codingame/monaco-vscode-explorer-service-override/vscode/vs/workbench/contrib/files/browser/explorerService';
import type { LookedEditOptions } from '../models/bulk-edits.ts';
import type { FileAct } from '../ports/file-acts.ts';
import type { FolderPaths } from './paths.ts';

function editsOf(paths: FolderPaths, act: FileAct): ResourceFileEdit[] {
  if (act.is === 'move')
    return [new ResourceFileEdit(paths.toUri(act.from), paths.toUri(act.to), { overwrite: false })];
  const uri = paths.toUri(act.path);
  if (act.is === 'delete') return deletionsOf(paths, act);
  if (act.is === 'createFolder') return [new ResourceFileEdit(undefined, uri, { overwrite: false, folder: true })];
  const contents = Promise.resolve(VSBuffer.fromString(act.text));
  return [new ResourceFileEdit(undefined, uri, { overwrite: false, contents })];
}

/** Deletes what a folder holds one by one: undo brings back the content of files alone, and then the folders before them. */
function deletionsOf(paths: FolderPaths, { path, holds }: FileAct & { is: 'delete' }): ResourceFileEdit[] {
  const one = (each: string, folder: boolean) =>
    // All of them are looked at before the first goes: none of the folders is empty then.
    new ResourceFileEdit(paths.toUri(each), undefined, { recursive: folder, ...(folder ? { folder } : {}) });
  if (!holds) return [one(path, false)];
  // The deepest go first: a folder is deleted once it is empty.
  const folders = [path, ...holds.folders].toSorted((a, b) => b.split('/').length - a.split('/').length);
  return [...holds.files.map((each) => one(each, false)), ...folders.map((each) => one(each, true))];
}

/** Does an act on a file in such a way that the explorer can take it back. */
export async function runFileAct(
  paths: FolderPaths,
  act: FileAct,
  label: string,
  look?: () => Promise<void>,
): Promise<boolean> {
  const edits = await getService(IBulkEditService);
  const options: LookedEditOptions = {
    look,
    undoRedoSource: UNDO_REDO_SOURCE,
    label,
    code: 'undoredo.explorerOperation',
  };
  return (await edits.apply(editsOf(paths, act), options)).isApplied;
}
