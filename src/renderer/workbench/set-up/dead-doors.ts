import { CodeEditorWidget } from '@codingame/monaco-vscode-api/vscode/vs/editor/browser/widget/codeEditor/codeEditorWidget';
import {
  type IMenuItem,
  type ISubmenuItem,
  isIMenuItem,
  MenuRegistry,
} from '@codingame/monaco-vscode-api/vscode/vs/platform/actions/common/actions';
import { KeybindingsRegistry } from '@codingame/monaco-vscode-api/vscode/vs/platform/keybinding/common/keybindingsRegistry';
import { GlobalCompositeBar } from '@codingame/monaco-vscode-api/vscode/vs/workbench/browser/parts/globalCompositeBar';
import { isDeadCommand, isDeadKey, isDeadMenu } from './dead-commands.ts';

const isAlive = (item: IMenuItem | ISubmenuItem) =>
  isIMenuItem(item) ? !isDeadCommand(item.command.id) : !isDeadMenu(item.submenu.id);

// A menu item or a key cannot be taken back once it is registered.
const { getMenuItems } = MenuRegistry;
MenuRegistry.getMenuItems = (id) => getMenuItems.call(MenuRegistry, id).filter(isAlive);
const { getDefaultKeybindings } = KeybindingsRegistry;
KeybindingsRegistry.getDefaultKeybindings = () =>
  getDefaultKeybindings.call(KeybindingsRegistry).filter(({ command }) => command === null || !isDeadKey(command));

// The palette asks the editor itself for its actions.
const { getSupportedActions } = CodeEditorWidget.prototype;
CodeEditorWidget.prototype.getSupportedActions = function (this: CodeEditorWidget) {
  return getSupportedActions.call(this).filter(({ id }) => !isDeadCommand(id));
};

// There are no accounts to sign in to; the bar's menu would bring their button back.
GlobalCompositeBar.prototype.getContextMenuActions = () => [];
