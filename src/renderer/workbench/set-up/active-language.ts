import { getService, ICodeEditorService, ILanguageService } from '@codingame/monaco-vscode-api';

/** What the language of the text in the active editor is called; null where there is none. */
export async function getActiveEditorLanguage(): Promise<string | null> {
  const [editors, languages] = await Promise.all([getService(ICodeEditorService), getService(ILanguageService)]);
  const id = (editors.getFocusedCodeEditor() ?? editors.getActiveCodeEditor())?.getModel()?.getLanguageId();
  return id === undefined ? null : languages.getLanguageName(id);
}
