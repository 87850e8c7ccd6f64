import { ICommandService } from '@codingame/monaco-vscode-api';
import Severity from '@codingame/monaco-vscode-api/vscode/vs/base/common/severity';
import { isIMenuItem, MenuRegistry } from '@codingame/monaco-vscode-api/vscode/vs/platform/actions/common/actions';
import { CommandsRegistry } from '@codingame/monaco-vscode-api/vscode/vs/platform/commands/common/commands';
import { ContextKeyExpr } from '@codingame/monaco-vscode-api/vscode/vs/platform/contextkey/common/contextkey';
import { INotificationService } from '@codingame/monaco-vscode-api/vscode/vs/platform/notification/common/notification.service';
import { inertWords } from '../../../shared/text/shown.ts';
import type { ReadOnlyReason } from '../ports/workbench.ts';

/** Acts of the explorer that the workbench offers where nothing may be written: it takes that for a wish to override. */
const writing = new Set(['deleteFile', 'moveFileToTrash']);

const mayWrite = ContextKeyExpr.deserialize('ensemble.canEdit');

// A menu item cannot be changed once it is registered.
const { getMenuItems } = MenuRegistry;
MenuRegistry.getMenuItems = (id) =>
  getMenuItems.call(MenuRegistry, id).map((item) => {
    if (!isIMenuItem(item) || !writing.has(item.command.id)) return item;
    const precondition = ContextKeyExpr.and(item.command.precondition ?? undefined, mayWrite);
    return { ...item, command: { ...item.command, ...(precondition === undefined ? {} : { precondition }) } };
  });

/** Lets these acts say why they may not be done, instead of offering to override it. */
export function guardExplorerActs(whyReadOnly: () => ReadOnlyReason | null): void {
  for (const id of writing) {
    const own = CommandsRegistry.getCommand(id);
    if (own === undefined) continue;
    CommandsRegistry.registerCommand(id, (accessor, ...args) => {
      const reason = whyReadOnly();
      if (reason === null) return own.handler(accessor, ...args);
      const commands = accessor.get(ICommandService);
      const { words, offer } = reason;
      const buttons = offer ? [{ label: offer.label, run: () => void commands.executeCommand(offer.command) }] : [];
      accessor.get(INotificationService).prompt(Severity.Info, inertWords(words), buttons);
    });
  }
}
