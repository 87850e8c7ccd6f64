import { getService, IEditorService, IStatusbarService } from '@codingame/monaco-vscode-api';
import { DisposableStore } from '@codingame/monaco-vscode-api/vscode/vs/base/common/lifecycle';
import { getCodeEditor, type ICodeEditor } from '@codingame/monaco-vscode-api/vscode/vs/editor/browser/editorBrowser';
import type { IEditorOptions } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/config/editorOptions';
import type { ITextModel } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/model';
import { StatusbarAlignment } from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/statusbar/browser/statusbar';
import { inertWords } from '../../../shared/text/shown.ts';

/** Length from which the editor's work on a line costs more at each key than a key may. */
const longLine = 200_000;
/** Number of lines above which a text is not looked through. */
const mostLines = 20_000;

/** Options that turn off features which read whole lines at each key. */
const off: IEditorOptions = {
  bracketPairColorization: { enabled: false },
  colorDecorators: false,
  // It hands the whole line to the browser at each key.
  editContext: false,
  folding: false,
  guides: { indentation: false, bracketPairs: false },
  inlayHints: { enabled: 'off' },
  links: false,
  matchBrackets: 'never',
  minimap: { enabled: false },
  occurrencesHighlight: 'off',
  renderWhitespace: 'none',
  selectionHighlight: false,
  stickyScroll: { enabled: false },
  unicodeHighlight: { ambiguousCharacters: false, invisibleCharacters: false, nonBasicASCII: false },
  wordWrap: 'off',
};

const words = {
  name: 'Long Lines',
  text: 'Highlighting off: long lines',
  ariaLabel: 'Highlighting is off in this file, which has very long lines',
  tooltip: `This file has lines of more than ${longLine.toLocaleString('en')} characters. Highlighting, wrapping and other features that read whole lines are off here, so that typing stays fast.`,
};

const shownWords = Object.fromEntries(
  Object.entries(words).map(([key, text]) => [key, inertWords(text)]),
) as typeof words;

function hasLongLine(model: ITextModel | null): boolean {
  if (!model || model.getValueLength() < longLine) return false;
  const lines = Math.min(model.getLineCount(), mostLines);
  for (let line = 1; line <= lines; line++) if (model.getLineLength(line) >= longLine) return true;
  return false;
}

/** Turns off features that would make each key slow in a text of very long lines, and says so in the status bar. */
export async function spareLongLines(): Promise<void> {
  const [bar, editors] = await Promise.all([getService(IStatusbarService), getService(IEditorService)]);
  const before = new WeakMap<ICodeEditor, IEditorOptions>();
  const shown = new DisposableStore();
  const listening = new DisposableStore();
  const update = (editor: ICodeEditor) => {
    shown.clear();
    const isLong = hasLongLine(editor.getModel());
    const kept = before.get(editor);
    if (isLong && !kept) {
      const now = editor.getRawOptions() as Record<string, unknown>;
      before.set(editor, Object.fromEntries(Object.keys(off).map((name) => [name, now[name]])));
      editor.updateOptions(off);
    } else if (!isLong && kept) {
      before.delete(editor);
      editor.updateOptions(kept);
    }
    if (isLong) shown.add(bar.addEntry(shownWords, 'ensemble.longLines', StatusbarAlignment.RIGHT, 99));
  };
  const follow = () => {
    listening.clear();
    shown.clear();
    const editor = getCodeEditor(editors.activeTextEditorControl);
    if (!editor) return;
    listening.add(editor.onDidChangeModel(() => update(editor)));
    update(editor);
  };
  editors.onDidActiveEditorChange(follow);
  follow();
}
