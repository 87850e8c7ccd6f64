import type { Emitter } from '@codingame/monaco-vscode-api/vscode/vs/base/common/event';
import type { ICodeEditor } from '@codingame/monaco-vscode-api/vscode/vs/editor/browser/editorBrowser';
import { Selection } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/core/selection';
import { CursorChangeReason } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/cursorEvents';
import type { OpenTexts } from '../models/models.ts';
import { offsetAt, positionAt } from '../models/offsets.ts';
import { remoteSource } from '../models/view-keeper.ts';
import type { OffsetSelection, SelectionCause } from '../ports/editors.ts';
import type { ModelKey } from '../ports/models.ts';

export interface EditorEvents {
  visible: Emitter<void>;
  selection: Emitter<{ key: ModelKey; selections: readonly OffsetSelection[]; cause: SelectionCause }>;
  scroll: Emitter<{ key: ModelKey; topLine: number }>;
}

/** Gives the editor's selections in LF offsets, the main one first. */
export function selectionsOf(editor: ICodeEditor): OffsetSelection[] {
  const model = editor.getModel();
  if (model === null) return [];
  return (editor.getSelections() ?? []).map((selection) => ({
    anchor: offsetAt(model, selection.getSelectionStart()),
    head: offsetAt(model, selection.getPosition()),
  }));
}

/** Sets the editor's selections and brings the first into view. */
export function selectIn(editor: ICodeEditor, selections: readonly OffsetSelection[]): void {
  const model = editor.getModel();
  if (model === null || selections.length === 0) return;
  const wanted = selections.map(({ anchor, head }) => {
    const from = positionAt(model, anchor);
    const to = positionAt(model, head);
    return new Selection(from.lineNumber, from.column, to.lineNumber, to.column);
  });
  editor.setSelections(wanted);
  editor.revealRangeInCenterIfOutsideViewport(wanted[0]!);
}

/** Passes on the events of this editor, until it is disposed. */
export function watchEditor(editor: ICodeEditor, texts: OpenTexts, events: EditorEvents): void {
  const key = () => texts.of(editor.getModel())?.key;
  const listening = [
    editor.onDidChangeModel(() => events.visible.fire()),
    editor.onDidFocusEditorText(() => events.visible.fire()),
    editor.onDidCompositionStart(() => texts.of(editor.getModel())?.composition.fire(true)),
    editor.onDidCompositionEnd(() => texts.of(editor.getModel())?.composition.fire(false)),
    editor.onDidChangeCursorSelection(({ reason, source }) => {
      const name = key();
      if (name === undefined) return;
      const byRemote = source === remoteSource || reason === CursorChangeReason.RecoverFromMarkers;
      const byEdit = byRemote || source === 'keyboard' ? reason !== CursorChangeReason.Explicit : source !== 'mouse';
      events.selection.fire({ key: name, selections: selectionsOf(editor), cause: { byEdit, byRemote } });
    }),
    editor.onDidScrollChange((event) => {
      const name = key();
      if (name === undefined || !event.scrollTopChanged) return;
      events.scroll.fire({ key: name, topLine: editor.getVisibleRanges()[0]?.startLineNumber ?? 1 });
    }),
  ];
  editor.onDidDispose(() => {
    for (const listener of listening) listener.dispose();
  });
}
