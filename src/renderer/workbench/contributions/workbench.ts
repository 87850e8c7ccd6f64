import { getService, IClipboardService, IOpenerService } from '@codingame/monaco-vscode-api';
import { URI } from '@codingame/monaco-vscode-api/vscode/vs/base/common/uri';
import { createComments } from '../comments/comments.ts';
import { createEditors } from '../editors/editors.ts';
import { createFileBadges } from '../files/file-badges.ts';
import type { FolderPaths } from '../files/paths.ts';
import type { WorkspaceFiles } from '../files/provider.ts';
import { createTimeline } from '../files/timeline.ts';
import { createLanguages } from '../languages/languages.ts';
import { createMerging } from '../merging/merging.ts';
import { createModels } from '../models/models.ts';
import type { Workbench } from '../ports/workbench.ts';
import { createSourceControl } from '../scm/source-control.ts';
import { type AddTerminals, createTerminals } from '../terminals/terminals.ts';
import { commands } from './commands.ts';
import { configuration } from './configuration.ts';
import { context } from './context.ts';
import { dialogsOf } from './dialogs.ts';
import { markdown } from './markdown.ts';
import { notifications } from './notifications.ts';
import { panes } from './panes.ts';
import { quickInput } from './quick-input.ts';
import { shownThrough } from './shown.ts';
import { statusBar } from './status-bar.ts';
import { createTextPanes } from './text-panes.ts';
import { theme } from './theme.ts';
import { views } from './views.ts';

const lateSignals = () => import('./signals.ts');

/**
 * Puts the ports together; the two functions are to be called when the services stand and when the `vscode` API does.
 */
export function createWorkbench(
  paths: FolderPaths,
  folder: WorkspaceFiles,
): {
  workbench: Workbench;
  markReady: () => void;
  markApiReady: () => void;
  addTerminals: AddTerminals;
  lateComments: Omit<ReturnType<typeof createComments>, 'comments'>;
} {
  const { promise: ready, resolve: markReady } = Promise.withResolvers<void>();
  const { promise: apiReady, resolve: markApiReady } = Promise.withResolvers<void>();
  const models = createModels(paths);
  const { terminals, add: addTerminals } = createTerminals();
  const { comments, ...lateComments } = createComments(paths, models);
  const { start: startMerging, ...merging } = createMerging(paths, models);
  void ready.then(startMerging);
  const workbench: Workbench = {
    models,
    editors: createEditors(models),
    fileActs: {
      run: async (...act) => (await import('../files/file-acts.ts')).runFileAct(paths, ...act),
    },
    fileBadges: createFileBadges(paths),
    commands,
    statusBar,
    views,
    panes: { ...panes, ...createTextPanes(models) },
    notifications,
    signals: {
      declare: (all) => void lateSignals().then(({ signals }) => signals.declare(all)),
      play: (key) => void lateSignals().then(({ signals }) => signals.play(key)),
    },
    quickInput,
    dialogs: dialogsOf(paths),
    timeline: createTimeline(paths),
    sourceControl: createSourceControl(paths),
    merging,
    terminals,
    comments,
    markdown,
    languages: createLanguages(paths, models, { ready, apiReady }),
    theme,
    configuration,
    context,
    ready,
    apiReady,
    setReadOnly: (reason) => folder.setReadOnly(reason),
    copyText: async (text) => (await getService(IClipboardService)).writeText(text),
    openExternal: async (url) => {
      await (await getService(IOpenerService)).open(URI.parse(url), { openExternal: true });
    },
  };
  return { workbench: shownThrough(workbench), markReady, markApiReady, addTerminals, lateComments };
}
