import getAccessibilityService from '@codingame/monaco-vscode-accessibility-service-override';
import type { IEditorOverrideServices } from '@codingame/monaco-vscode-api';
import getConfigurationService from '@codingame/monaco-vscode-configuration-service-override';
import getDialogsService from '@codingame/monaco-vscode-dialogs-service-override';
import getEnvironmentService from '@codingame/monaco-vscode-environment-service-override';
import getExplorerService from '@codingame/monaco-vscode-explorer-service-override';
import getExtensionsService from '@codingame/monaco-vscode-extensions-service-override';
import getKeybindingsService from '@codingame/monaco-vscode-keybindings-service-override';
import getLanguageDetectionService from '@codingame/monaco-vscode-language-detection-worker-service-override';
import getLanguagesService from '@codingame/monaco-vscode-languages-service-override';
import getLifecycleService from '@codingame/monaco-vscode-lifecycle-service-override';
import getLogService from '@codingame/monaco-vscode-log-service-override';
import getMarkersService from '@codingame/monaco-vscode-markers-service-override';
import getModelService from '@codingame/monaco-vscode-model-service-override';
import getMultiDiffEditorService from '@codingame/monaco-vscode-multi-diff-editor-service-override';
import getNotificationsService from '@codingame/monaco-vscode-notifications-service-override';
import getOutlineService from '@codingame/monaco-vscode-outline-service-override';
import getOutputService from '@codingame/monaco-vscode-output-service-override';
import getPreferencesService from '@codingame/monaco-vscode-preferences-service-override';
import getQuickAccessService from '@codingame/monaco-vscode-quickaccess-service-override';
import getScmService from '@codingame/monaco-vscode-scm-service-override';
import getSecretStorageService from '@codingame/monaco-vscode-secret-storage-service-override';
import getSnippetsService from '@codingame/monaco-vscode-snippets-service-override';
import getStorageService from '@codingame/monaco-vscode-storage-service-override';
import getTextmateService from '@codingame/monaco-vscode-textmate-service-override';
import getThemeService from '@codingame/monaco-vscode-theme-service-override';
import getTimelineService from '@codingame/monaco-vscode-timeline-service-override';
import getUserDataProfileService from '@codingame/monaco-vscode-user-data-profile-service-override';
import getBannerService from '@codingame/monaco-vscode-view-banner-service-override';
import getStatusBarService from '@codingame/monaco-vscode-view-status-bar-service-override';
import getTitleBarService from '@codingame/monaco-vscode-view-title-bar-service-override';
import getWelcomeService from '@codingame/monaco-vscode-welcome-service-override';
import getWorkbenchService from '@codingame/monaco-vscode-workbench-service-override';
import getWorkingCopyService from '@codingame/monaco-vscode-working-copy-service-override';
import { sessionBackups } from '../files/backup-service.ts';
import { bulkEditServices } from '../models/bulk-edits.ts';
import { searchOnTheHost } from '../search/service.ts';
import { builtInExtensions } from './extension-scan.ts';

/** Parts that are hidden at first, and that the person can bring back by the menus of the bars. */
const storageDefaults = {
  'workbench.activity.showAccounts': false,
  'workbench.statusbar.hidden': JSON.stringify(['status.workbench.keyboardLayout']),
};

/** Makes the services that make up the workbench. Later lines win over earlier ones. */
export function workbenchServices(isKeptElsewhere: (uri: string) => boolean): IEditorOverrideServices {
  return {
    ...getLogService(),
    ...getExtensionsService(),
    ...getModelService(),
    ...getNotificationsService(),
    ...getDialogsService(),
    ...getConfigurationService(),
    ...getTextmateService(),
    ...getThemeService(),
    ...getLanguagesService(),
    ...getPreferencesService(),
    ...getOutlineService(),
    ...getTimelineService(),
    ...getBannerService(),
    ...getStatusBarService(),
    ...getTitleBarService(),
    ...getSnippetsService(),
    ...getOutputService(),
    ...searchOnTheHost(),
    ...getMarkersService(),
    ...getAccessibilityService(),
    ...getLanguageDetectionService(),
    ...getStorageService({ fallbackOverride: storageDefaults }),
    ...getSecretStorageService(),
    ...getLifecycleService(),
    ...getEnvironmentService(),
    ...getWorkingCopyService(),
    ...getScmService(),
    ...getWelcomeService(),
    ...getMultiDiffEditorService(),
    ...getExplorerService(),
    ...getUserDataProfileService(),
    ...getWorkbenchService(),
    ...getKeybindingsService({ shouldUseGlobalKeybindings: () => true }),
    ...getQuickAccessService({ isKeybindingConfigurationVisible: () => true, shouldUseGlobalPicker: () => true }),
    // The explorer's brings the package's own.
    ...bulkEditServices(),
    ...sessionBackups(isKeptElsewhere),
    ...builtInExtensions(),
  };
}
