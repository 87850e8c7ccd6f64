import type { ITextModel } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/model';
import { TextMateWorkerTokenizerController } from '@codingame/monaco-vscode-textmate-service-override/vscode/vs/workbench/services/textMate/browser/backgroundTokenization/textMateWorkerTokenizerController';
import { inTurn } from './in-turn.ts';

// It waits for a module in the middle of its work on the lines' states. Messages of the worker meanwhile, while
// somebody types, would move these states under it: "Cannot set null/undefined state". And its text may be closed by
// then, as one is that is compared for a moment: "Model is disposed!".
const { prototype } = TextMateWorkerTokenizerController;
const colour = inTurn(prototype.setTokensAndStates);
prototype.setTokensAndStates = async function (...results) {
  const { _model: model } = this as unknown as { readonly _model: ITextModel };
  try {
    await colour.apply(this, results);
  } catch (thrown) {
    if (!model.isDisposed()) throw thrown;
  }
};
