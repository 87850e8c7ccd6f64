import { hostname } from 'node:os';
import type { DatabaseSync } from 'node:sqlite';
import { packTree } from '../../../server/server.ts';
import { askPeople } from '../../client/approvals/ask-people.ts';
import type { SessionClient } from '../../client/session-client.ts';
import type { WorkRecord } from '../../client/work-record.ts';
import type { FileChange } from '../../shared/capabilities/files/methods.ts';
import { differingIn, isCommitted, newlyCommitted } from '../../shared/capabilities/git/git-state.ts';
import { shownName } from '../../shared/capabilities/people/names.ts';
import type { PastRecording } from '../../shared/capabilities/recording/methods.ts';
import { replayMethods, replayStreams } from '../../shared/capabilities/replay/methods.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { newId } from '../../shared/core/ids.ts';
import type { Caller, Handlers, StreamHandlers, WorkspaceMethod } from '../../shared/session/contract.ts';
import { decodeBody } from '../../shared/session/table.ts';
import { createActivityService } from '../activity/activity-service.ts';
import { createCommentService } from '../comments/comment-service.ts';
import type { ConventionService } from '../conventions/convention-service.ts';
import type { DocumentKeeper } from '../documents/document-keeper.ts';
import { createDocumentService } from '../documents/document-service.ts';
import { FileMakers, notingMakers } from '../documents/file-makers.ts';
import { createKeptFiles } from '../documents/kept-files.ts';
import { KnownTexts } from '../documents/known-texts.ts';
import { SaveLog } from '../documents/save-log.ts';
import { SaveQueue } from '../documents/save-queue.ts';
import { createWorkService } from '../documents/work-service.ts';
import { WorkTexts } from '../documents/work-texts.ts';
import { FairLanes } from '../doors/fair-lanes.ts';
import type { PathAuthority } from '../doors/path-authority.ts';
import type { FolderBoundary } from '../files/folder-boundary.ts';
import { fromSystemError } from '../files/os-errors.ts';
import { type Visibility, viewOf } from '../files/visibility.ts';
import { commitAuthorsOf } from '../git/commit-authors.ts';
import { createGitService } from '../git/git-service.ts';
import { LanguageService } from '../languages/language-service.ts';
import { onPath } from '../languages/servers/programs.ts';
import { createLibraryService, type RecordingShelf } from '../library/library-service.ts';
import { listTrees } from '../library/listed-trees.ts';
import { TakenFiles } from '../library/taken-files.ts';
import { diskLockFolder } from '../locks/lock-folder.ts';
import { createLockService } from '../locks/lock-service.ts';
import { nodeEnvironment } from '../machine/environment.ts';
import { loginEnvironment } from '../machine/login-environment.ts';
import type { TypedGit } from '../programs/typed-move.ts';
import { createReachService } from '../reach/reach-service.ts';
import type { KeptLists } from '../search/kept-lists.ts';
import type { SessionBackend } from '../session/session-backend.ts';
import { createStorageService, type StoredHistory } from '../storage/storage-service.ts';
import { ProcessGuard } from '../terminals/process-guard.ts';
import { terminalEnvironment } from '../terminals/terminal-environment.ts';
import { createFolderService } from './folder-service.ts';
import { followedSight } from './followed-sight.ts';
import { createFork } from './forks.ts';
import { hiddenProposals } from './hidden-proposals.ts';
import { turnsOfKeyboard } from './keyboard-turns.ts';
import { Approvals, approvalHash, seeingOf, serversIn } from './language-parts.ts';
import { SecretNames } from './secret-names.ts';
import { serverFiles } from './server-files.ts';
import { createFolderSearch } from './session-search.ts';
import type { Sharing } from './sharing.ts';
import type { SharingRules } from './sharing-settings.ts';
import { taskProgress } from './task-progress.ts';
import { terminalsAndAgents } from './terminals-and-agents.ts';
import { treeOf } from './tree-of.ts';

/** Parts of a host from which its services are made. */
export interface HostParts {
  boundary: FolderBoundary;
  visibility: () => Visibility;
  rules: SharingRules;
  client: SessionClient;
  /** Replica of what comes in bulk. */
  bulk: () => Promise<SessionClient>;
  keeper: DocumentKeeper;
  authority: PathAuthority;
  conventions: ConventionService;
  /** Database of this machine's own record. */
  database: DatabaseSync;
  /** Lists for quick open. */
  lists: KeptLists;
  sharing: Sharing;
  /** The host's person, and their name. */
  person: string;
  name: string;
  home: string;
  openFolder: (folder: string) => Promise<string>;
  describe: Handlers<'hosting.describe'>['hosting.describe'];
  move: ((server: string) => Promise<void>) | undefined;
  recordings: () => Promise<PastRecording[]>;
  activity: Parameters<typeof createActivityService>[0];
  cut: SessionBackend['cut'];
  keepLast: SessionBackend['keepLast'];
  shelf: RecordingShelf;
  /** Folder for recordings' files that windows hand over. */
  takenFolder: string;
  stored: StoredHistory;
  /** Way from terminals to Git's rule for acts on the whole tree. */
  typedGit: TypedGit;
  report: (message: string) => void;
}

