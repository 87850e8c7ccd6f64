import { ICodeEditorService } from '@codingame/monaco-vscode-api';
import type { ICodeEditor } from '@codingame/monaco-vscode-api/vscode/vs/editor/browser/editorBrowser';
import type { CodeEditorWidget } from '@codingame/monaco-vscode-api/vscode/vs/editor/browser/widget/codeEditor/codeEditorWidget';
import { StandaloneServices } from '@codingame/monaco-vscode-api/vscode/vs/editor/standalone/browser/standaloneServices';
import { IContextKeyService } from '@codingame/monaco-vscode-api/vscode/vs/platform/contextkey/common/contextkey.service';
import type { OpenTexts } from '../models/models.ts';
import type { LanguagesPort, TextTool } from '../ports/languages.ts';
import type { ModelKey } from '../ports/models.ts';
import { chosenIn, watchChoices } from './chosen-actions.ts';

const renaming = 'renameInputVisible';
const choosing = 'codeActionMenuVisible';

/** Watches the boxes and menus of editors that count from the text as it is shown. It runs when the services stand. */
export function watchTools(texts: OpenTexts, told: Parameters<LanguagesPort['onToolOpen']>[0]): void {
  const editors = StandaloneServices.get(ICodeEditorService);
  const open = new Map<ICodeEditor, { key: ModelKey; tool: TextTool; isShown: boolean }>();
  const show = (editor: ICodeEditor, tool: TextTool) => {
    const now = open.get(editor);
    if (now) now.isShown = true;
    const key = texts.of(editor.getModel())?.key;
    if (now || key === undefined) return;
    open.set(editor, { key, tool, isShown: true });
    told(key, true, tool);
  };
  const hide = (editor: ICodeEditor) => {
    const now = open.get(editor);
    if (!now?.isShown) return;
    now.isShown = false;
    const end = () => {
      // It may be open again by now.
      if (now.isShown || open.get(editor) !== now) return;
      open.delete(editor);
      told(now.key, false, now.tool);
    };
    const choice = chosenIn(editor);
    if (choice) void choice.then(end);
    else end();
  };
  watchChoices();
  const watch = (editor: ICodeEditor) => {
    const context = (editor as CodeEditorWidget).invokeWithinContext((accessor) => accessor.get(IContextKeyService));
    const keys = new Set([renaming]);
    context.onDidChangeContext((event) => {
      if (!event.affectsSome(keys)) return;
      if (context.getContextKeyValue(renaming) === true) show(editor, 'rename');
      else if (open.get(editor)?.tool === 'rename') hide(editor);
    });
    editor.onDidDispose(() => hide(editor));
  };
  editors.onCodeEditorAdd(watch);
  for (const editor of editors.listCodeEditors()) watch(editor);

  const context = StandaloneServices.get(IContextKeyService);
  const keys = new Set([choosing]);
  context.onDidChangeContext((event) => {
    if (!event.affectsSome(keys)) return;
    const isOpen = context.getContextKeyValue(choosing) === true;
    const editor = editors.getFocusedCodeEditor() ?? editors.getActiveCodeEditor();
    if (isOpen && editor) show(editor, 'actions');
    if (!isOpen) for (const [each, { tool }] of open) if (tool === 'actions') hide(each);
  });
}
