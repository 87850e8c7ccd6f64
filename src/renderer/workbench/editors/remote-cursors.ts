import type { ICodeEditor } from '@codingame/monaco-vscode-api/vscode/vs/editor/browser/editorBrowser';
import { Range } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/core/range';
import { TrackedRangeStickiness } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/model';
import type { OpenTexts } from '../models/models.ts';
import { positionAt } from '../models/offsets.ts';
import type { RemoteCursor } from '../ports/editors.ts';
import type { ModelKey } from '../ports/models.ts';
import { CursorWidget } from './cursor-widget.ts';
import { createLayers, type Layer } from './layers.ts';
import { personClass } from './people-colours.ts';

/** So many lines beyond what is seen count as in view. */
const margin = 5;

/** Draws others' cursors and selections. Between two calls of `set` they move along with the text. */
export function createRemoteCursors(texts: OpenTexts) {
  const wanted = new Map<ModelKey, readonly RemoteCursor[]>();
  const layers = createLayers(texts, (editor, key) => createLayer(editor, () => wanted.get(key) ?? []));
  return {
    attach: layers.attach,
    set: (key: ModelKey, cursors: readonly RemoteCursor[]) => {
      if (cursors.length === 0) wanted.delete(key);
      else wanted.set(key, cursors);
      layers.update(key);
    },
  };
}

function createLayer(editor: ICodeEditor, cursors: () => readonly RemoteCursor[]): Layer {
  const widgets = new Map<string, CursorWidget>();
  const selections = editor.createDecorationsCollection();
  const heads = editor.createDecorationsCollection();
  let ids: readonly string[] = [];

  const remove = (id: string) => {
    const widget = widgets.get(id);
    if (widget === undefined) return;
    editor.removeContentWidget(widget);
    widget.dispose();
    widgets.delete(id);
  };

  /** Only these few get widgets: each costs time in every frame. */
  const isInView = (line: number) =>
    editor
      .getVisibleRanges()
      .some(({ startLineNumber, endLineNumber }) => line >= startLineNumber - margin && line <= endLineNumber + margin);

  const follow = () => {
    heads.getRanges().forEach((range, i) => {
      const widget = widgets.get(ids[i] ?? '');
      if (widget === undefined) return;
      if (widget.place(range.getStartPosition())) editor.layoutContentWidget(widget);
    });
  };

  const update = () => {
    const model = editor.getModel();
    if (model === null) return;
    const list = cursors().map((cursor) => {
      const head = positionAt(model, cursor.head);
      return { cursor, head, range: Range.fromPositions(head, positionAt(model, cursor.anchor)) };
    });
    const near = list.filter(({ head }) => isInView(head.lineNumber));
    ids = near.map(({ cursor }) => cursor.id);
    for (const id of [...widgets.keys()]) if (!ids.includes(id)) remove(id);
    selections.set(
      list
        .filter(({ range }) => !range.isEmpty())
        .map(({ cursor, range }) => ({
          range: Range.lift(range),
          options: {
            description: 'ensemble-selection',
            className: `ensemble-selection ${personClass(cursor.colorIndex)}`,
            stickiness: TrackedRangeStickiness.NeverGrowsWhenTypingAtEdges,
          },
        })),
    );
    heads.set(
      near.map(({ head }) => ({
        range: Range.fromPositions(head),
        options: { description: 'ensemble-cursor', stickiness: TrackedRangeStickiness.GrowsOnlyWhenTypingBefore },
      })),
    );
    for (const { cursor, head } of near) {
      const known = widgets.get(cursor.id);
      const widget = known ?? new CursorWidget(editor, cursor.id);
      const isMoved = widget.show(cursor, head);
      widgets.set(cursor.id, widget);
      if (known === undefined) editor.addContentWidget(widget);
      else if (isMoved) editor.layoutContentWidget(widget);
    }
  };

  const listening = [editor.onDidChangeModelContent(follow), editor.onDidScrollChange(update)];

  return {
    update,
    dispose: () => {
      for (const listener of listening) listener.dispose();
      for (const id of [...widgets.keys()]) remove(id);
      selections.clear();
      heads.clear();
    },
  };
}
