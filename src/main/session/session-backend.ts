import { join } from 'node:path';
import {
  type ActivityWish,
  type Invite,
  type PastWish,
  RelayFile,
  SessionServer as Server,
  type SessionServer,
  type Sessions,
} from '../../../server/server.ts';
import type { Dial } from '../../client/link.ts';
import { memoryTransportPair } from '../../client/memory-transport.ts';
import type { BlobStore } from '../../shared/blobs.ts';
import type { Activity, PastPage } from '../../shared/capabilities/activity/methods.ts';
import type { StorageUsage } from '../../shared/capabilities/storage/methods.ts';
import { type Metrics, noMetrics } from '../../shared/metrics.ts';
import { inArea, type Report } from '../../shared/report.ts';
import type { RemoteDiskHistory } from '../documents/remote-disk-history.ts';
import { nodeEnvironment } from '../machine/environment.ts';
import { ensembleHome, type HostState } from '../machine/state-folder.ts';
import { EmbeddedRecordings, type RecordingPlace } from './recording-place.ts';

const dayMs = 24 * 3_600_000;

/** Stretch that is cut: of everything, or of one file or terminal. */
export type CutStretch = { after: number; upTo: number; ref?: string | undefined };

export type GuestRole = 'editor' | 'reviewer' | 'viewer';

/** An invite that nobody has used, by the hash of its secret. */
export type NewInvite = Pick<Invite, 'hash' | 'expiresMs' | 'once' | 'agentOf'> & { role: GuestRole };

/** Place of a folder's session: in this process, or on a stand-alone server. */
export interface SessionBackend {
  /** Connects the replicas of the host. */
  readonly dial: Dial;
  /** Connects agents that run here: as guests, who come in by invites of their own. */
  readonly dialAgent: Dial;
  /** Attachments of the session's entries. */
  readonly blobs: BlobStore;
  /** Attachments of requests that windows send to the host itself. */
  readonly localBlobs: BlobStore;
  /** Sessions behind the doors of this process. */
  readonly sessions: Sessions;
  /** Address at which guests find the session; null where a door of this machine must be opened for them. */
  readonly guests: { origin: string; pin: string | null } | null;
  /** Ticket of the host's replicas; null where the connection itself identifies them. */
  readonly ticket: string | null;
  /** Disk history of former hosts; null where there can be no other host. */
  readonly bases: RemoteDiskHistory | null;
  /** Has no entry name a path that is hidden. Does nothing where the session is elsewhere: no server knows the rules. */
  hide(isHidden: (path: string) => boolean): void;
  /** Describes what is kept of the session. Throws `not-permitted` where it is elsewhere. */
  usage(): Promise<StorageUsage>;
  /** Finds text of a stretch, or of one ref in it, that a cut leaves; `cuts`: then cuts it. Throws `not-permitted` where it is elsewhere. */
  cut(stretch: CutStretch, cuts: boolean): Promise<{ path: string; characters: number }[]>;
  /** Makes a recording of the last minutes. Throws `not-permitted` where that cannot be. */
  keepLast(minutes: number, title: string): Promise<void>;
  /** Deletes the session's history outside recordings. Throws `not-permitted` where it is elsewhere. */
  clearHistory(): Promise<void>;
  readonly recordings: RecordingPlace;
  /** Tells what people have done. Throws `not-permitted` where the session's past is elsewhere. */
  activity(wish: ActivityWish): Promise<Activity>;
  /** Tells a page of what has happened, with the same bounds. */
  past(wish: PastWish): Promise<PastPage>;
  setInvite(hash: string, role: GuestRole, expiresMs: number): Promise<void>;
  /** Adds an invite beside the link. */
  addInvite(invite: NewInvite): Promise<void>;
  invites(): Promise<Invite[]>;
  revokeInvite(hash: string): Promise<void>;
  revokeInvites(): Promise<void>;
  close(): Promise<void>;
}

/** The session server inside this process, with its store in the folder's state. */
export class EmbeddedBackend implements SessionBackend {
  readonly server: SessionServer;
  readonly recordings: RecordingPlace;
  readonly guests = null;
  readonly ticket = null;
  readonly bases = null;
  readonly #state: HostState;
  #isHidden = (_path: string) => false;

  /** `home`: Ensemble's folder, in which the owner names servers for calls. */
  constructor(
    dataFolder: string,
    state: HostState,
    report: Report,
    metrics: Metrics = noMetrics,
    home = ensembleHome(),
  ) {
    const historyMs = () => (state.historyDays === null ? null : state.historyDays * dayMs);
    const relays = new RelayFile(join(home, 'calls.json'), inArea(report, 'settings'));
    const isHidden = (path: string) => this.#isHidden(path);
    this.server = Server.open({
      dataFolder,
      environment: nodeEnvironment,
      report,
      metrics,
      historyMs,
      isHidden,
      relays,
    });
    this.#state = state;
    this.recordings = new EmbeddedRecordings(this.server, state.session);
  }

  hide(isHidden: (path: string) => boolean): void {
    this.#isHidden = isHidden;
  }

  usage(): Promise<StorageUsage> {
    return this.server.usage(this.#state.session);
  }

  cut(stretch: CutStretch, cuts: boolean): Promise<{ path: string; characters: number }[]> {
    return this.server.cut(this.#state.session, stretch, cuts);
  }

  keepLast(minutes: number, title: string): Promise<void> {
    return this.server.keepLast(this.#state.session, minutes, title);
  }

  clearHistory(): Promise<void> {
    return this.server.clearHistory(this.#state.session);
  }

  get sessions(): Sessions {
    return this.server;
  }

  get blobs(): BlobStore {
    return this.server.blobs(this.#state.session);
  }

  get localBlobs(): BlobStore {
    return this.blobs;
  }

  readonly dial: Dial = async () => {
    const { session, person } = this.#state;
    const found = await this.server.open(session, true);
    const [mine, theirs] = memoryTransportPair();
    found!.connect(theirs, { is: 'owner', person });
    return mine;
  };

  readonly dialAgent: Dial = async () => {
    const found = await this.server.open(this.#state.session, true);
    const [mine, theirs] = memoryTransportPair();
    found!.connect(theirs, { is: 'guest', isAgent: true });
    return mine;
  };

  activity(wish: ActivityWish): Promise<Activity> {
    return this.server.activity(this.#state.session, wish);
  }

  past(wish: PastWish): Promise<PastPage> {
    return this.server.past(this.#state.session, wish);
  }

  async setInvite(hash: string, role: GuestRole, expiresMs: number): Promise<void> {
    this.server.access.setInvite(this.#state.session, hash, role, expiresMs);
  }

  async addInvite(invite: NewInvite): Promise<void> {
    this.server.access.addInvite(this.#state.session, { ...invite, used: 0, isLink: false });
  }

  async invites(): Promise<Invite[]> {
    return this.server.access.invites(this.#state.session);
  }

  async revokeInvite(hash: string): Promise<void> {
    this.server.access.revokeInvite(this.#state.session, hash);
  }

  async revokeInvites(): Promise<void> {
    this.server.access.revokeInvites(this.#state.session);
  }

  close(): Promise<void> {
    return this.server.close();
  }
}
