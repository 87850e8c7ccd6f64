import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { keepPrivate, type Listener, openPrivately } from '../../../server/server.ts';
import type { SessionClient } from '../../client/session-client.ts';
import { shownName } from '../../shared/capabilities/people/names.ts';
import { present } from '../../shared/capabilities/people/participants.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { MemoryMetrics } from '../../shared/metrics.ts';
import { inArea, type Report } from '../../shared/report.ts';
import type { ServerLink } from '../../shared/server-link.ts';
import type { Result } from '../../shared/session/contract.ts';
import type { SessionState } from '../../shared/session/state.ts';
import type { Transport } from '../../shared/transport.ts';
import { createConventionService } from '../conventions/convention-service.ts';
import { adoptDiskHistory } from '../documents/adopt-disk-history.ts';
import type { Disk } from '../documents/disk.ts';
import { DocumentKeeper } from '../documents/document-keeper.ts';
import { keepDraft } from '../documents/draft.ts';
import { folderDisk } from '../documents/folder-disk.ts';
import { NotedJournal } from '../documents/remote-disk-history.ts';
import { SqliteJournal } from '../documents/sqlite-journal.ts';
import { untilAway } from '../documents/while-online.ts';
import { serveDirect } from '../doors/direct-server.ts';
import { openOwnerListener } from '../doors/owner-listener.ts';
import { PathAuthority } from '../doors/path-authority.ts';
import { RequestServer } from '../doors/request-server.ts';
import { isCaseSensitive } from '../files/case-sensitivity.ts';
import { FolderBoundary } from '../files/folder-boundary.ts';
import { viewOf } from '../files/visibility.ts';
import { releaseHostLock, showHostAt, takeHostLock } from '../machine/host-lock.ts';
import { onOwnName, ownerName } from '../machine/host-person.ts';
import {
  ensembleHome,
  freshState,
  type HostState,
  readHostState,
  stateFolderOf,
  stateFor,
  writeHostState,
} from '../machine/state-folder.ts';
import { HostReplicas } from '../session/host-replicas.ts';
import { RecordingShelf } from '../session/recording-shelf.ts';
import { RemoteBackend } from '../session/remote-backend.ts';
import { tellWaiting, untilRefused } from '../session/remote-door.ts';
import { EmbeddedBackend, type SessionBackend } from '../session/session-backend.ts';
import { countedRequests } from './counted-requests.ts';
import { FolderChanges } from './folder-changes.ts';
import { rememberFolder } from './folder-service.ts';
import { serverFiles } from './server-files.ts';
import { ServiceList } from './service-list.ts';
import { Sharing } from './sharing.ts';
import { SharingRules } from './sharing-settings.ts';

export interface HostOptions {
  folder: string;
  /** Port of the private listener; 0 for any. */
  port: number;
  /** The built renderer, or null to serve none. */
  pages: string | null;
  /** Name or address under which guests reach this machine; null finds it out. */
  publicAddress: string | null;
  /** A stand-alone session server for the session; null for the place of last time, at first in here. */
  server?: ServerLink | null;
  /** Voids the private address of earlier starts. */
  newAddress?: boolean;
  /** Error of an attempt to begin somewhere else. */
  problem?: string | null;
  /** Moves the session to a stand-alone server, given by its link. */
  move?: (link: string) => Promise<void>;
  /** Becomes the host though another one was the last. */
  takesOver?: boolean;
  /** Starts a host for another folder and gives its address. */
  openFolder: (folder: string) => Promise<string>;
  report: Report;
  home?: string;
}

/** The host of one folder: it owns the disk, answers requests, and carries the session server and the doors. */
export class Host {
  readonly client: SessionClient;
  readonly #replicas: HostReplicas;
  readonly #place: SessionBackend;
  readonly #shelf: RecordingShelf;
  readonly #options: HostOptions;
  readonly #stateFolder: string;
  readonly #state: HostState;
  readonly #boundary: FolderBoundary;
  readonly #disk: Disk;
  readonly #rules: SharingRules;
  readonly #authority: PathAuthority;
  readonly #keeper: DocumentKeeper;
  readonly #changes: FolderChanges;
  readonly #journal: DatabaseSync;
  readonly sharing: Sharing;
  readonly #requests: RequestServer;
  readonly #metrics = new MemoryMetrics();
  readonly #services: ServiceList;
  readonly #noted: NotedJournal;
  readonly #windows = new Set<Transport>();
  #isHosting = false;
  #draft: string | null = null;
  #entered: Promise<void> = Promise.resolve();
  #listener: Listener | null = null;
  #url = '';

