import { ICodeEditorService, StandaloneServices } from '@codingame/monaco-vscode-api';
import type { ICodeEditor } from '@codingame/monaco-vscode-api/vscode/vs/editor/browser/editorBrowser';
import type { Position } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/core/position';
import type { IEditorContribution } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/editorCommon';
import {
  IInstantiationService,
  type ServicesAccessor,
} from '@codingame/monaco-vscode-api/vscode/vs/platform/instantiation/common/instantiation';
import {
  CommentController,
  ID,
} from '@codingame/monaco-vscode-api/vscode/vs/workbench/contrib/comments/browser/commentsController';

export { revealCommentThread } from '@codingame/monaco-vscode-api/vscode/vs/workbench/contrib/comments/browser/commentsController';
export { default as commentServices } from '@codingame/monaco-vscode-comments-service-override';

/** Contributions of an editor; internal to it. */
interface Contributed {
  readonly _contributions: { set(id: string, contribution: IEditorContribution): void };
  invokeWithinContext<T>(work: (accessor: ServicesAccessor) => T): T;
}

/** Members of the workbench's comments in an editor; internal to them. */
interface Computing {
  readonly _computeAndSetPromise?: Promise<void>;
  onEditorChangeCursorPosition(position: Position | null): void;
}

/** Gives the editors that are open already what every later one has by itself. */
export function giveToOpenEditors(): void {
  for (const editor of StandaloneServices.get(ICodeEditorService).listCodeEditors()) {
    give(editor);
    const computing = CommentController.get(editor) as unknown as Computing | null;
    // A cursor that stood in its line before is looked at by nobody until it moves: its line could not be commented on.
    void computing?._computeAndSetPromise?.then(() => computing.onEditorChangeCursorPosition(editor.getPosition()));
  }
}

function give(editor: ICodeEditor): void {
  if (CommentController.get(editor) !== null) return;
  const inside = editor as unknown as Contributed;
  const controller = inside.invokeWithinContext((accessor) =>
    accessor.get(IInstantiationService).createInstance(CommentController, editor),
  );
  inside._contributions.set(ID, controller);
}
