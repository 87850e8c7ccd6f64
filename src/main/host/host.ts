import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Listener } from '../../../server/server.ts';
import { SessionServer } from '../../../server/server.ts';
import { memoryTransportPair } from '../../client/memory-transport.ts';
import { MemoryOutbox } from '../../client/outbox.ts';
import { SessionClient } from '../../client/session-client.ts';
import { present } from '../../shared/model/participants.ts';
import { EnsembleError } from '../../shared/protocol/errors.ts';
import { newId, newSecret } from '../../shared/protocol/ids.ts';
import { limits } from '../../shared/protocol/version.ts';
import type { Transport } from '../../shared/transport.ts';
import type { FileChange } from '../../shared/workspace/contract.ts';
import { createFileService } from '../files/file-service.ts';
import { FolderBoundary } from '../files/folder-boundary.ts';
import { FolderWatcher } from '../files/folder-watcher.ts';
import { createVisibility, type Visibility, viewOf } from '../files/visibility.ts';
import { diskLockFolder } from '../locks/lock-folder.ts';
import { createLockService } from '../locks/lock-service.ts';
import { createSearchService } from '../search/search-service.ts';
import { serveDirect } from './direct-server.ts';
import { DocumentKeeper } from './document-keeper.ts';
import { createDocumentService } from './document-service.ts';
import { nodeEnvironment } from './environment.ts';
import { folderDisk } from './folder-disk.ts';
import { createFolderService, rememberFolder } from './folder-service.ts';
import { releaseHostLock, showHostAt, takeHostLock } from './host-lock.ts';
import { type AllHandlers, RequestServer } from './request-server.ts';
import { Sharing } from './sharing.ts';
import { readSharingSettings } from './sharing-settings.ts';
import { SqliteJournal } from './sqlite-journal.ts';
import { ensembleHome, type HostState, readHostState, stateFolderOf, writeHostState } from './state-folder.ts';

export interface HostOptions {
  folder: string;
  /** Of the private listener; 0 for any. */
  port: number;
  /** The built renderer, or null to serve none. */
  pages: string | null;
  /** Under which guests reach this machine; null finds it out. */
  publicAddress: string | null;
  /** Starts a host for another folder and gives its address. */
  openFolder: (folder: string) => Promise<string>;
  report: (message: string) => void;
  home?: string;
}

/** The host of one folder: it owns the disk, answers requests, and carries the session server and the doors. */
export class Host {
  readonly client: SessionClient;
  readonly #disk: SessionClient;
  readonly #server: SessionServer;
  readonly #options: HostOptions;
  readonly #stateFolder: string;
  readonly #state: HostState;
  readonly #boundary: FolderBoundary;
  readonly #visibility: Visibility;
  readonly #keeper: DocumentKeeper;
  readonly #journal: DatabaseSync;
  readonly sharing: Sharing;
  #watcher: FolderWatcher | null = null;
  #listener: Listener | null = null;
  #url = '';

