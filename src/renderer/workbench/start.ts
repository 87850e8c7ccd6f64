import './editors/cursors.css';
import './editors/people.css';
import { getService, IWorkbenchLayoutService, initialize } from '@codingame/monaco-vscode-api';
import { ExtensionHostKind, registerExtension } from '@codingame/monaco-vscode-api/extensions';
import { Schemas } from '@codingame/monaco-vscode-api/vscode/vs/base/common/network';
import { URI } from '@codingame/monaco-vscode-api/vscode/vs/base/common/uri';
import { StandaloneServices } from '@codingame/monaco-vscode-api/vscode/vs/editor/standalone/browser/standaloneServices';
import { SearchProviderType } from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/search/common/search';
import { ISearchService } from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/search/common/search.service';
import { registerCustomProvider } from '@codingame/monaco-vscode-files-service-override';
import { registerAccessibilityHelp } from './contributions/accessibility-help.ts';
import { guardFormats } from './contributions/format-commands.ts';
import { showIndicator } from './contributions/indicator.ts';
import { showLineEnds } from './contributions/line-ends.ts';
import { createWorkbench } from './contributions/workbench.ts';
import { spareLongLines } from './editors/long-lines.ts';
import { toFileChanges } from './files/changes.ts';
import { concernsEverything, listAnew, revealLinkedFolders } from './files/explorer.ts';
import { guardExplorerActs } from './files/explorer-acts.ts';
import { type FolderPaths, folderPaths } from './files/paths.ts';
import { speakPlainly } from './files/plain-errors.ts';
import { WorkspaceFiles } from './files/provider.ts';
import { explainSaveErrors } from './files/save-errors.ts';
import { prepareSaves } from './files/save-participant.ts';
import { askBeforeDeleting } from './models/bulk-edits.ts';
import { Closing } from './models/closing.ts';
import { keyOf } from './models/models.ts';
import { judgeWritable } from './models/read-only.ts';
import { guardReloads } from './models/reloading.ts';
import { guardReverts, guardSaveAs } from './models/reverting.ts';
import type { KeepingPort } from './ports/keeping.ts';
import type { AwayPort, Workbench, WorkbenchOptions } from './ports/workbench.ts';
import { showFirstResultsAtOnce } from './search/first-results.ts';
import { WorkspaceSearch } from './search/provider.ts';
import { warmUpFileSearch } from './search/warm-up.ts';
import { ignoreCancellations } from './set-up/cancellations.ts';
import { constructionOptions } from './set-up/construction.ts';
import { guardEarlyAsks } from './set-up/early-asks.ts';
import { fetchColours } from './set-up/early-colours.ts';
import { loadMainThreads, prepareExtensionHost, skipActivation, startExtensionHost } from './set-up/extension-host.ts';
import './set-up/background-colours.ts';
import './set-up/dead-doors.ts';
import './set-up/own-answers.ts';
import './set-up/extensions.ts';
import './set-up/plain-labels.ts';
import './set-up/plain-notifications.ts';
import { fetchLateCode } from './set-up/late-code.ts';
import { keepOneColumn } from './set-up/one-column.ts';
import { hideOutputChannels } from './set-up/output-channels.ts';
import { workbenchServices } from './set-up/services.ts';
import { keepState } from './set-up/state-keeper.ts';
import { openUserSettings } from './set-up/user-settings.ts';
import { setUpWorkers } from './set-up/workers.ts';
import { watchUnloading } from './terminals/unloading.ts';

/**
 * Starts the workbench in the container; once per page. Resolves when it is drawn. Rejects when the browser has no
 * store for settings or a service fails to start.
 */
