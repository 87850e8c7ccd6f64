import { getService, IEditorResolverService } from '@codingame/monaco-vscode-api';
import { RegisteredEditorPriority } from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/editor/common/editorResolverService';
import type { FilePane } from '../ports/contributions.ts';
import type { Dispose } from '../ports/dispose.ts';
import { PaneInput } from './pane-input.ts';

const idOf = (path: string) => `ensemble.file-pane:${path}`;

/** Shows files whose names end so in a pane of ours, in place of their text. Called once the services stand. */
export async function showFiles(ending: string, { title, icon, paneOf, onKept }: FilePane): Promise<Dispose> {
  const resolver = await getService(IEditorResolverService);
  const registered = resolver.registerEditor(
    `*${ending}`,
    { id: `ensemble.file-pane${ending}`, label: title, priority: RegisteredEditorPriority.exclusive },
    { singlePerResource: true },
    {
      createEditorInput: ({ resource, options }) => {
        const path = resource.fsPath;
        // A double click keeps the tab, where one click shows it until the next.
        if (options?.pinned) queueMicrotask(() => onKept(path));
        const name = path.split(/[\\/]/).at(-1) ?? title;
        return { editor: new PaneInput({ id: idOf(path), title: name, icon, render: paneOf(path) }) };
      },
    },
  );
  return () => registered.dispose();
}
