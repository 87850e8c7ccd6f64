import { ITextFileService } from '@codingame/monaco-vscode-api';
import { Emitter } from '@codingame/monaco-vscode-api/vscode/vs/base/common/event';
import type { ITransaction } from '@codingame/monaco-vscode-api/vscode/vs/base/common/observable';
import type { URI } from '@codingame/monaco-vscode-api/vscode/vs/base/common/uri';
import { StandaloneServices } from '@codingame/monaco-vscode-api/vscode/vs/editor/standalone/browser/standaloneServices';
import { WorkspaceMergeEditorModeFactory } from '@codingame/monaco-vscode-api/vscode/vs/workbench/contrib/mergeEditor/browser/mergeEditorInputModel';
import { MergeEditorModel } from '@codingame/monaco-vscode-api/vscode/vs/workbench/contrib/mergeEditor/browser/model/mergeEditorModel';
import {
  type InputNumber,
  type ModifiedBaseRange,
  ModifiedBaseRangeState,
} from '@codingame/monaco-vscode-api/vscode/vs/workbench/contrib/mergeEditor/browser/model/modifiedBaseRange';
import { TextFileEditorModel } from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/textfile/common/textFileEditorModel';
import type { ITextFileSaveOptions } from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/textfile/common/textfiles';
import type { MergeSide } from '../../../shared/text/conflict-markers.ts';
import { hasMarkers, isContested, nameOf, sideOf } from './hunks.ts';

export const taking = new Emitter<URI>();
export const taken = new Emitter<{ uri: URI; hunk: string; side: MergeSide }>();

/** Says whether this person may not change a text. */
export function isReadOnly(uri: URI): boolean {
  return Boolean(StandaloneServices.get(ITextFileService).files.get(uri)?.isReadonly());
}

/** Parts of the merge editor's model that are internal to it. */
interface Internals {
  initialize(): Promise<void>;
  computeState(range: ModifiedBaseRange, diffs: readonly unknown[]): ModifiedBaseRangeState;
}

/** Source of the save by which the merge editor would begin; internal to it. */
const { FILE_SAVED_SOURCE: openingSource } = WorkspaceMergeEditorModeFactory as unknown as {
  FILE_SAVED_SOURCE: string;
};

type SetState = MergeEditorModel['setState'];

/**
 * Lets the merge editor work on a text that several people have. Itself it saves the file on opening, and puts the
 * automatic merge in place of all markers, for everybody; it remembers per window what was handled.
 */
export function shareResults(): void {
  const { save } = TextFileEditorModel.prototype;
  TextFileEditorModel.prototype.save = async function (this: TextFileEditorModel, options?: ITextFileSaveOptions) {
    const isOpening = options?.source !== undefined && options.source === openingSource;
    return isOpening ? true : save.call(this, options);
  };
  const prototype = MergeEditorModel.prototype as unknown as Internals;
  prototype.initialize = async () => {};
  const { computeState } = prototype;
  // A hunk whose markers stand is one that nobody has chosen a side of, so that the sides can be taken.
  prototype.computeState = function (this: Internals, range, diffs) {
    const isOpen = diffs.length > 0 && hasMarkers(this as unknown as MergeEditorModel, range);
    return isOpen ? ModifiedBaseRangeState.base : computeState.call(this, range, diffs);
  };
  const { setState } = MergeEditorModel.prototype;
  MergeEditorModel.prototype.setState = function (this: MergeEditorModel, range, state, handled, tx, step) {
    if (isReadOnly(this.resultTextModel.uri)) return;
    takeSide(this, setState, { range, state, handled, tx, step });
  };
  const { reset } = MergeEditorModel.prototype;
  MergeEditorModel.prototype.reset = async function (this: MergeEditorModel) {
    if (!isReadOnly(this.resultTextModel.uri)) await reset.call(this);
  };
  // Derived from the text, and set by `derived-states.ts` alone.
  MergeEditorModel.prototype.setHandled = () => undefined;
  MergeEditorModel.prototype.setInputHandled = () => undefined;
}

interface Choice {
  range: ModifiedBaseRange;
  state: ModifiedBaseRangeState;
  handled: boolean | InputNumber;
  tx: ITransaction;
  step: boolean | undefined;
}

function takeSide(model: MergeEditorModel, setState: SetState, { range, state, handled, tx, step }: Choice): void {
  const { uri } = model.resultTextModel;
  // Git's markers may hold further hunks: with the markers these go back to the ancestor's text.
  const beside = hasMarkers(model, range) ? besides(model, range) : [];
  taking.fire(uri);
  setState.call(model, range, state, handled, tx, step);
  for (const each of beside) {
    const own = automatic(each);
    if (own !== null) setState.call(model, each, own, true, tx, step);
  }
  const side = sideOf(state);
  if (isContested(range) && side !== null) taken.fire({ uri, hunk: nameOf(range), side });
}

/** Other hunks within the same markers. */
function besides(model: MergeEditorModel, range: ModifiedBaseRange): ModifiedBaseRange[] {
  const place = model.getLineRangeInResult(range.baseRange);
  return model.modifiedBaseRanges.get().filter((each) => {
    if (each === range || !hasMarkers(model, each)) return false;
    const other = model.getLineRangeInResult(each.baseRange);
    return other.startLineNumber < place.endLineNumberExclusive && place.startLineNumber < other.endLineNumberExclusive;
  });
}

/** State of a hunk that needs no choice; null for one that does. */
function automatic(range: ModifiedBaseRange): ModifiedBaseRangeState | null {
  if (isContested(range)) return null;
  return ModifiedBaseRangeState.base.withInputValue(range.input1Diffs.length > 0 ? 1 : 2, true);
}
