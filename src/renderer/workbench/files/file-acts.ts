import { getService, IBulkEditService } from '@codingame/monaco-vscode-api';
import { VSBuffer } from '@codingame/monaco-vscode-api/vscode/vs/base/common/buffer';
import { ResourceFileEdit } from '@codingame/monaco-vscode-api/vscode/vs/editor/browser/services/bulkEditService';
import type { FileAct, FileActsPort } from '../ports/file-acts.ts';
import type { FolderPaths } from './paths.ts';

function editOf(paths: FolderPaths, act: FileAct): ResourceFileEdit {
  if (act.is === 'move') return new ResourceFileEdit(paths.toUri(act.from), paths.toUri(act.to), { overwrite: false });
  const uri = paths.toUri(act.path);
  if (act.is === 'delete') return new ResourceFileEdit(uri, undefined, { recursive: false });
  const contents = Promise.resolve(VSBuffer.fromString(act.text));
  return new ResourceFileEdit(undefined, uri, { overwrite: false, contents });
}

/** Makes the acts on files that the explorer can take back. */
export function createFileActs(paths: FolderPaths): FileActsPort {
  return {
    run: async (act, label) => {
      const { UNDO_REDO_SOURCE } = await import(
        '@codingame/monaco-vscode-explorer-service-override/vscode/vs/workbench/contrib/files/browser/explorerService'
      );
      const edits = await getService(IBulkEditService);
      const options = { undoRedoSource: UNDO_REDO_SOURCE, label, code: 'undoredo.explorerOperation' };
      return (await edits.apply([editOf(paths, act)], options)).isApplied;
    },
  };
}
