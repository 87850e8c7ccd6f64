import type { ITextModel } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/model';
import type { MergeEditorModel } from '@codingame/monaco-vscode-api/vscode/vs/workbench/contrib/mergeEditor/browser/model/mergeEditorModel';
import {
  type ModifiedBaseRange,
  type ModifiedBaseRangeState,
  ModifiedBaseRangeStateKind,
} from '@codingame/monaco-vscode-api/vscode/vs/workbench/contrib/mergeEditor/browser/model/modifiedBaseRange';
import { hunkName, type MergeSide } from '../../../shared/text/conflict-markers.ts';
import type { ShownHunk } from '../ports/merging.ts';

/** Says whether both sides changed a hunk to different things. */
export function isContested(range: ModifiedBaseRange): boolean {
  return range.isConflicting && !range.isEqualChange;
}

/** Names a hunk by both its sides. Left is what comes, right what was here. */
export function nameOf(range: ModifiedBaseRange): string {
  return hunkName(range.input2Range.getLines(range.input2TextModel), range.input1Range.getLines(range.input1TextModel));
}

/** Says whether the result still has markers of a conflict where a hunk is. */
export function hasMarkers(model: MergeEditorModel, range: ModifiedBaseRange): boolean {
  const { startLineNumber, endLineNumberExclusive } = model.getLineRangeInResult(range.baseRange);
  const last = Math.min(endLineNumberExclusive - 1, model.resultTextModel.getLineCount());
  for (let line = Math.max(1, startLineNumber); line <= last; line++)
    if (/^<{7}( |$)/.test(model.resultTextModel.getLineContent(line))) return true;
  return false;
}

/** The side that a state of a hunk stands for; null for text of neither. */
export function sideOf(state: ModifiedBaseRangeState): MergeSide | null {
  switch (state.kind) {
    case ModifiedBaseRangeStateKind.base:
      return 'neither';
    case ModifiedBaseRangeStateKind.input1:
      return 'incoming';
    case ModifiedBaseRangeStateKind.input2:
      return 'current';
    case ModifiedBaseRangeStateKind.both:
      return 'both';
    case ModifiedBaseRangeStateKind.unrecognized:
      return null;
  }
}

/** Reads a hunk from the result: the ancestor's text alone is a choice only where somebody has said so. */
export function shownHunk(
  model: MergeEditorModel,
  range: ModifiedBaseRange,
  taken: ReadonlyMap<string, MergeSide>,
): ShownHunk {
  const name = nameOf(range);
  const side = sideOf(model.getState(range).get());
  const isOpen = side === 'neither' && (taken.get(name) !== 'neither' || hasMarkers(model, range));
  const { startLineNumber, endLineNumberExclusive } = model.getLineRangeInResult(range.baseRange);
  const [from, to] = [startLineNumber, endLineNumberExclusive].map((line) => offsetOfLine(model.resultTextModel, line));
  return { name, is: isOpen ? 'open' : (side ?? 'own'), from: from!, to: to! };
}

/** LF offset of a line's beginning; of the text's end for the line behind the last. */
function offsetOfLine(model: ITextModel, line: number): number {
  const isBehind = line > model.getLineCount();
  const at = isBehind ? model.getValueLength() : model.getOffsetAt({ lineNumber: line, column: 1 });
  const ends = isBehind ? model.getLineCount() - 1 : line - 1;
  return model.getEOL() === '\r\n' ? at - ends : at;
}
