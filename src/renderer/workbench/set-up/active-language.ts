import { getService, ICodeEditorService, ILanguageService } from '@codingame/monaco-vscode-api';

/** Name of the language of the text in the active editor; null where there is none. */
export async function getActiveEditorLanguage(): Promise<string | null> {
  const [editors, languages] = await Promise.all([getService(ICodeEditorService), getService(ILanguageService)]);
  const id = (editors.getFocusedCodeEditor() ?? editors.getActiveCodeEditor())?.getModel()?.getLanguageId();
  return id === undefined ? null : languages.getLanguageName(id);
}
