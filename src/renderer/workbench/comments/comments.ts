import { getService, ICodeEditorService, IEditorService } from '@codingame/monaco-vscode-api';
import { StandaloneServices } from '@codingame/monaco-vscode-api/vscode/vs/editor/standalone/browser/standaloneServices';
import { IUriIdentityService } from '@codingame/monaco-vscode-api/vscode/vs/platform/uriIdentity/common/uriIdentity.service';
import { ICommentService } from '@codingame/monaco-vscode-api/vscode/vs/workbench/contrib/comments/browser/commentService.service';
import type { FolderPaths } from '../files/paths.ts';
import type { OpenTexts } from '../models/models.ts';
import type { CommentsPort, ShownThread } from '../ports/comments.ts';
import { addServices } from '../set-up/late-services.ts';
import type { Controller } from './controller.ts';

type Served = Parameters<CommentsPort['serve']>;

/** Makes the port of comments, and the function that adds their services once the first paint is over. */
export function createComments(
  paths: FolderPaths,
  models: OpenTexts,
): { comments: CommentsPort; add: () => Promise<void>; begin: () => Promise<void> } {
  const { promise: ready, resolve: markReady } = Promise.withResolvers<Controller>();
  let served: Served | null = null;
  let shown: readonly ShownThread[] = [];
  let controller: Controller | null = null;

  const comments: CommentsPort = {
    serve: (...given) => {
      served = given;
    },
    set: (threads) => {
      shown = threads;
      controller?.set(threads);
    },
    placesChanged: () => {
      if (controller) StandaloneServices.get(ICommentService).updateCommentingRanges(controller.owner);
    },
    begin: async (key, { start, end }) => {
      const range = { startLineNumber: start, startColumn: 1, endLineNumber: end, endColumn: 1 };
      const own = await ready;
      const uri = models.toUri(key);
      const editor = StandaloneServices.get(ICodeEditorService)
        .listCodeEditors()
        .find((each) => each.getModel()?.uri.toString() === uri.toString());
      await own.createCommentThreadTemplate(uri, range, editor?.getId());
    },
    selectedVersion: async () => (await ready).selectedVersion(),
    reveal: async (id) => {
      const thread = (await ready).get(id);
      if (!thread) return;
      const { revealCommentThread } = await import('./late-comments.ts');
      revealCommentThread(
        await getService(ICommentService),
        await getService(IEditorService),
        await getService(IUriIdentityService),
        thread as never,
        undefined,
      );
    },
  };

  const add = () => addServices(async () => (await import('./late-comments.ts')).commentServices());
  const begin = async () => {
    if (served === null) return;
    const [acts, { mayStart, names }] = served;
    const service = await getService(ICommentService);
    const [{ Controller: Own }, { registerActions }, { completeNames }, { giveToOpenEditors }] = await Promise.all([
      import('./controller.ts'),
      import('./actions.ts'),
      import('./mentions.ts'),
      import('./late-comments.ts'),
    ]);
    const own = new Own(service, { paths, models }, acts, mayStart);
    service.registerCommentController(own.owner, own as never);
    registerActions(own);
    completeNames(names);
    giveToOpenEditors();
    controller = own;
    own.set(shown);
    markReady(own);
  };
  return { comments, add, begin };
}
