import { getService, IBulkEditService } from '@codingame/monaco-vscode-api';
import { VSBuffer } from '@codingame/monaco-vscode-api/vscode/vs/base/common/buffer';
import { ResourceFileEdit } from '@codingame/monaco-vscode-api/vscode/vs/editor/browser/services/bulkEditService';
import { UNDO_REDO_SOURCE } from '@codingame/monaco-vscode-explorer-service-override/vscode/vs/workbench/contrib/files/browser/explorerService';
import type { FileAct } from '../ports/file-acts.ts';
import type { FolderPaths } from './paths.ts';

function editOf(paths: FolderPaths, act: FileAct): ResourceFileEdit {
  if (act.is === 'move') return new ResourceFileEdit(paths.toUri(act.from), paths.toUri(act.to), { overwrite: false });
  const uri = paths.toUri(act.path);
  if (act.is === 'delete') return new ResourceFileEdit(uri, undefined, { recursive: false });
  const contents = Promise.resolve(VSBuffer.fromString(act.text));
  return new ResourceFileEdit(undefined, uri, { overwrite: false, contents });
}

/** Does an act on a file in such a way that the explorer can take it back. */
export async function runFileAct(paths: FolderPaths, act: FileAct, label: string): Promise<boolean> {
  const edits = await getService(IBulkEditService);
  const options = { undoRedoSource: UNDO_REDO_SOURCE, label, code: 'undoredo.explorerOperation' };
  return (await edits.apply([editOf(paths, act)], options)).isApplied;
}
