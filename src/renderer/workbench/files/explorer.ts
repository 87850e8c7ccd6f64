import { getService, ICommandService, IFileService, IOpenerService } from '@codingame/monaco-vscode-api';
import { URI } from '@codingame/monaco-vscode-api/vscode/vs/base/common/uri';
import { IExplorerService } from '@codingame/monaco-vscode-api/vscode/vs/workbench/contrib/files/browser/files.service';
import type { FileChange } from '../../../shared/capabilities/files/methods.ts';
import type { FolderPaths } from './paths.ts';

/** Says whether anything may be different: something was missed, or it is another host's folder. */
export function concernsEverything(changes: readonly FileChange[]): boolean {
  return changes.some(({ path, type }) => path === '' && type === 'changed');
}

/** Has the explorer list its folders anew: a changed folder alone means nothing to it. */
export async function listAnew(): Promise<void> {
  // Its interface does not show the option of leaving the selection where it is.
  const explorer: { refresh(reveal?: boolean): Promise<void> } = await getService(IExplorerService);
  await explorer.refresh(false);
}

/** Has links in texts that lead to a folder of the session show it in the explorer: no editor could open it. */
export async function revealLinkedFolders(paths: FolderPaths): Promise<void> {
  const [openers, files, commands] = await Promise.all([
    getService(IOpenerService),
    getService(IFileService),
    getService(ICommandService),
  ]);
  openers.registerOpener({
    open: async (target) => {
      const uri = typeof target === 'string' ? URI.parse(target) : target;
      if (paths.toPath(uri) === null) return false;
      const isFolder = await files.stat(uri).then(
        (stat) => stat.isDirectory,
        () => false,
      );
      if (isFolder) await commands.executeCommand('revealInExplorer', uri);
      return isFolder;
    },
  });
}
