import { getService, IEditorService, IStorageService, IWorkbenchLayoutService } from '@codingame/monaco-vscode-api';

/** Delay in which changes gather before they are stored (a debounce). */
const gatherMs = 500;

/**
 * Stores open tabs and layout soon after they change. The workbench itself does it once a minute and on leaving, when a
 * browser often ends the page before the write is done.
 */
export async function keepState(): Promise<void> {
  const [storage, editors, layout] = await Promise.all([
    getService(IStorageService),
    getService(IEditorService),
    getService(IWorkbenchLayoutService),
  ]);
  let pending: ReturnType<typeof setTimeout> | undefined;
  const store = () => {
    clearTimeout(pending);
    pending = setTimeout(() => void storage.flush(), gatherMs);
  };
  editors.onDidEditorsChange(store);
  editors.onDidActiveEditorChange(store);
  layout.onDidChangePartVisibility(store);
  document.addEventListener('visibilitychange', () => void storage.flush());
}
