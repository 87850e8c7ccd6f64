import { getService, IStorageService, IViewsService } from '@codingame/monaco-vscode-api';
import { StorageScope, StorageTarget } from '@codingame/monaco-vscode-api/vscode/vs/platform/storage/common/storage';
import { isPageUnloading } from './unloading.ts';

const view = 'terminal';
const key = 'ensemble.terminals.shown';

/** Opens the panel's terminals again where they were open last: the workbench restored its views before these were there. */
export async function reopenPanel(): Promise<void> {
  const [storage, views] = await Promise.all([getService(IStorageService), getService(IViewsService)]);
  const wasOpen = storage.getBoolean(key, StorageScope.WORKSPACE, false);
  views.onDidChangeViewVisibility(({ id, visible }) => {
    if (id === view && !isPageUnloading()) storage.store(key, visible, StorageScope.WORKSPACE, StorageTarget.MACHINE);
  });
  if (wasOpen) await views.openView(view, false);
}
