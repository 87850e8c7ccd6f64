import { getService, IEditorService, IExtensionService, ILanguageService } from '@codingame/monaco-vscode-api';
import { TokenizationRegistry } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/languages';

/** Fetches the grammar of the file in the active tab while the file itself is still on its way. */
export async function fetchColours(): Promise<void> {
  const [extensions, editors, languages] = await Promise.all([
    getService(IExtensionService),
    getService(IEditorService),
    getService(ILanguageService),
  ]);
  await extensions.whenInstalledExtensionsRegistered();
  const resource = editors.activeEditor?.resource;
  if (resource === undefined) return;
  const language = languages.guessLanguageIdByFilepathOrFirstLine(resource);
  if (language !== null) await TokenizationRegistry.getOrCreate(language);
}
