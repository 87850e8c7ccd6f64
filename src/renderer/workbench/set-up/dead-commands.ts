/**
 * Commands of the workbench that lead nowhere in Ensemble, by the thing that they lack. No menu, palette or key has
 * them; one that is made to work is taken out here.
 */
const deadCommands = new Set([
  // Chat, walkthroughs and another product's licence.
  'workbench.action.askVScode',
  'workbench.action.getStartedWithAccessibilityFeatures',
  'workbench.action.openLicenseUrl',
  'workbench.action.onboarding.resetShownState',
  'welcome.showAllWalkthroughs',
  'workbench.action.openWalkthrough',
  // A marketplace, and extensions that one could install.
  'extension.bisect.start',
  'workbench.action.browseColorThemesInMarketplace',
  'workbench.action.tryNewDefaultThemes',
  'workbench.extensions.action.openInstalledWebExtensionsResource',
  'editor.action.measureExtHostLatency',
  'editor.action.formatDocument.none',
  // Windows that the workbench would open by itself: each is a window of a host, opened by the host's address.
  'workbench.action.newWindow',
  'workbench.action.openRecent',
  'workbench.action.quickOpenNavigateNextInRecentFilesPicker',
  'workbench.action.clearRecentFiles',
  'workbench.action.moveEditorToNewWindow',
  'workbench.action.copyEditorToNewWindow',
  'workbench.action.moveEditorGroupToNewWindow',
  'workbench.action.copyEditorGroupToNewWindow',
  'workbench.action.newEmptyEditorWindow',
  // Accounts, policies and services of the other product.
  'settings.filterByOnline',
  'workbench.action.configureMeteredConnection',
  'workbench.action.showPolicyDiagnostics',
  'workbench.action.syncAccountPolicy',
  'workbench.action.url.openUrl',
  // Suggestions of an assistant in the text.
  'editor.action.inlineSuggest.trigger',
  'editor.action.inlineSuggest.snooze',
  'editor.action.inlineSuggest.cancelSnooze',
  'editor.action.inlineSuggest.toggleShowCollapsed',
  // Webviews.
  'workbench.action.webview.reloadWebviewAction',
  'workbench.action.webview.openDeveloperTools',
  // Tools for developers of the workbench.
  'editor.action.debugEditorGpuRenderer',
  'workbench.action.openLogFile',
  'editor.inlayHints.Reset',
  'merge.dev.copyContents',
  'merge.dev.saveContentsToFolder',
  'merge.dev.loadContentsFromFolder',
  'mergeEditor.acceptAllCombination',
  // Ours stages what it completes.
  'mergeEditor.acceptMerge',
  'mergeEditor.resetCloseWithConflictsChoice',
  // Sources of notifications that could be silenced one by one: there is one.
  'notifications.toggleDoNotDisturbModeBySource',
  // Terminals in windows of their own, handed from window to window, and by voice.
  'workbench.action.terminal.moveIntoNewWindow',
  'workbench.action.terminal.newInNewWindow',
  'workbench.action.terminal.attachToSession',
  'workbench.action.terminal.detachSession',
  'workbench.action.terminal.sendSignal',
  'workbench.action.terminal.startVoice',
  'workbench.action.terminal.stopVoice',
]);

/** Whole families: settings profiles are not shared and not kept; a local history would keep others' texts. */
const deadFamilies = ['workbench.profiles.', 'workbench.action.localHistory.', 'workbench.action.openProfile'];

/** Menus that hold nothing but such commands. */
const deadMenus = new Set(['MenubarShare', 'MenubarRecentMenu', 'OpenProfile', 'Profiles']);

/** Says whether a command of the workbench leads nowhere here. */
export function isDeadCommand(id: string): boolean {
  return deadCommands.has(id) || deadFamilies.some((family) => id.startsWith(family));
}

/** Commands whose key gives the reason, to people used to it (`own-answers.ts`). */
const spoken = new Set(['editor.action.formatDocument.none']);

/** Says whether a key leads nowhere here. */
export function isDeadKey(command: string): boolean {
  return isDeadCommand(command) && !spoken.has(command);
}

/** Says whether a menu inside another leads nowhere here. */
export function isDeadMenu(id: string): boolean {
  return deadMenus.has(id);
}
