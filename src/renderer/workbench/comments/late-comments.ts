import { ICodeEditorService, StandaloneServices } from '@codingame/monaco-vscode-api';
import type { ICodeEditor } from '@codingame/monaco-vscode-api/vscode/vs/editor/browser/editorBrowser';
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

/** Gives the editors that are open already what every later one has by itself. */
export function giveToOpenEditors(): void {
  for (const editor of StandaloneServices.get(ICodeEditorService).listCodeEditors()) give(editor);
}

function give(editor: ICodeEditor): void {
  if (CommentController.get(editor) !== null) return;
  const inside = editor as unknown as Contributed;
  const controller = inside.invokeWithinContext((accessor) =>
    accessor.get(IInstantiationService).createInstance(CommentController, editor),
  );
  inside._contributions.set(ID, controller);
}
