import { MergeDiffComputer } from '@codingame/monaco-vscode-api/vscode/vs/workbench/contrib/mergeEditor/browser/model/diffComputer';

/**
 * Lets a comparison end without a result where one of its texts is gone: the merge editor closes for everybody once
 * somebody completes or aborts, at any moment, and would call that an error.
 */
export function endWithClosedTexts(): void {
  const { computeDiff } = MergeDiffComputer.prototype;
  MergeDiffComputer.prototype.computeDiff = async function (this: MergeDiffComputer, left, right, reader) {
    try {
      return await computeDiff.call(this, left, right, reader);
    } catch (thrown) {
      if (left.isDisposed() || right.isDisposed()) return { diffs: null };
      throw thrown;
    }
  };
}
