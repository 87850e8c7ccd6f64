import type { ICodeEditor } from '@codingame/monaco-vscode-api/vscode/vs/editor/browser/editorBrowser';
import { CodeActionController } from '@codingame/monaco-vscode-api/vscode/vs/editor/contrib/codeAction/browser/codeActionController';

/** Part of the editors' controller of actions; internal to it. */
interface Internals {
  readonly _editor: ICodeEditor;
  applyCodeAction(...args: unknown[]): Promise<void>;
}

/** Longest time for which a server's answer to a choice is waited for. */
const longestMs = 10_000;

/** Actions that have been chosen and are on their way into the texts, by the editor of their menu. */
const chosen = new WeakMap<ICodeEditor, Promise<void>>();

/** Watches which actions are chosen. It must run before the first editor is made. */
export function watchChoices(): void {
  const internals = CodeActionController.prototype as unknown as Internals;
  const { applyCodeAction } = internals;
  internals.applyCodeAction = function (this: Internals, ...args) {
    const editor = this._editor;
    const applied = applyCodeAction.apply(this, args);
    const { promise, resolve } = Promise.withResolvers<void>();
    const patience = setTimeout(resolve, longestMs);
    const end = () => {
      clearTimeout(patience);
      if (chosen.get(editor) === promise) chosen.delete(editor);
      resolve();
    };
    chosen.set(editor, promise);
    applied.then(end, end);
    return applied;
  };
}

/** Gives the action that was chosen last in an editor, until it is made; undefined where there is none. */
export function chosenIn(editor: ICodeEditor): Promise<void> | undefined {
  return chosen.get(editor);
}
