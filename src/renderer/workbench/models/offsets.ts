import type { IPosition } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/core/position';
import { Range } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/core/range';
import type { ITextModel } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/model';

/** Counts as if every line ended with LF: a CRLF text has one unit more before each further line. */
export function offsetAt(model: ITextModel, position: IPosition): number {
  const offset = model.getOffsetAt(position);
  return model.getEOL() === '\r\n' ? offset - (position.lineNumber - 1) : offset;
}

/** Gives the place of an LF offset; offsets outside the text become its ends. */
export function positionAt(model: ITextModel, offset: number): IPosition {
  const wanted = Math.max(0, offset);
  if (model.getEOL() !== '\r\n') return model.getPositionAt(wanted);
  let first = 1;
  let last = model.getLineCount();
  while (first < last) {
    const middle = Math.ceil((first + last) / 2);
    if (offsetAt(model, { lineNumber: middle, column: 1 }) <= wanted) first = middle;
    else last = middle - 1;
  }
  const column = wanted - offsetAt(model, { lineNumber: first, column: 1 }) + 1;
  return { lineNumber: first, column: Math.min(column, model.getLineMaxColumn(first)) };
}

/** Gives the range of a stretch in LF offsets. */
export function rangeAt(model: ITextModel, offset: number, length: number): Range {
  const start = positionAt(model, offset);
  const end = length === 0 ? start : positionAt(model, offset + length);
  return new Range(start.lineNumber, start.column, end.lineNumber, end.column);
}
