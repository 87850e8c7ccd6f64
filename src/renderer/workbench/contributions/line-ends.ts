import { getService, IEditorService, IStatusbarService } from '@codingame/monaco-vscode-api';
import { DisposableStore } from '@codingame/monaco-vscode-api/vscode/vs/base/common/lifecycle';
import { getCodeEditor } from '@codingame/monaco-vscode-api/vscode/vs/editor/browser/editorBrowser';
import { EditorOption } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/config/editorOptions';
import { StatusbarAlignment } from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/statusbar/browser/statusbar';
import { onFormatShown, shownFormat } from '../models/format.ts';
import type { ShownFormat } from '../ports/models.ts';

/** The workbench's own item, and its place in the bar. */
const workbenchs = { id: 'status.editor.eol', priority: 100.2 };

const mixedWords = (eol: string) =>
  `The lines of this file end in more than one way on the disk. Saving ends them all with ${eol}.`;

function entryFor({ eol, isMixed }: ShownFormat, isReadOnly: boolean) {
  const text = eol.toUpperCase();
  const tooltip = isMixed ? mixedWords(text) : isReadOnly ? 'End of Line Sequence' : 'Select End of Line Sequence';
  return { name: 'Editor End of Line', text, ariaLabel: text, tooltip };
}

/**
 * Shows line ends in the status bar that the workbench's own item does not: CR, mixed ones, and those of a read-only
 * text.
 */
export async function showLineEnds(): Promise<void> {
  const [bar, editors] = await Promise.all([getService(IStatusbarService), getService(IEditorService)]);
  const shown = new DisposableStore();
  const listening = new DisposableStore();
  const update = () => {
    shown.clear();
    const editor = getCodeEditor(editors.activeTextEditorControl);
    const format = shownFormat(editor?.getModel() ?? null);
    if (!editor || !format) return;
    const isReadOnly = editor.getOption(EditorOption.readOnly);
    const entry = entryFor(format, isReadOnly);
    if (isReadOnly) shown.add(bar.addEntry(entry, 'ensemble.lineEnds', StatusbarAlignment.RIGHT, workbenchs.priority));
    else shown.add(bar.overrideEntry(workbenchs.id, entry));
  };
  const follow = () => {
    listening.clear();
    const editor = getCodeEditor(editors.activeTextEditorControl);
    if (editor) listening.add(editor.onDidChangeConfiguration(update));
    if (editor) listening.add(editor.onDidChangeModel(update));
    update();
  };
  editors.onDidActiveEditorChange(follow);
  onFormatShown(update);
  follow();
}
