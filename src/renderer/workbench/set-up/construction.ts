import type { IWorkbenchConstructionOptions } from '@codingame/monaco-vscode-api';
import { LogLevel } from '@codingame/monaco-vscode-api';
import { isFolderToOpen } from '@codingame/monaco-vscode-api/vscode/vs/platform/window/common/window';
import { plainWords } from '../../../shared/text/shown.ts';
import type { FolderPaths } from '../files/paths.ts';
import type { WorkbenchOptions } from '../ports/workbench.ts';
import { settingDefaults } from './user-settings.ts';

/** Makes the workbench's options about its folder, its product name and its defaults. */
export function constructionOptions(options: WorkbenchOptions, paths: FolderPaths): IWorkbenchConstructionOptions {
  const { openFolder } = options;
  return {
    enableWorkspaceTrust: false,
    workspaceProvider: {
      trusted: true,
      workspace: { folderUri: paths.root, ...(options.storageId ? { id: options.storageId } : {}) },
      open: async (target) => {
        if (openFolder === undefined) return false;
        await openFolder(target !== undefined && isFolderToOpen(target) ? target.folderUri.toString() : null);
        return true;
      },
    },
    configurationDefaults: {
      ...settingDefaults,
      'window.title': `\${dirty}\${activeEditorShort}\${separator}${plainWords(options.workspaceName)}\${separator}Ensemble`,
    },
    productConfiguration: { nameShort: 'Ensemble', nameLong: 'Ensemble', applicationName: 'ensemble' },
    developmentOptions: { logLevel: LogLevel.Warning },
  };
}