export async function startWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const { workspace, documents, files } = options;
  const paths = folderPaths(options.rootUri);
  const folder = new WorkspaceFiles(workspace, documents, paths);
  judgeWritable((resource) => folder.isWritable(resource));
  if (options.readOnly === true) folder.setReadOnly({ words: 'You may read this folder but not change it.' });
  let isDrawn = false;
  files.onFilesChanged((changes) => {
    folder.fire(toFileChanges(changes, documents, paths));
    // Asked for too early, the explorer would be made before its place stands.
    if (isDrawn && concernsEverything(changes)) void listAnew();
  });

  guardEarlyAsks(StandaloneServices as never);
  ignoreCancellations();
  hideOutputChannels();
  registerAccessibilityHelp();
  speakPlainly(paths, {
    away: documents.away,
    wasOutOfReach: (path) => folder.wasOutOfReach(path),
    wasNotRecorded: (path) => folder.wasNotRecorded(path),
  });
  setUpWorkers();
  watchUnloading();
  prepareExtensionHost();
  await openUserSettings();
  // In place of the overlay, which would keep refused writes in memory and call them saved.
  registerCustomProvider(Schemas.file, folder);

  // Among the first extensions: a later one makes every grammar load again.
  const manifest = { name: 'workbench', publisher: 'ensemble', version: '1.0.0', engines: { vscode: '*' } };
  const api = registerExtension(manifest, ExtensionHostKind.LocalProcess, { system: true });

  const { workbench, markReady, markApiReady, addTerminals, lateComments } = createWorkbench(paths, folder);
  showIndicator(workbench, options);
  options.contribute?.(workbench);

  const { keeping } = documents;
  const closing = new Closing(paths, keeping);
  closing.install();
  guardReverts(keeping, closing);
  askBeforeDeleting((uris) => keeping.mayDelete(uris.flatMap((uri) => paths.toPath(uri) ?? [])));
  guardReloads(paths, (path) => documents.isShared(path));
  showFirstResultsAtOnce();
  await initialize(
    workbenchServices(keptElsewhere(paths, keeping)),
    options.container,
    constructionOptions(options, paths),
    {
      // An empty place: names of files would be shortened by any other, as `~/tmp/…` by the root.
      userHome: URI.file('/~'),
    },
  );

  skipActivation();
  const coloured = fetchColours();
  const search = await getService(ISearchService);
  const provider = new WorkspaceSearch(workspace, paths, documents.away);
  search.registerSearchResultProvider(Schemas.file, SearchProviderType.file, provider);
  search.registerSearchResultProvider(Schemas.file, SearchProviderType.text, provider);

  void prepareSaves(documents, paths);
  guardFormats();
  guardExplorerActs(() => folder.readOnlyReason);
  void revealLinkedFolders(paths);
  void showLineEnds();
  void spareLongLines();
  void explainSaveErrors(paths, (path) => folder.failureOf(path));
  void closing.watch();
  void guardSaveAs(paths, keeping, closing);
  void keepState();
  void keepOneColumn();
  isDrawn = true;
  markReady();
  const addOwn = () => addTerminals(workspace, options.hasTerminals, paths.root.fsPath);
  startApi(documents.away, api, coloured, addOwn, lateComments).then(markApiReady, (thrown: unknown) => {
    console.error('Some parts of the workbench could not be loaded.', thrown);
    void workbench.notifications.show(
      'warning',
      'Languages, terminals and other late parts could not be loaded, since the connection was away. Editing and saving go on; reload the window to have all of it.',
    );
  });
  return workbench;
}

/** Says which texts the editors keep no backup of: those that the session keeps. */
function keptElsewhere(paths: FolderPaths, keeping: KeepingPort): (uri: string) => boolean {
  return (text) => {
    const uri = URI.parse(text);
    const path = paths.toPath(uri);
    // From the start on: while a text is on its way into the session it must not be kept twice.
    if (path !== null) return !keeping.isLocal(path);
    const key = keyOf(paths, uri);
    return key !== null && keeping.keeps(key);
  };
}

/** Time for the first text to be shown before other code wants the processor. */
const restMs = 800;
/** Longest wait for its colours, which come over the network too. */
const longestRestMs = 4000;

/** Makes the `vscode` module usable for our own code, after the first paint. */
async function startApi(
  away: AwayPort,
  api: { setAsDefaultApi(): Promise<void> },
  coloured: Promise<void>,
  addLate: () => Promise<void>,
  comments: { add: () => Promise<void>; begin: () => Promise<void> },
): Promise<void> {
  const layout = await getService(IWorkbenchLayoutService);
  await layout.whenRestored;
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  // On a slow machine the colours of the first text come later than after the rest.
  await Promise.race([Promise.allSettled([pause(restMs), coloured]), pause(longestRestMs)]);
  await new Promise((resolve) => requestIdleCallback(resolve, { timeout: restMs }));
  await fetchLateCode(away);
  // First of all: colours and settings of what comes late are theirs.
  await loadMainThreads();
  await addLate().catch((thrown: unknown) => console.error('Terminals could not be added.', thrown));
  const commented = comments.add();
  await commented.catch((thrown: unknown) => console.error('Comments could not be added.', thrown));
  await startExtensionHost();
  await api.setAsDefaultApi();
  // The extension host's end of comments takes all others away when it starts.
  await comments.begin().catch((thrown: unknown) => console.error('Comments could not be shown.', thrown));
  // A failure is left to the next search.
  void warmUpFileSearch().catch(() => undefined);
}