/** Parts of the host's services, with what they have together. */
export interface ServiceParts extends HostParts {
  /** Record of what people have done of late. */
  record: WorkRecord;
}

/** A capability's part of the host: it answers its methods. No service knows another. */
export interface Service<M extends WorkspaceMethod = WorkspaceMethod> {
  handlers: Handlers<M>;
  /** Called once this machine hosts the session. */
  start?: () => void | Promise<void>;
  /** Called with changes on the disk. */
  onFiles?: (changes: readonly FileChange[]) => void;
  /** Called at the end, to stop everything that was begun. */
  close?: () => void | Promise<void>;
}

/** Makes files and documents together: their one queue keeps file operations and saves apart. */
function filesAndDocuments({ boundary, visibility, keeper, authority, client, database, record }: ServiceParts) {
  const lanes = new FairLanes();
  const turns = new SaveQueue(nodeEnvironment);
  client.events.on('entry', ({ kind, body }) => {
    if (kind === 'participant.left') turns.leave(decodeBody(kind, body).replica);
  });
  const handlers = {
    ...notingMakers(createKeptFiles({ boundary, visibility, keeper, authority, lanes }), new FileMakers(database)),
    ...createDocumentService({ keeper, turns, lanes, environment: nodeEnvironment }),
    ...createWorkService({
      record,
      texts: keeper.savedTexts,
      mayChange: (caller, path) => viewOf(caller, visibility()).mayChange(path),
    }),
  };
  return { handlers, close: () => turns.close() };
}

function search({ boundary, visibility, keeper, lists }: HostParts) {
  const viewFor = (caller: Caller) => {
    const view = viewOf(caller, visibility());
    return { ...view, sees: view.reads };
  };
  return { handlers: createFolderSearch(boundary, viewFor, () => keeper.ownTexts.all(), lists) };
}

function saves({ database, client }: HostParts) {
  return { handlers: new SaveLog(database, client).handlers() };
}

function folders({ home, openFolder }: HostParts) {
  return { handlers: createFolderService(home, openFolder) };
}

function locks({ boundary, person, name }: HostParts) {
  const folder = diskLockFolder(boundary.root);
  return { handlers: createLockService({ folder, environment: nodeEnvironment, person, name, machine: hostname() }) };
}

function git({ boundary, visibility, rules, client, keeper, person, database, typedGit, report }: HostParts) {
  const work = new WorkTexts({
    saved: keeper.savedTexts,
    known: new KnownTexts(database),
    makers: new FileMakers(database),
    isCommitted: (path) => isCommitted(client.state, path),
  });
  const term = () => client.state.host?.term ?? 0;
  const guard = new ProcessGuard();
  const service = createGitService({
    root: boundary.root,
    database,
    guard,
    nameOf: (of) => shownName(client.state, of) ?? 'Somebody',
    ask: (asker, question, signal) => askPeople(client, { person: asker, ...question }, signal),
    sightOf: (caller) => viewOf(caller, visibility()),
    authorsOf: (by) => commitAuthorsOf(client.state, by, person),
    tell: async (status) => {
      const paths = client.state.git === null ? [] : newlyCommitted(client.state.git, status);
      await work.committed(paths).catch((thrown) => report(`Committed texts were not noted: ${String(thrown)}`));
      const differing = differingIn(status);
      const { isHidden } = visibility();
      // The status does not have what is hidden from guests.
      if (differing !== null) work.looked(differing, isHidden);
      client.publishLatest('git.status', { ...status, term: term() });
    },
    done: (deed) => client.publish('git.done', { ...deed, term: term() }),
    onFound: (path, gitFolder) => rules.followTrees(path, gitFolder),
    bringingBack: (paths, by) => keeper.givingWay(paths, by),
    work,
    tree: treeOf(client, keeper.unsavedEdits, term),
    report,
  });
  typedGit.hold = service.holdTree;
  const close = async () => {
    await service.close();
    guard.close();
  };
  return { ...service, close };
}

function sharing(parts: HostParts) {
  parts.sharing.hide((path) => !viewOf({ isOwner: false }, parts.visibility()).sees(path));
  return { handlers: { ...parts.sharing.handlers(), ...parts.sharing.agentHandlers() } };
}

function reach({ sharing: door, client, report }: HostParts) {
  const guard = new ProcessGuard();
  const service = createReachService({
    door: () => door.localDoor,
    setName: (name) => door.setFarName(name),
    link: () => door.link,
    tell: async (reached) => {
      const term = client.state.host?.term ?? 1;
      await client.publish('reach.changed', { term, reached });
    },
    find: onPath,
    page: () => door.pageBeginning(),
    guard,
    report,
  });
  // Behind the end of the session for all there is no door to be reached.
  let { ended } = client.state;
  client.events.on('state', (state) => {
    if (state.ended && !ended) void service.stop();
    ({ ended } = state);
  });
  return {
    handlers: service.handlers,
    start: async () => {
      const { reached, host } = client.state;
      // A way ends with the process that opened it.
      if (reached !== null) await client.publish('reach.changed', { term: host?.term ?? 1, reached: null });
    },
    close: async () => {
      await service.stop();
      guard.close();
    },
  };
}

