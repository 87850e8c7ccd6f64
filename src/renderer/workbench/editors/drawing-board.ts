import type { ICodeEditor } from '@codingame/monaco-vscode-api/vscode/vs/editor/browser/editorBrowser';
import type { DrawingBoard } from '../ports/editors.ts';
import { coverEditor, letterSizeOf, startOfLinePx } from './drawings.ts';
import { personClass } from './people-colours.ts';
import { type PointPx, pathOf, strokeOf } from './stroke.ts';

/** Least way between two points of a stroke. */
const leastPx = 2;

/** Finds the line at a height of the editor's view: the last that begins above it. */
function lineAtPx(editor: ICodeEditor, y: number): number {
  const ranges = editor.getVisibleRanges();
  let line = ranges[0]?.startLineNumber ?? 1;
  for (const { startLineNumber, endLineNumber } of ranges)
    for (let at = startLineNumber; at <= endLineNumber; at++) if (startOfLinePx(editor, at).top <= y) line = at;
  return line;
}

/** Lays a board over an editor on which the pointer draws, until Escape or the function that it gives. */
export function openBoard(editor: ICodeEditor, { colorIndex, words, onStroke, onClosed }: DrawingBoard): () => void {
  const board = document.createElement('div');
  board.className = `ensemble-drawing-board ${personClass(colorIndex)}`;
  board.tabIndex = -1;
  const label = document.createElement('span');
  label.textContent = words;
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  svg.append(path);
  board.append(svg, label);
  const widget = { getId: () => 'ensemble.drawing-board', getDomNode: () => board, getPosition: () => null };

  let points: PointPx[] = [];
  let line = 1;
  const pointOf = (event: PointerEvent): PointPx => {
    const { left, top } = board.getBoundingClientRect();
    const start = startOfLinePx(editor, line);
    return [event.clientX - left - start.left, event.clientY - top - start.top];
  };
  const show = () => {
    const { left, top } = startOfLinePx(editor, line);
    path.setAttribute('transform', `translate(${left} ${top})`);
    const size = letterSizeOf(editor);
    path.setAttribute('d', points.length < 2 ? '' : pathOf(strokeOf(line, points, size), size));
  };
  board.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    board.setPointerCapture(event.pointerId);
    line = lineAtPx(editor, event.clientY - board.getBoundingClientRect().top);
    points = [pointOf(event)];
  });
  board.addEventListener('pointermove', (event) => {
    const last = points.at(-1);
    if (!last || !board.hasPointerCapture(event.pointerId)) return;
    const next = pointOf(event);
    if (Math.hypot(next[0] - last[0], next[1] - last[1]) < leastPx) return;
    points.push(next);
    show();
  });
  const end = () => {
    if (points.length > 1) onStroke(strokeOf(line, points, letterSizeOf(editor)));
    points = [];
    show();
  };
  board.addEventListener('pointerup', end);
  board.addEventListener('pointercancel', end);
  board.addEventListener('wheel', ({ deltaY, deltaX }) => {
    editor.setScrollPosition({
      scrollTop: editor.getScrollTop() + deltaY,
      scrollLeft: editor.getScrollLeft() + deltaX,
    });
  });

  let isOpen = true;
  const close = () => {
    if (!isOpen) return;
    isOpen = false;
    for (const each of listening) each.dispose();
    editor.removeOverlayWidget(widget);
    editor.focus();
    onClosed();
  };
  board.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    close();
  });
  editor.addOverlayWidget(widget);
  coverEditor(editor, board);
  const listening = [
    editor.onDidLayoutChange(() => coverEditor(editor, board)),
    editor.onDidChangeModel(close),
    editor.onDidDispose(close),
  ];
  board.focus();
  return close;
}
