import { getService, IDialogService, INotificationService, IProductService } from '@codingame/monaco-vscode-api';
import { CommandsRegistry } from '@codingame/monaco-vscode-api/vscode/vs/platform/commands/common/commands';
import { inertWords } from '../../../shared/text/shown.ts';
import { getActiveEditorLanguage } from './active-language.ts';

/** Facts that the build knows of itself (`vite.config.ts`). */
const ensembleVersion: string = import.meta.env.ENSEMBLE_VERSION;
const workbenchVersion: string = import.meta.env.ENSEMBLE_WORKBENCH_VERSION;

/** Shows the version of Ensemble, and the works that it is built on. */
async function showAbout(): Promise<void> {
  const { version } = await getService(IProductService);
  const detail = [
    'MIT licence. © The Ensemble contributors.',
    `The editor and what is around it are Visual Studio Code ${version}, by the packages @codingame/monaco-vscode-* ${workbenchVersion}. MIT licence. © Microsoft Corporation and others; packages © CodinGame.`,
  ];
  await (await getService(IDialogService)).info(`Ensemble ${ensembleVersion}`, detail.join('\n\n'));
}

/** Says that no formatter is installed, in place of an offer to install something. */
async function tellNoFormatter(): Promise<void> {
  const language = await getActiveEditorLanguage();
  const what = language === null ? 'this file' : `${language} files`;
  (await getService(INotificationService)).info(
    inertWords(`There is no formatter for ${what} here. Nothing was changed.`),
  );
}

// Of one name, the newest command is the one that runs.
CommandsRegistry.registerCommand('workbench.action.showAboutDialog', () => showAbout());
CommandsRegistry.registerCommand('editor.action.formatDocument.none', () => tellNoFormatter());
