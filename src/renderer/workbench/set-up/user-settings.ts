import { initUserConfiguration } from '@codingame/monaco-vscode-configuration-service-override';
import { createIndexedDBProviders } from '@codingame/monaco-vscode-files-service-override';
import { initUserKeybindings } from '@codingame/monaco-vscode-keybindings-service-override';
import { desktopBridge } from '../../ui/desktop-bridge.ts';

/**
 * Setting of the menu bar: a Mac's desktop app has these menus at the top of the screen; elsewhere the app has no
 * others, in full screen neither.
 */
function menuBar(desktopPlatform: string | undefined): string {
  if (desktopPlatform === 'darwin') return 'hidden';
  return desktopPlatform === undefined ? 'classic' : 'visible';
}

/**
 * Differences from the workbench's own defaults. The person's settings stand above them. Saving is a request to the
 * host that everyone sees, so that it happens only when somebody asks for it.
 */
export const settingDefaults: Record<string, unknown> = {
  'workbench.colorTheme': 'Dark Modern',
  'workbench.iconTheme': 'vs-seti',
  'workbench.startupEditor': 'none',
  'workbench.editor.empty.hint': 'hidden',
  // Settings and keys are tabs like any other: over a modal the palette does not open.
  'workbench.editor.useModal': 'off',
  'workbench.layoutControl.enabled': true,
  'workbench.settings.enableNaturalLanguageSearch': false,
  'files.autoSave': 'off',
  'files.refactoring.autoSave': false,
  'files.hotExit': 'onExitAndWindowClose',
  // It would keep copies of others' texts in this browser; the session knows the authors of saves.
  'workbench.localHistory.enabled': false,
  'editor.inlineSuggest.enabled': false,
  'editor.fontFamily': "'JetBrains Mono', Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace",
  'editor.minimap.enabled': true,
  // Nothing comes up unasked.
  'comments.openView': 'never',
  'search.searchOnType': true,
  'window.menuBarVisibility': menuBar(desktopBridge()?.platform),
  'window.commandCenter': false,
  'telemetry.telemetryLevel': 'off',
  'workbench.enableExperiments': false,
  'chat.commandCenter.enabled': false,
  'chat.disableAIFeatures': true,
  'security.workspace.trust.enabled': false,
};

/**
 * Opens the browser's store for settings, keys, snippets and backups, and writes empty files where there are none. It
 * must run before the services start: the theme would flicker otherwise.
 */
export async function openUserSettings(): Promise<void> {
  await createIndexedDBProviders();
  await Promise.all([initUserConfiguration('{}\n'), initUserKeybindings('[]\n')]);
}
