import { MenuId, MenuRegistry } from '@codingame/monaco-vscode-api/vscode/vs/platform/actions/common/actions';
import { ContextKeyExpr } from '@codingame/monaco-vscode-api/vscode/vs/platform/contextkey/common/contextkey';

/** Has the menu bar made anew, which leaves out the Terminal menu while that is empty. */
export function showTerminalMenu(): void {
  const nothing = { submenu: MenuId.MenubarTerminalMenu, title: 'Terminal', when: ContextKeyExpr.false() };
  MenuRegistry.appendMenuItem(MenuId.MenubarMainMenu, nothing).dispose();
}
