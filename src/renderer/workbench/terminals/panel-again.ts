import { getService, IStorageService, IViewsService } from '@codingame/monaco-vscode-api';
import { StorageScope, StorageTarget } from '@codingame/monaco-vscode-api/vscode/vs/platform/storage/common/storage';
import { isPageUnloading } from './unloading.ts';

const view = 'terminal';
const key = 'ensemble.terminals.shown';

/**
 * Says whether the panel's terminals were open last, and notes it from now on: the workbench restored its views before
 * these were there.
 */
export async function wasPanelOpen(): Promise<boolean> {
  const [storage, views] = await Promise.all([getService(IStorageService), getService(IViewsService)]);
  const wasOpen = storage.getBoolean(key, StorageScope.WORKSPACE, false);
  views.onDidChangeViewVisibility(({ id, visible }) => {
    if (id === view && !isPageUnloading()) storage.store(key, visible, StorageScope.WORKSPACE, StorageTarget.MACHINE);
  });
  return wasOpen;
}

/** Opens the panel's terminals. Where there is none, the workbench opens one. */
export async function reopenPanel(): Promise<void> {
  await (await getService(IViewsService)).openView(view, false);
}
