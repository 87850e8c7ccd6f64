import { ICodeEditorService } from '@codingame/monaco-vscode-api';
import type { ICodeEditor } from '@codingame/monaco-vscode-api/vscode/vs/editor/browser/editorBrowser';
import type { CodeEditorWidget } from '@codingame/monaco-vscode-api/vscode/vs/editor/browser/widget/codeEditor/codeEditorWidget';
import { StandaloneServices } from '@codingame/monaco-vscode-api/vscode/vs/editor/standalone/browser/standaloneServices';
import { IContextKeyService } from '@codingame/monaco-vscode-api/vscode/vs/platform/contextkey/common/contextkey.service';
import type { OpenTexts } from '../models/models.ts';
import type { LanguagesPort } from '../ports/languages.ts';

const renaming = 'renameInputVisible';
const choosing = 'codeActionMenuVisible';

/** Watches the boxes and menus of editors that count from the text as it is shown. It runs when the services stand. */
export function watchTools(texts: OpenTexts, told: Parameters<LanguagesPort['onToolOpen']>[0]): void {
  const editors = StandaloneServices.get(ICodeEditorService);
  const open = new Map<ICodeEditor, string>();
  const set = (editor: ICodeEditor, isOpen: boolean) => {
    const before = open.get(editor);
    if (isOpen === (before !== undefined)) return;
    const key = before ?? texts.of(editor.getModel())?.key;
    if (key === undefined) return;
    if (isOpen) open.set(editor, key);
    else open.delete(editor);
    told(key, isOpen);
  };
  const watch = (editor: ICodeEditor) => {
    const context = (editor as CodeEditorWidget).invokeWithinContext((accessor) => accessor.get(IContextKeyService));
    const keys = new Set([renaming]);
    context.onDidChangeContext((event) => {
      if (event.affectsSome(keys)) set(editor, context.getContextKeyValue(renaming) === true);
    });
    editor.onDidDispose(() => set(editor, false));
  };
  editors.onCodeEditorAdd(watch);
  for (const editor of editors.listCodeEditors()) watch(editor);

  const context = StandaloneServices.get(IContextKeyService);
  const keys = new Set([choosing]);
  context.onDidChangeContext((event) => {
    if (!event.affectsSome(keys)) return;
    const isOpen = context.getContextKeyValue(choosing) === true;
    const editor = editors.getFocusedCodeEditor() ?? editors.getActiveCodeEditor();
    if (isOpen && editor) set(editor, true);
    if (!isOpen) for (const each of open.keys()) set(each, false);
  });
}
