import { CodeEditorWidget } from '@codingame/monaco-vscode-api/vscode/vs/editor/browser/widget/codeEditor/codeEditorWidget';
import {
  type IMenuItem,
  type ISubmenuItem,
  isIMenuItem,
  MenuRegistry,
} from '@codingame/monaco-vscode-api/vscode/vs/platform/actions/common/actions';
import { KeybindingsRegistry } from '@codingame/monaco-vscode-api/vscode/vs/platform/keybinding/common/keybindingsRegistry';
import { Registry } from '@codingame/monaco-vscode-api/vscode/vs/platform/registry/common/platform';
import { GlobalCompositeBar } from '@codingame/monaco-vscode-api/vscode/vs/workbench/browser/parts/globalCompositeBar';
import {
  Extensions,
  type IViewContainersRegistry,
  type IViewsRegistry,
} from '@codingame/monaco-vscode-api/vscode/vs/workbench/common/views';
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

/** Views that would be empty: nobody provides source control. */
const deadContainers = ['workbench.view.scm'];

/** Removes the views that would always be empty. It must run before the services start. */
export function closeDeadViews(): void {
  const containers = Registry.as<IViewContainersRegistry>(Extensions.ViewContainersRegistry);
  const views = Registry.as<IViewsRegistry>(Extensions.ViewsRegistry);
  for (const id of deadContainers) {
    const container = containers.get(id);
    if (container === undefined) continue;
    views.deregisterViews([...views.getViews(container)], container);
    containers.deregisterViewContainer(container);
  }
}
