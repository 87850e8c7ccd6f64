import { getService, ICommandService } from '@codingame/monaco-vscode-api';
import { ThemeIcon } from '@codingame/monaco-vscode-api/vscode/vs/base/common/themables';
import {
  Action2,
  MenuId,
  registerAction2,
} from '@codingame/monaco-vscode-api/vscode/vs/platform/actions/common/actions';
import { CommandsRegistry } from '@codingame/monaco-vscode-api/vscode/vs/platform/commands/common/commands';
import { ContextKeyExpr } from '@codingame/monaco-vscode-api/vscode/vs/platform/contextkey/common/contextkey';
import type { ServicesAccessor } from '@codingame/monaco-vscode-api/vscode/vs/platform/instantiation/common/instantiation';
import { KeybindingWeight } from '@codingame/monaco-vscode-api/vscode/vs/platform/keybinding/common/keybindingsRegistry';
import type { Command, CommandMenu, CommandsPort } from '../ports/contributions.ts';
import type { Dispose } from '../ports/dispose.ts';
import { tellCommand } from './accessibility-help.ts';
import { toDispose } from './disposables.ts';
import { parseKeybinding } from './keybinding.ts';

const menuIds: Record<CommandMenu['id'], MenuId> = {
  'editor-context': MenuId.EditorContext,
  'editor-title': MenuId.EditorTitle,
  'explorer-context': MenuId.ExplorerContext,
  'file-menu': MenuId.MenubarFileMenu,
  'view-menu': MenuId.MenubarViewMenu,
  'appearance-menu': MenuId.MenubarAppearanceMenu,
  'help-menu': MenuId.MenubarHelpMenu,
  'view-title': MenuId.ViewTitle,
  'source-title': MenuId.SCMTitle,
  'source-group': MenuId.SCMResourceGroupContext,
  'source-file': MenuId.SCMResourceContext,
  'source-commit': MenuId.SCMHistoryItemContext,
  'timeline-item': MenuId.TimelineItemContext,
  'merge-result': MenuId.MergeInputResultToolbar,
  'terminal-tab': MenuId.TerminalTabContext,
  'terminal-context': MenuId.TerminalInstanceContext,
};

function toMenuItem({ id, group, order, when }: CommandMenu) {
  const expression = ContextKeyExpr.deserialize(when);
  return {
    id: menuIds[id],
    group: group ?? 'navigation',
    ...(order === undefined ? {} : { order }),
    ...(expression === undefined ? {} : { when: expression }),
  };
}

function register(command: Command): Dispose {
  const { id, title, category, icon, keybinding, when, menus = [], isInPalette = true } = command;
  if (CommandsRegistry.getCommand(id) !== undefined) throw new Error(`There is a command ${id} already.`);
  const precondition = ContextKeyExpr.deserialize(when);
  const primary = keybinding === undefined ? undefined : parseKeybinding(keybinding);
  const action = class extends Action2 {
    constructor() {
      super({
        id,
        title: { value: title, original: title },
        ...(category === undefined ? {} : { category: { value: category, original: category } }),
        ...(icon === undefined ? {} : { icon: ThemeIcon.fromId(icon) }),
        ...(precondition === undefined ? {} : { precondition }),
        ...(primary === undefined ? {} : { keybinding: { primary, weight: KeybindingWeight.WorkbenchContrib + 50 } }),
        menu: menus.map(toMenuItem),
        f1: isInPalette,
      });
    }

    override run(_accessor: ServicesAccessor, ...args: unknown[]): unknown {
      return command.run(...args);
    }
  };
  const registered = toDispose(registerAction2(action));
  if (!isInPalette || category !== 'Ensemble') return registered;
  const forget = tellCommand(id, `${category}: ${title}`, keybinding !== undefined);
  return () => {
    forget();
    registered();
  };
}

async function execute(id: string, ...args: unknown[]): Promise<unknown> {
  const commands = await getService(ICommandService);
  return commands.executeCommand(id, ...args);
}

export const commands: CommandsPort = { register, execute };