function languages({ client, bulk, boundary, visibility, home, report }: HostParts) {
  const { root } = boundary;
  const approvals = new Approvals(home);
  const guard = new ProcessGuard();
  const service = new LanguageService({
    client,
    bulk,
    environment: nodeEnvironment,
    root,
    definitions: () => serversIn(root, home, report),
    env: () => terminalEnvironment(process.env, {}),
    guard,
    seeing: seeingOf(client),
    files: serverFiles(boundary, () => viewOf({ isOwner: false }, visibility())),
    secretNames: new SecretNames(root, (path) => viewOf({ isOwner: false }, visibility()).sees(path)),
    sees: (caller) => followedSight(root, () => viewOf(caller ?? { isOwner: false }, visibility())),
    approvals,
    hashOf: (definition) => approvalHash(root, definition),
    environmentReady: loginEnvironment,
  });
  return {
    handlers: service.handlers,
    start: () => service.start(),
    onFiles: (changes: readonly FileChange[]) => service.onFiles(changes),
    close: async () => {
      await service.close();
      guard.close();
    },
  };
}

function hosting({ describe, move }: HostParts) {
  const handlers: Handlers<'hosting.describe' | 'hosting.move'> = {
    'hosting.describe': describe,
    'hosting.move': async ({ server }) => {
      if (!move) throw new EnsembleError('bad-request', 'This host cannot move its session.');
      await move(server);
      return {};
    },
  };
  return { handlers };
}

function comments({ client }: HostParts) {
  return { handlers: createCommentService(client) };
}

function activity({ activity: past }: HostParts) {
  return { handlers: createActivityService(past) };
}

/** Most files that are named of those with text that a cut leaves. */
const mostStanding = 1_000;

function recordings({ recordings: list, cut, keepLast, boundary, visibility, client, lists, report }: HostParts) {
  const asGuest: Caller = { person: '', replica: '', isOwner: false, rights: new Set() };
  const found = createFolderSearch(
    boundary,
    (caller) => viewOf(caller, visibility()),
    () => [],
    lists,
  );
  const scope = { pattern: '', includes: [], excludes: [], useIgnoreFiles: true };
  const { start, close } = listTrees({
    client,
    list: (maxResults) => found['search.files']({ ...scope, maxResults }, asGuest, new AbortController().signal),
    pack: packTree,
    report,
  });
  const handlers: Handlers<`recordings.${'list' | 'standing' | 'cut' | 'keep'}`> = {
    'recordings.keep': async ({ minutes, title }) => {
      await keepLast(minutes, title);
      return {};
    },
    'recordings.list': async () => ({ recordings: await list() }),
    'recordings.standing': async (stretch) => ({ standing: (await cut(stretch, false)).slice(0, mostStanding) }),
    'recordings.cut': async (stretch) => ({ standing: (await cut(stretch, true)).slice(0, mostStanding) }),
  };
  return { handlers, start, close };
}

function storage({ stored, report }: HostParts) {
  return createStorageService({ stored, environment: nodeEnvironment, report });
}

function library({ shelf, boundary, sharing: door, takenFolder, record }: ServiceParts) {
  const linkWith = (secret: string) => door.watchLink(secret);
  const taken = new TakenFiles(takenFolder, () => newId(nodeEnvironment));
  const handlers = createLibraryService({
    shelf,
    folder: boundary.name,
    linkWith,
    taken,
    inWords: fromSystemError,
  });
  const remove: Handlers<'library.delete'>['library.delete'] = async (wish, ...rest) => {
    const done = await handlers['library.delete'](wish, ...rest);
    // The record of recent edits may have it as well.
    if (wish.clears) record.clear();
    return done;
  };
  return { handlers: { ...handlers, 'library.delete': remove }, close: () => taken.close() };
}

/** Refuses what only a recording answers, at another door, and writes forks of one. */
function replay({ boundary }: HostParts) {
  const closing = new AbortController();
  const names = [...Object.keys(replayMethods), ...Object.keys(replayStreams)];
  const refuse = async () => {
    throw new EnsembleError('bad-request', 'Only a recording answers this: open one to look into the past.');
  };
  const fork = createFork(boundary.root, { closing: closing.signal });
  const handlers: unknown = { ...Object.fromEntries(names.map((name) => [name, refuse])), 'replay.fork': fork };
  return {
    handlers: handlers as Handlers<keyof typeof replayMethods> & StreamHandlers<keyof typeof replayStreams>,
    close: () => closing.abort(),
  };
}

/** All services, in the order in which they start; they end in reverse. */
export const services = [
  filesAndDocuments,
  search,
  saves,
  folders,
  locks,
  sharing,
  reach,
  hosting,
  terminalsAndAgents,
  git,
  languages,
  ({ conventions }: HostParts) => conventions,
  turnsOfKeyboard,
  hiddenProposals,
  recordings,
  activity,
  comments,
  library,
  storage,
  replay,
  taskProgress,
] as const;
