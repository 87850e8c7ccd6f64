import { IEditorService } from '@codingame/monaco-vscode-api';
import { DisposableStore } from '@codingame/monaco-vscode-api/vscode/vs/base/common/lifecycle';
import {
  type ICodeEditor,
  isCodeEditor,
  isDiffEditor,
} from '@codingame/monaco-vscode-api/vscode/vs/editor/browser/editorBrowser';
import type { DiffEditorWidget } from '@codingame/monaco-vscode-api/vscode/vs/editor/browser/widget/diffEditor/diffEditorWidget';
import { ScrollType } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/editorCommon';
import { StandaloneServices } from '@codingame/monaco-vscode-api/vscode/vs/editor/standalone/browser/standaloneServices';
import type { ComparedPlace } from '../ports/source-control.ts';
import { besideLine } from './beside-line.ts';

type Side = ComparedPlace['side'];

/** Time for which a comparison that was just opened is waited for: the lines of its sides are aligned by then. */
const alignedMs = 2_000;

/** Side that had the keyboard last, by its comparison: the person may be in the chat meanwhile. */
const lastSides = new WeakMap<object, Side>();

const control = () => StandaloneServices.get(IEditorService).activeTextEditorControl;

/** Gives the editors of the sides that are shown; a file that is new in a version is its right side alone. */
function sidesIn(editor: unknown): Partial<Record<Side, ICodeEditor>> {
  if (isDiffEditor(editor))
    return { ...(editor.renderSideBySide && { left: editor.getOriginalEditor() }), right: editor.getModifiedEditor() };
  return isCodeEditor(editor) ? { right: editor } : {};
}

function activeSide(): { side: Side; editor: ICodeEditor | undefined } {
  const active = control();
  const sides = sidesIn(active);
  const side = sides.left && active && lastSides.get(active) === 'left' ? 'left' : 'right';
  return { side, editor: sides[side] };
}

/** Gives the editor of the side in which this person is, or was before they went to another part of the window. */
export const comparedEditor = (): ICodeEditor | undefined => activeSide().editor;

/** Gives the place of this person in the comparison of the active editor; null for none. */
export function comparedPlace(): ComparedPlace | null {
  const { side, editor } = activeSide();
  const seen = editor?.getVisibleRanges() ?? [];
  const line = editor?.getPosition()?.lineNumber;
  if (line === undefined || seen.length === 0) return null;
  const [topLine, bottomLine] = [seen[0]!.startLineNumber, seen.at(-1)!.endLineNumber];
  return { side, line, topLine, bottomLine };
}

/** Calls a listener whenever this person moves or scrolls in the comparison of the active editor. */
export function onComparedMoved(listener: () => void): void {
  const editors = StandaloneServices.get(IEditorService);
  const watching = new DisposableStore();
  const watch = () => {
    watching.clear();
    const active = control();
    // A comparison that takes the place of another has the person in its right side, unless they go to the left.
    if (active) lastSides.delete(active);
    for (const [side, editor] of Object.entries(sidesIn(active)) as [Side, ICodeEditor][]) {
      const focused = () => {
        if (active) lastSides.set(active, side);
        listener();
      };
      if (editor.hasTextFocus()) focused();
      watching.add(editor.onDidFocusEditorText(focused));
      watching.add(editor.onDidChangeCursorPosition(listener));
      watching.add(editor.onDidScrollChange(listener));
    }
    listener();
  };
  editors.onDidActiveEditorChange(watch);
  watch();
}

/** Brings a line of a side into view in the comparison of the active editor, once its sides are aligned. */
export async function revealCompared(side: Side, line: number, at: 'top' | 'centre'): Promise<void> {
  const active = control();
  // The editor itself goes to the first change, by the same promise.
  if (isDiffEditor(active))
    await Promise.race([
      (active as unknown as Pick<DiffEditorWidget, 'waitForDiff'>).waitForDiff(),
      new Promise((resolve) => setTimeout(resolve, alignedMs)),
    ]);
  const sides = sidesIn(active);
  const editor = sides[side] ?? sides.right;
  const count = editor?.getModel()?.getLineCount();
  if (!editor || count === undefined) return;
  const changes = (isDiffEditor(active) && active.getLineChanges()) || [];
  const own = side === 'left' && sides.left === undefined ? besideLine(changes, line) : line;
  const within = Math.min(own, count);
  if (at === 'top') editor.setScrollTop(editor.getTopForLineNumber(within), ScrollType.Smooth);
  else editor.revealLineInCenterIfOutsideViewport(within, ScrollType.Smooth);
}
