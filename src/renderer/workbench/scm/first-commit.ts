import { CommandsRegistry } from '@codingame/monaco-vscode-api/vscode/vs/platform/commands/common/commands';
import { getHistoryItemEditorTitle } from '@codingame/monaco-vscode-api/vscode/vs/workbench/contrib/scm/browser/util';
import type { ISCMHistoryItem } from '@codingame/monaco-vscode-api/vscode/vs/workbench/contrib/scm/common/history';
import type { ISCMProvider } from '@codingame/monaco-vscode-api/vscode/vs/workbench/contrib/scm/common/scm';
import { commands } from '../contributions/commands.ts';

const openChanges = 'workbench.scm.action.graph.viewChanges';

let isMade = false;

/** Makes "Open Changes" open a first commit as well: the workbench's own command does nothing to one without parents. */
export function openFirstCommits(): void {
  if (isMade) return;
  isMade = true;
  const own = CommandsRegistry.getCommand(openChanges);
  // Of one name, the newest command is the one that runs.
  CommandsRegistry.registerCommand(
    openChanges,
    async (accessor, provider?: ISCMProvider, item?: ISCMHistoryItem, ...more: unknown[]) => {
      const history = provider?.historyProvider.get();
      if (history === undefined || item === undefined || item.parentIds.length > 0)
        return own?.handler(accessor, provider, item, ...more);
      const changes = (await history.provideHistoryItemChanges(item.id, undefined)) ?? [];
      const resources = changes.map(({ originalUri, modifiedUri }) => ({ originalUri, modifiedUri }));
      await commands.execute('_workbench.openMultiDiffEditor', { title: getHistoryItemEditorTitle(item), resources });
    },
  );
}
