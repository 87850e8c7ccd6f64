import type { ICodeEditor } from '@codingame/monaco-vscode-api/vscode/vs/editor/browser/editorBrowser';
import type { IPosition } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/core/position';
import { Range } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/core/range';
import { TrackedRangeStickiness } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/model';
import { shiftOffset } from '../../../shared/text/shift-offset.ts';
import { type ContentChange, toTextChanges } from '../models/local-changes.ts';
import type { OpenTexts } from '../models/models.ts';
import { positionAt } from '../models/offsets.ts';
import type { RemoteCursor } from '../ports/editors.ts';
import type { ModelKey } from '../ports/models.ts';
import { CursorWidget } from './cursor-widget.ts';
import { createLayers, type Layer } from './layers.ts';
import { hiddenFlags } from './name-flags.ts';
import { personClass } from './people-colours.ts';

/** Lines beyond the visible ones that count as in view. */
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
  let selected = '';
  /** Offsets of those in view. No decorations: changing one has the editor draw all of its lines anew. */
  let heads = new Map<string, number>();

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

  const follow = (event: ContentChange) => {
    const model = editor.getModel();
    if (model === null || heads.size === 0) return;
    const changes = toTextChanges(model, event);
    for (const [id, before] of heads) {
      const head = shiftOffset(before, changes);
      heads.set(id, head);
      const widget = widgets.get(id);
      if (widget?.place(positionAt(model, head))) editor.layoutContentWidget(widget);
    }
    uncover();
  };

  /** Hides names that would lie over one another, except the one that moved last. */
  const uncover = () => {
    const flags = [...widgets.values()].flatMap((widget) => widget.flag() ?? []);
    const hidden = flags.length > 1 ? hiddenFlags(flags) : new Set<string>();
    for (const [id, widget] of widgets) widget.cover(hidden.has(id));
  };

  /** Sets selections, except those that have moved along with the text already. */
  const select = (list: readonly { cursor: RemoteCursor; range: Range }[]) => {
    const drawn = selections.getRanges();
    const look = list.map(({ cursor }) => `${cursor.id} ${cursor.colorIndex}`).join();
    if (look === selected && list.every(({ range }, i) => drawn[i]?.equalsRange(range))) return;
    selected = look;
    selections.set(
      list.map(({ cursor, range }) => ({
        range,
        options: {
          description: 'ensemble-selection',
          className: `ensemble-selection ${personClass(cursor.colorIndex)}`,
          stickiness: TrackedRangeStickiness.NeverGrowsWhenTypingAtEdges,
        },
      })),
    );
  };

  const update = () => {
    const model = editor.getModel();
    if (model === null) return;
    const list = cursors().map((cursor) => {
      const head = positionAt(model, cursor.head);
      return { cursor, head, range: Range.fromPositions(head, positionAt(model, cursor.anchor)) };
    });
    const near = list.filter(({ head }) => isInView(head.lineNumber));
    heads = new Map(near.map(({ cursor }) => [cursor.id, cursor.head]));
    for (const id of [...widgets.keys()]) if (!heads.has(id)) remove(id);
    select(list.filter(({ range }) => !range.isEmpty()));
    for (const { cursor, head } of near) {
      const known = widgets.get(cursor.id);
      const widget = known ?? new CursorWidget(editor, cursor.id);
      const isMoved = widget.show(cursor, head);
      widgets.set(cursor.id, widget);
      if (known === undefined) editor.addContentWidget(widget);
      else if (isMoved) editor.layoutContentWidget(widget);
    }
    uncover();
  };

  const hover = (at: IPosition | null) => {
    for (const widget of widgets.values()) widget.hover(at);
  };

  const listening = [
    editor.onDidChangeModelContent(follow),
    editor.onDidScrollChange(update),
    editor.onMouseMove(({ target }) => hover(target.position)),
    editor.onMouseLeave(() => hover(null)),
  ];

  return {
    update,
    dispose: () => {
      for (const listener of listening) listener.dispose();
      for (const id of [...widgets.keys()]) remove(id);
      selections.clear();
    },
  };
}