  private constructor(options: HostOptions, boundary: FolderBoundary, stateFolder: string, isCaseSensitive: boolean) {
    this.#options = options;
    this.#boundary = boundary;
    this.#stateFolder = stateFolder;
    this.#state = stateFor(options.server ?? null, readHostState(this.#stateFolder, freshState));
    writeHostState(this.#stateFolder, this.#state);
    const { server, session } = this.#state;
    this.#place =
      server === null
        ? new EmbeddedBackend(this.#stateFolder, this.#state, options.report, this.#metrics, options.home)
        : new RemoteBackend(server, session, join(this.#stateFolder, 'near-blobs'));
    this.#shelf = new RecordingShelf(this.#place, {
      stateFolder,
      copiesFolder: join(options.home ?? ensembleHome(), 'recordings'),
      onCleared: () => this.#scrubbed(Promise.resolve()),
      report: inArea(options.report, 'replay'),
    });
    const name = ownerName(boundary.root, this.#state.name);
    this.#replicas = new HostReplicas(this.#place, name, this.#stateFolder, inArea(options.report, 'replicas'));
    this.client = this.#replicas.host;
    this.#rules = new SharingRules(boundary.root, inArea(options.report, 'settings'));
    const visibility = () => this.#rules.visibility;
    this.#journal = openPrivately(join(this.#stateFolder, 'journal.db'));
    this.#noted = new NotedJournal(new SqliteJournal(this.#journal), () => this.#place.bases);
    onOwnName(this.client, (name) => writeHostState(stateFolder, Object.assign(this.#state, { name })));
    this.#disk = folderDisk(boundary, visibility);
    const guestFiles = serverFiles(boundary, () => viewOf({ isOwner: false }, visibility()));
    const conventions = createConventionService(guestFiles.read);
    this.#keeper = new DocumentKeeper({
      client: this.#replicas.disk,
      disk: this.#disk,
      journal: this.#noted,
      newEncoding: conventions.newEncoding,
      isReadOnly: (path) => this.#rules.visibility.isReadOnly(path),
      ...(isCaseSensitive ? {} : { fold: (path) => path.normalize('NFC').toLowerCase() }),
      report: inArea(options.report, 'documents'),
    });
    this.#changes = new FolderChanges({
      windows: this.#windows,
      root: boundary.root,
      client: this.client,
      keeper: this.#keeper,
      rules: this.#rules,
      onFiles: (changes) => this.#services.onFiles(changes),
      report: inArea(options.report, 'files'),
    });
    this.#authority = new PathAuthority(boundary, visibility, (ref) => this.#keeper.pathOf(ref));
    this.sharing = new Sharing({
      place: this.#place,
      client: this.client,
      state: this.#state,
      saveState: () => writeHostState(this.#stateFolder, this.#state),
      pages: options.pages,
      publicAddress: options.publicAddress,
      report: inArea(options.report, 'sharing'),
    });
    this.#services = new ServiceList({
      boundary,
      visibility,
      rules: this.#rules,
      client: this.client,
      bulk: () => this.#replicas.bulk(),
      keeper: this.#keeper,
      authority: this.#authority,
      conventions,
      database: this.#journal,
      lists: this.#changes.lists,
      sharing: this.sharing,
      person: this.#state.person,
      name,
      home: options.home ?? ensembleHome(),
      openFolder: options.openFolder,
      describe: async () => this.#describe(),
      move: options.move,
      recordings: () => this.#place.recordings.list(),
      cut: (stretch, cuts) => {
        const cut = this.#place.cut(stretch, cuts);
        return cuts ? this.#scrubbed(cut.finally(() => this.#shelf.noteCut())) : cut;
      },
      keepLast: (minutes, title) => this.#place.keepLast(minutes, title),
      shelf: this.#shelf,
      takenFolder: join(this.#stateFolder, 'taken-recordings'),
      activity: { since: (wish) => this.#place.activity(wish), page: (wish) => this.#place.past(wish) },
      stored: {
        usage: () => this.#place.usage(),
        clear: () => this.#scrubbed(this.#place.clearHistory()),
        forgetEarlier: () => this.#scrubbed(Promise.resolve()),
        historyDays: () => this.#state.historyDays,
        keep: (historyDays) => writeHostState(stateFolder, Object.assign(this.#state, { historyDays })),
      },
      report: options.report,
    });
    this.#requests = new RequestServer(
      countedRequests(this.#authority.guarded(this.#services.handlers), this.#metrics),
      inArea(options.report, 'requests'),
    );
  }

  /** Takes what files held before out of this machine's own record too, once something has left the history. */
  async #scrubbed<T>(done: Promise<T>): Promise<T> {
    const result = await done;
    if (this.#isHosting) await this.#keeper.forgetEarlier();
    this.#journal.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    return result;
  }

  /** Opens a folder: folds its log, compares its documents with the disk, and opens the private door. */
  static async start(options: HostOptions): Promise<Host> {
    const boundary = await FolderBoundary.open(options.folder);
    const stateFolder = stateFolderOf(boundary.root, options.home ?? ensembleHome());
    mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
    // A window's token that others could read is void: that must still be visible here, so it stays.
    keepPrivate(stateFolder, ['window.json', 'drafts']);
    takeHostLock(stateFolder);
    let host: Host | null = null;
    try {
      host = new Host(options, boundary, stateFolder, await isCaseSensitive(boundary.root));
      await host.#start();
      return host;
    } catch (thrown) {
      await host?.close();
      releaseHostLock(stateFolder);
      throw thrown;
    }
  }

  async #start(): Promise<void> {
    const { report } = this.#options;
    const tell = (thrown: unknown) => report(String((thrown as Error).message));
    const entered = this.#enter();
    const inTime = entered.then(() => true);
    const isEntered = await (this.#state.server?.isJoined ? Promise.race([inTime, untilAway(this.client)]) : inTime);
    await this.#openDoor();
    this.#entered = entered.then(() => this.sharing.resume().catch(tell));
    if (isEntered) await this.#entered;
    else this.#entered.catch(tell);
  }

  /** Settles once the folder's session is there; its windows can be used before, where they were in it already. */
  get entered(): Promise<void> {
    return this.#entered;
  }

  /** Joins the session, and becomes its host or steps back. */
  async #enter(): Promise<void> {
    const server = this.#place.guests?.origin ?? '';
    const stopWaiting = tellWaiting(this.client, server, this.#options.report);
    await Promise.race([this.#replicas.join(), untilRefused(this.client, server)]);
    stopWaiting();
    const state = this.#state;
    state.person = this.client.person!;
    if (state.server) state.server = { ...state.server, isJoined: true };
    writeHostState(this.#stateFolder, state);
    const last = this.client.state.host;
    if (last === null || last.person === state.person || this.#options.takesOver) await this.#host();
    else await this.#step(last);
  }

  async #openDoor(): Promise<void> {
    const { session, person } = this.#state;
    const { listener, token } = await openOwnerListener({
      stateFolder: this.#stateFolder,
      state: this.#state,
      port: this.#options.port,
      newAddress: this.#options.newAddress ?? false,
      pages: this.#options.pages,
      onWorkspace: (transport) => serveDirect(transport, this.#windows, this.#requests, this.#place.localBlobs, person),
      sessions: this.#shelf.sessions,
      metrics: () => this.#metrics.text(),
      report: inArea(this.#options.report, 'gateway'),
    });
    this.sharing.ownPort = listener.port;
    this.#listener = listener;
    const { root } = this.#boundary;
    const fragment = new URLSearchParams({ session, person, token, root });
    this.#url = `http://127.0.0.1:${listener.port}/#${fragment}`;
    showHostAt(this.#stateFolder, this.#url);
    rememberFolder(this.#options.home ?? ensembleHome(), root);
  }

  /** Becomes the host: the term goes up, and every open document is compared with this disk. */
  async #host(): Promise<void> {
    const { report } = this.#options;
    const { client } = this;
    const { disk } = this.#replicas;
    const last = client.state.host;
    let bringIn: (() => Promise<void>) | null = null;
    if (last !== null && last.person !== client.person) {
      this.#replicas.giveUpLeft();
      if (!this.#place.bases) throw new EnsembleError('stale-term', 'Another host has this session.');
      const adoption = { client: disk, disk: this.#disk, journal: this.#noted, bases: this.#place.bases, report };
      bringIn = await adoptDiskHistory(adoption);
    } else await this.#replicas.deliverLeft();
    const ready = Promise.withResolvers<void>();
    this.#requests.listen(client, ready.promise);
    const term = (client.state.host?.term ?? 0) + 1;
    const carries = this.#place.guests === null;
    await client.publish('host.claimed', { term, folder: this.#boundary.name, carries });
    await disk.until(({ host }) => (host?.term ?? 0) >= term);
    this.#isHosting = true;
    await bringIn?.();
    client.events.on('state', ({ host }) => {
      if (this.#isHosting && host !== null && host.replica !== client.replica) void this.#step(host);
    });
    client.events.on('status', ({ is }) => is === 'online' && this.#place.bases?.again());
    ready.resolve();
    await this.#keeper.reconcile();
    await this.#noteAll();
    this.#changes.watch();
    await this.#services.start();
  }

  /** Notes this disk's texts for the next host, after a move. */
  async #noteAll(): Promise<void> {
    if (!this.#state.server?.isNew) return;
    for (const ref of Object.keys(this.client.state.documents)) {
      const { current } = await this.#noted.records(ref);
      if (current) this.#place.bases?.note(ref, current);
    }
    this.#state.server = { ...this.#state.server, isNew: false };
    writeHostState(this.#stateFolder, this.#state);
  }

  /** Steps back: another machine is the host. This folder stays as it is, and its windows go on as a guest's. */
  async #step(host: NonNullable<SessionState['host']>): Promise<void> {
    this.#isHosting = false;
    const { state } = this.client;
    const name = shownName(state, host.person) ?? 'Somebody else';
    this.#requests.stop(new EnsembleError('host-away', `${name} hosts this session now, on another machine.`));
    await this.#changes.stop();
    this.#replicas.leave();
    this.#replicas.giveUpLeft();
    const paths = Object.values(state.documents).flatMap(({ path }) => path ?? []);
    const { root } = this.#boundary;
    this.#draft = await keepDraft(root, this.#stateFolder, paths, Date.now()).catch((thrown: unknown) => {
      this.#options.report(`a draft of this folder could not be kept: ${String(thrown)}`);
      return null;
    });
    const where =
      this.#draft === null ? 'it has nothing that is not in its repository' : `a draft is in ${this.#draft}`;
    this.#options.report(
      `${name} hosts this session now. ${root} stays as it is, and is not written to any more; ${where}. ` +
        'Its windows here go on as guests. Start again with --take-over to host it from here.',
    );
  }

  /** Place of the session in this process; null where it is on a stand-alone server. */
  get embedded(): EmbeddedBackend | null {
    return this.#place instanceof EmbeddedBackend ? this.#place : null;
  }

  get stateFolder(): string {
    return this.#stateFolder;
  }

  get state(): HostState {
    return this.#state;
  }

  /** Address of the host's own window; its fragment holds the token. */
  get url(): string {
    return this.#url;
  }

  #describe(): Result<'hosting.describe'> {
    return {
      hosts: this.#isHosting,
      draft: this.#draft,
      problem: this.#options.problem ?? null,
      notice: this.#changes.notice,
    };
  }

  /** Number of people besides the owner who are in. */
  get guestCount(): number {
    return present(this.client.state).filter(({ role }) => role !== 'owner').length;
  }

  /** Ends everything that was begun; the session is found again at the next start. */
  async close(): Promise<void> {
    await this.#services.close();
    await this.#requests.close();
    await this.#changes.stop();
    await this.sharing.close();
    await this.#listener?.close();
    await this.#shelf.close();
    this.#isHosting = false;
    this.#replicas.leave();
    await this.#place.close();
    this.#replicas.close();
    this.#journal.close();
    releaseHostLock(this.#stateFolder);
  }
}
