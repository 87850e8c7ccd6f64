import { plainWords } from '../../../shared/text/shown.ts';
import type { DiffText, EditorsPort, LineMark } from '../ports/editors.ts';

function shownLineMark({ lineHover, ...mark }: LineMark): LineMark {
  const hover = plainWords(mark.hover);
  if (lineHover === undefined) return { ...mark, hover };
  const { paragraphs, link } = lineHover;
  const shown = { paragraphs: paragraphs.map(plainWords), link: { ...link, title: plainWords(link.title) } };
  return { ...mark, hover, lineHover: shown };
}

function shownDiffText({ title, text }: DiffText): DiffText {
  return { title: plainWords(title), text };
}

/** Editors whose words of others are shown as what they are. */
export function shownEditors(raw: EditorsPort): EditorsPort {
  return {
    visible: raw.visible,
    active: raw.active,
    onVisibleChanged: raw.onVisibleChanged,
    onSelectionChanged: raw.onSelectionChanged,
    onScroll: raw.onScroll,
    getTopVisibleLine: raw.getTopVisibleLine,
    reveal: raw.reveal,
    arrange: raw.arrange,
    untilClosed: raw.untilClosed,
    select: raw.select,
    move: raw.move,
    setRemoteCursors: (key, cursors) =>
      raw.setRemoteCursors(
        key,
        cursors.map((cursor) => ({ ...cursor, name: plainWords(cursor.name) })),
      ),
    setPlaceholder: (key, words) => raw.setPlaceholder(key, words === null ? null : plainWords(words)),
    setLineMarks: (owner, key, marks) => raw.setLineMarks(owner, key, marks.map(shownLineMark)),
    setTextMarks: (key, marks) =>
      raw.setTextMarks(
        key,
        marks.map((mark) => ({ ...mark, hover: plainWords(mark.hover) })),
      ),
    showDrawing: (key, drawing) => raw.showDrawing(key, { ...drawing, name: plainWords(drawing.name) }),
    openBoard: (key, board) => raw.openBoard(key, { ...board, words: plainWords(board.words) }),
    openDiff: (title, left, right, subject) =>
      raw.openDiff(plainWords(title), shownDiffText(left), 'key' in right ? right : shownDiffText(right), subject),
    updateDiff: raw.updateDiff,
    closeDiff: raw.closeDiff,
    diffCursor: raw.diffCursor,
    previewDiffs: (title, pairs) =>
      raw.previewDiffs(
        plainWords(title),
        pairs.map(({ left, right }) => ({ left: shownDiffText(left), right: shownDiffText(right) })),
      ),
  };
}
