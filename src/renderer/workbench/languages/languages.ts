import { getService, ICommandService } from '@codingame/monaco-vscode-api';
import { ITextModelService } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/services/resolverService.service';
import type { FolderPaths } from '../files/paths.ts';
import type { OpenTexts } from '../models/models.ts';
import type { LanguagesPort } from '../ports/languages.ts';
import { setProblems } from './markers.ts';
import { watchTools } from './open-tools.ts';
import { isInScope } from './scope.ts';

/** Makes the port. The client of language servers, which no first paint needs, comes with the first of them. */
export function createLanguages(
  paths: FolderPaths,
  texts: OpenTexts,
  { ready, apiReady }: { ready: Promise<void>; apiReady: Promise<void> },
): LanguagesPort {
  const listeners = new Set<Parameters<LanguagesPort['onToolOpen']>[0]>();
  void ready.then(() =>
    watchTools(texts, (...told) => {
      for (const listener of listeners) listener(...told);
    }),
  );
  return {
    begin: (scope, way) => {
      const client = apiReady.then(() => import('./client.ts')).then(({ makeClient }) => makeClient(paths, scope, way));
      const started = client.then((it) => it.start());
      // The caller may look at it later.
      started.catch(() => undefined);
      return {
        started,
        stop: async () => {
          way.close();
          await started.catch(() => undefined);
          await (await client).dispose().catch(() => undefined);
        },
      };
    },
    isOf: (scope, key) => {
      const text = texts.get(key);
      return text !== undefined && text.path !== null && isInScope(scope, text.languageId, text.path);
    },
    setProblems: (source, path, problems) => void ready.then(() => setProblems(paths, source, path, problems)),
    hold: async (key) => {
      const reference = await (await getService(ITextModelService)).createModelReference(texts.toUri(key));
      return () => reference.dispose();
    },
    onToolOpen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    closeActions: () =>
      void getService(ICommandService).then((commands) => commands.executeCommand('hideCodeActionWidget')),
    serveLibraries: (read) => void apiReady.then(() => import('./libraries.ts')).then((it) => it.serveLibraries(read)),
    log: async (name) => {
      await apiReady;
      return (await import('./output.ts')).makeLog(name);
    },
  };
}
