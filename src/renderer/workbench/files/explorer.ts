import { getService } from '@codingame/monaco-vscode-api';
import { IExplorerService } from '@codingame/monaco-vscode-api/vscode/vs/workbench/contrib/files/browser/files.service';
import type { FileChange } from '../../../shared/capabilities/files/methods.ts';

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