  private constructor(options: HostOptions, boundary: FolderBoundary, stateFolder: string) {
    this.#options = options;
    this.#boundary = boundary;
    this.#stateFolder = stateFolder;
    this.#state = readHostState(this.#stateFolder, freshState);
    writeHostState(this.#stateFolder, this.#state);
    this.#server = SessionServer.open({
      dataFolder: this.#stateFolder,
      environment: nodeEnvironment,
      report: options.report,
    });
    this.client = this.#replica('host');
    this.#disk = this.#replica('disk');
    this.#visibility = createVisibility(readSharingSettings(boundary.root, options.report));
    this.#journal = new DatabaseSync(join(this.#stateFolder, 'journal.db'));
    this.#keeper = new DocumentKeeper({
      client: this.#disk,
      disk: folderDisk(boundary, viewOf({ isOwner: true }, this.#visibility)),
      journal: new SqliteJournal(this.#journal),
      isReadOnly: (path) => this.#visibility.isReadOnly(path),
      report: options.report,
    });
    this.sharing = new Sharing({
      server: this.#server,
      client: this.client,
      state: this.#state,
      saveState: () => writeHostState(this.#stateFolder, this.#state),
      pages: options.pages,
      publicAddress: options.publicAddress,
    });
  }

  /** Opens a folder: folds its log, compares its documents with the disk, and opens the private door. */
  static async start(options: HostOptions): Promise<Host> {
    const boundary = await FolderBoundary.open(options.folder);
    const stateFolder = stateFolderOf(boundary.root, options.home ?? ensembleHome());
    mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
    takeHostLock(stateFolder);
    let host: Host | null = null;
    try {
      host = new Host(options, boundary, stateFolder);
      await host.#start();
      return host;
    } catch (thrown) {
      await host?.close();
      releaseHostLock(stateFolder);
      throw thrown;
    }
  }

  #replica(purpose: 'host' | 'disk'): SessionClient {
    const { session, person } = this.#state;
    return new SessionClient({
      environment: nodeEnvironment,
      outbox: new MemoryOutbox(),
      blobs: this.#server.blobs(session),
      replica: newId(nodeEnvironment),
      name: ownerName(this.#boundary.root),
      purpose,
      dial: async () => {
        const found = await this.#server.find(session, true);
        const [mine, theirs] = memoryTransportPair();
        found!.connect(theirs, { is: 'owner', person });
        return mine;
      },
    });
  }

  async #start(): Promise<void> {
    await Promise.all([this.client.start(), this.#disk.start()]);
    await Promise.all([this.client.joined(), this.#disk.joined()]);
    const term = (this.client.state.host?.term ?? 0) + 1;
    await this.client.publish('host.claimed', { term, folder: this.#boundary.name });
    await this.#disk.until(({ host }) => host?.term === term);
    const server = new RequestServer(this.#handlers(), this.#options.report);
    server.listen(this.client);
    await this.#keeper.reconcile();
    const { report } = this.#options;
    this.#watcher = await FolderWatcher.start({
      root: this.#boundary.root,
      onChanges: (changes) =>
        void this.#filesChanged(changes).catch((thrown) => report(`noting file changes failed: ${String(thrown)}`)),
      onProblem: (problem) => report(problem.message),
    });
    const token = newSecret(nodeEnvironment);
    const { session, person } = this.#state;
    this.#listener = await this.#listenPrivately(token, (transport) =>
      serveDirect(transport, server, this.#server.blobs(session), person),
    );
    const root = this.#boundary.root;
    const fragment = new URLSearchParams({ session, person, token, root });
    this.#url = `http://127.0.0.1:${this.#listener.port}/#${fragment}`;
    showHostAt(this.#stateFolder, this.#url);
    rememberFolder(this.#options.home ?? ensembleHome(), root);
    await this.sharing.resume().catch((thrown: unknown) => report(String((thrown as Error).message)));
  }

  /** At the port that was asked for, else at that of last time, else at any. */
  async #listenPrivately(token: string, onWorkspace: (transport: Transport) => void): Promise<Listener> {
    const options = {
      address: '127.0.0.1',
      tls: null,
      ownerToken: token,
      guests: false,
      hostNames: ['127.0.0.1', 'localhost'],
      pages: this.#options.pages,
      onWorkspace,
    };
    const wanted = this.#options.port || this.#state.privatePort;
    const listener = await this.#server.listen({ ...options, port: wanted }).catch((thrown: unknown) => {
      if (this.#options.port !== 0 || wanted === 0) throw thrown;
      return this.#server.listen({ ...options, port: 0 });
    });
    if (this.#options.port === 0 && this.#state.privatePort === 0) {
      this.#state.privatePort = listener.port;
      writeHostState(this.#stateFolder, this.#state);
    }
    return listener;
  }

  /** The address of the host's own window; its fragment holds the token. */
  get url(): string {
    return this.#url;
  }

  #handlers(): AllHandlers {
    const visibility = () => this.#visibility;
    const files = createFileService({ boundary: this.#boundary, visibility });
    const move = files['files.move'];
    return {
      ...files,
      'files.move': async (params, caller, signal) => {
        await this.#keeper.move(params.from, params.to, async () => {
          await move(params, caller, signal);
        });
        return {};
      },
      ...createSearchService({ root: this.#boundary.root, viewFor: (caller) => viewOf(caller, this.#visibility) }),
      ...createDocumentService(this.#keeper, files),
      ...createFolderService(this.#options.home ?? ensembleHome(), this.#options.openFolder),
      ...createLockService({
        folder: diskLockFolder(this.#boundary.root),
        environment: nodeEnvironment,
        person: this.#state.person,
        name: ownerName(this.#boundary.root),
        machine: hostname(),
      }),
      ...this.sharing.handlers(),
    };
  }

  /** Outside changes go into the documents first, then to everyone's explorer; hidden files to nobody's but the owner's disk. */
  async #filesChanged(changes: FileChange[]): Promise<void> {
    const open = new Set(Object.values(this.client.state.documents).map(({ path }) => path));
    const everything = changes.some(({ path }) => path === '');
    for (const { path } of changes) if (open.has(path)) await this.#keeper.diskChanged(path);
    for (const { path, type } of changes) {
      if (type !== 'deleted' && !everything) continue;
      const below = [...open].filter(
        (other): other is string => other !== null && (everything || other.startsWith(`${path}/`)),
      );
      for (const other of below) await this.#keeper.diskChanged(other);
    }
    const shown = changes.filter(({ path }) => !this.#visibility.isHidden(path));
    const term = this.client.state.host?.term ?? 0;
    if (shown.length > 0) await this.client.publish('files.changed', { term, changes: shown });
  }

  /** How many people besides the owner are in. */
  get guestCount(): number {
    return present(this.client.state).filter(({ role }) => role !== 'owner').length;
  }

  /** Ends everything that was begun; the session is found again at the next start. */
  async close(): Promise<void> {
    await this.#watcher?.close();
    await this.sharing.close();
    await this.#listener?.close();
    this.client.leave();
    this.#disk.leave();
    await this.#server.close();
    this.#journal.close();
    releaseHostLock(this.#stateFolder);
  }
}

function freshState(): HostState {
  return {
    session: newId(nodeEnvironment),
    person: newId(nodeEnvironment),
    privatePort: 0,
    guestPort: 0,
    invite: null,
    certificate: null,
  };
}

/** What the others call the owner: as Git does, else as the system does. */
function ownerName(folder: string): string {
  try {
    const name = execFileSync('git', ['config', 'user.name'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    if (name.trim() !== '') return name.trim().slice(0, limits.nameLength);
  } catch {
    // No Git, or no name: the system has one.
  }
  try {
    return userInfo().username.slice(0, limits.nameLength) || 'Host';
  } catch {
    return 'Host';
  }
}

/** For callers that show errors: what went wrong in words. */
export function inWords(thrown: unknown): string {
  return thrown instanceof EnsembleError ? thrown.message : String((thrown as Error | undefined)?.stack ?? thrown);
}
