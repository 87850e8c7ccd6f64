import type { IObservable } from '@codingame/monaco-vscode-api/vscode/vs/base/common/observable';
import { transaction } from '@codingame/monaco-vscode-api/vscode/vs/base/common/observableInternal/transaction';
import {
  type ModifiedBaseRange,
  ModifiedBaseRangeState,
} from '@codingame/monaco-vscode-api/vscode/vs/workbench/contrib/mergeEditor/browser/model/modifiedBaseRange';
import {
  ActionsSource,
  type IContentWidgetAction,
} from '@codingame/monaco-vscode-view-common-service-override/vscode/vs/workbench/contrib/mergeEditor/browser/view/conflictActions';
import type { MergeEditorViewModel } from '@codingame/monaco-vscode-view-common-service-override/vscode/vs/workbench/contrib/mergeEditor/browser/view/viewModel';
import { isReadOnly } from './shared-result.ts';

type Items = IObservable<IContentWidgetAction[]>;

/** Parts of the actions at a hunk that are internal to them. */
interface Hunk {
  viewModel: MergeEditorViewModel;
  modifiedBaseRange: ModifiedBaseRange;
}

/** The action by which a window alone would count a hunk as done. */
const perWindow = 'Ignore';

/**
 * Changes the actions above hunks: nobody is offered what they may not do, and taking neither side is said to all
 * rather than ignored by one window.
 */
export function shareActions(): void {
  const shown = {
    itemsInput1: (hunk: Hunk, items: Items) => items.map((all) => offered(hunk, all, false)),
    itemsInput2: (hunk: Hunk, items: Items) => items.map((all) => offered(hunk, all, true)),
    resultItems: (hunk: Hunk, items: Items) => items.map((all) => offered(hunk, all, false)),
  };
  for (const [name, show] of Object.entries(shown))
    Object.defineProperty(ActionsSource.prototype, name, {
      configurable: true,
      set(this: Hunk, items: Items) {
        Object.defineProperty(this, name, { value: show(this, items), configurable: true });
      },
    });
}

function offered(
  { viewModel, modifiedBaseRange }: Hunk,
  items: readonly IContentWidgetAction[],
  offersNeither: boolean,
): IContentWidgetAction[] {
  const { model } = viewModel;
  if (isReadOnly(model.resultTextModel.uri)) return items.filter(({ action }) => action === undefined);
  return items.flatMap((item) => {
    if (item.text !== perWindow) return [item];
    if (!offersNeither) return [];
    const action = async () =>
      transaction((tx) => model.setState(modifiedBaseRange, ModifiedBaseRangeState.base, true, tx));
    return [{ text: 'Accept Neither', tooltip: 'Take the common ancestor’s text, and neither side.', action }];
  });
}
