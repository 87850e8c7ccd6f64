import { DisposableStore, type IDisposable } from '@codingame/monaco-vscode-api/vscode/vs/base/common/lifecycle';
import type { ISettableObservable } from '@codingame/monaco-vscode-api/vscode/vs/base/common/observable';
import { autorun } from '@codingame/monaco-vscode-api/vscode/vs/base/common/observableInternal/reactions/autorun';
import { transaction } from '@codingame/monaco-vscode-api/vscode/vs/base/common/observableInternal/transaction';
import type { ICodeEditor } from '@codingame/monaco-vscode-api/vscode/vs/editor/browser/editorBrowser';
import { Range } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/core/range';
import { InjectedTextCursorStops } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/model';
import type { MergeEditorModel } from '@codingame/monaco-vscode-api/vscode/vs/workbench/contrib/mergeEditor/browser/model/mergeEditorModel';
import type { ModifiedBaseRange } from '@codingame/monaco-vscode-api/vscode/vs/workbench/contrib/mergeEditor/browser/model/modifiedBaseRange';
import { positionAt } from '../models/offsets.ts';
import type { MergeNotes, ShownHunk } from '../ports/merging.ts';
import { isContested, shownHunk } from './hunks.ts';

/** Flags by which the merge editor counts hunks that wait; internal to it. */
interface Flags {
  handledInput1: ISettableObservable<boolean>;
  handledInput2: ISettableObservable<boolean>;
}

interface States {
  modifiedBaseRangeResultStates: { get(): ReadonlyMap<ModifiedBaseRange, Flags> };
}

/** Keeps what a merge editor shows of its hunks derived from the result's text, and draws notes beside them. */
export function deriveStates(
  model: MergeEditorModel,
  editor: ICodeEditor,
  notes: () => MergeNotes,
): { refresh: () => void } & IDisposable {
  const store = new DisposableStore();
  const drawn = editor.createDecorationsCollection();
  const refresh = () => {
    if (model.isDisposed() || model.resultTextModel.isDisposed() || !model.isUpToDate.get()) return;
    const { taken, words } = notes();
    const { modifiedBaseRangeResultStates } = model as unknown as States;
    const shown: { hunk: ShownHunk; said: string }[] = [];
    transaction((tx) => {
      for (const [range, { handledInput1, handledInput2 }] of modifiedBaseRangeResultStates.get()) {
        const hunk = isContested(range) ? shownHunk(model, range, taken) : null;
        const isHandled = hunk === null || hunk.is !== 'open';
        handledInput1.set(isHandled, tx);
        handledInput2.set(isHandled, tx);
        const said = hunk === null ? null : words(hunk);
        if (hunk !== null && said !== null) shown.push({ hunk, said });
      }
    });
    if (editor.getModel() === model.resultTextModel) drawn.set(shown.map(({ hunk, said }) => note(editor, hunk, said)));
  };
  store.add(
    autorun((reader) => {
      model.modifiedBaseRanges.read(reader);
      model.baseResultDiffs.read(reader);
      model.isUpToDate.read(reader);
      // Behind the model's own reaction to the same change.
      queueMicrotask(refresh);
    }),
  );
  store.add({ dispose: () => drawn.clear() });
  return { refresh, dispose: () => store.dispose() };
}

function note(editor: ICodeEditor, { from }: ShownHunk, said: string) {
  const model = editor.getModel()!;
  const { lineNumber } = positionAt(model, Math.min(from, model.getValueLength()));
  const column = model.getLineMaxColumn(lineNumber);
  return {
    range: new Range(lineNumber, column, lineNumber, column),
    options: {
      description: 'ensemble-merge-note',
      showIfCollapsed: true,
      after: {
        content: `   ${said}`,
        inlineClassName: 'ensemble-merge-note',
        inlineClassNameAffectsLetterSpacing: true,
        cursorStops: InjectedTextCursorStops.None,
      },
    },
  };
}
