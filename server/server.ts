import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Activity, PastPage } from '../src/shared/capabilities/activity/methods.ts';
import { keptUntilMs } from '../src/shared/capabilities/recording/kept-until.ts';
import type { StorageUsage } from '../src/shared/capabilities/storage/methods.ts';
import { EnsembleError } from '../src/shared/core/errors.ts';
import { newId } from '../src/shared/core/ids.ts';
import { noMetrics } from '../src/shared/metrics.ts';
import { inArea } from '../src/shared/report.ts';
import { type PastWish, pastPage } from './activity/past-page.ts';
import { type ActivityWish, recentActivity } from './activity/recent-activity.ts';
import { FileBlobStore } from './blobs/file-blob-store.ts';
import { type BlobAccess, type BlobCaller, type BlobView, OwnBlobs, PersonBlobs } from './gateway/blob-views.ts';
import type { HostingStore } from './gateway/hosting-routes.ts';
import { type Listener, type ListenOptions, listen } from './gateway/listener.ts';
import { participantOf, type SessionDoor, type Sessions } from './gateway/sessions.ts';
import { Arrivals } from './log/arrivals.ts';
import { DiskHistoryStore } from './log/disk-history-store.ts';
import type { Log } from './log/log.ts';
import { segmentLimits } from './log/segment.ts';
import { SqliteLog } from './log/sqlite-log.ts';
import { growWriteAheadLog, takeForOneself } from './log/sqlite-schema.ts';
import { TailFile } from './log/tail-file.ts';
import { type Unreadable, unreadableOf } from './log/unreadable.ts';
import { keepPrivate, makePrivate, openPrivately } from './private-files.ts';
import { RecordingLibrary } from './recordings/recording-library.ts';
import { RecordingLinks } from './recordings/recording-links.ts';
import { WatchedRecordings } from './recordings/watched-recordings.ts';
import { isChanged, WatchedReplays } from './recordings/watched-replays.ts';
import type { Standing, Stretch } from './replay/cutting.ts';
import type { GetBlob } from './replay/folded-past.ts';
import { keepSince } from './replay/kept-stretches.ts';
import { ReplaySession } from './replay/replay-session.ts';
import type { SessionServerOptions } from './server-options.ts';
import { Session } from './session/session.ts';
import { SqliteAccessStore } from './session/sqlite-access-store.ts';
import { type SessionCopy, sessionCopy } from './session-copy.ts';

export type { PastWish } from './activity/past-page.ts';
export type { ActivityWish } from './activity/recent-activity.ts';
export { FileBlobStore } from './blobs/file-blob-store.ts';
export { RelayFile } from './calls/relay-file.ts';
export type { ArrivalPiece } from './gateway/arrival-routes.ts';
export { type BlobCaller, type BlobView, bodyFrom, bodyOfBytes } from './gateway/blob-views.ts';
export { fingerprintOf, isFresh, makeCertificate } from './gateway/certificate.ts';
export { type Listener, type ListenOptions, listen } from './gateway/listener.ts';
export { machineNames } from './gateway/machine-names.ts';
export type { SessionDoor, Sessions } from './gateway/sessions.ts';
export { keepPrivate, openPrivately } from './private-files.ts';
export { contentOf } from './recordings/content.ts';
export { fileNameOf } from './recordings/file-names.ts';
export { FileSessions } from './recordings/file-sessions.ts';
export { OpenedFiles, withOpenedFiles } from './recordings/opened-files.ts';
export { type Output, outputsOf } from './recordings/outputs.ts';
export { RecordingFile } from './recordings/recording-file.ts';
export type { ExportWatch } from './recordings/recording-library.ts';
export { isChanged } from './recordings/watched-replays.ts';
export type { FileWishes } from './recordings/write-recording.ts';
export { packTree } from './replay/packed-tree.ts';
export type { Invite } from './session/access.ts';
export { hashSecret } from './session/secrets.ts';
export type { SessionCopy } from './session-copy.ts';

/** Quota of all attachments of one session together. */
const blobQuotaBytes = 2 * 1024 * 1024 * 1024;
/** Quota of one guest's attachments, as a part of it. */
const guestQuotaBytes = 512 * 1024 * 1024;

/** Interval of sweeps, which free attachments that no entry names, such as answers to requests. */
const sweepEveryMs = 10 * 60_000;

/** Access to blobs of a session that is not here. */
const nothingToRead: BlobAccess = { mayRead: () => false, noteUpload: () => undefined };

/**
 * Runs a task once everything that has arrived by now was read: what came while the last batch was sent is read only in
 * the next turn of the event loop.
 */
const afterReading = (run: () => void): void => void setImmediate(() => setImmediate(run));

/** A session server on this machine, embedded in a host or stand-alone: the only place that chooses the parts. */
export class SessionServer implements Sessions {
  readonly access: SqliteAccessStore;
  readonly bases: DiskHistoryStore;
  readonly library: RecordingLibrary;
  readonly watched: WatchedRecordings;
  readonly movedTo = null;
  readonly #arrivals: Arrivals;
  readonly #options: SessionServerOptions;
  readonly #log: Log;
  readonly #sessions = new Map<string, Promise<Session>>();
  readonly #blobs = new Map<string, FileBlobStore>();
  readonly #replays = new WatchedReplays();
  readonly #listeners = new Set<Listener>();
  readonly #sweeper: NodeJS.Timeout;

  private constructor(options: SessionServerOptions, database: DatabaseSync) {
    this.#options = options;
    const tailPath = join(options.dataFolder, 'sessions.tail');
    makePrivate(tailPath);
    const tail = new TailFile(tailPath);
    this.#log = new SqliteLog(database, tail, () => options.environment.nowMs());
    growWriteAheadLog(database);
    this.access = new SqliteAccessStore(database);
    this.bases = new DiskHistoryStore(database);
    this.#arrivals = new Arrivals(database);
    this.library = new RecordingLibrary({
      log: this.#log,
      environment: options.environment,
      find: (id) => this.find(id),
      attachmentsOf: (id) => this.#attachmentsOf(id),
      cuts: (id) => this.#replays.cutsOf(id),
      freeing: (id, run) => this.#freeing(id, run),
    });
    this.watched = new WatchedRecordings({
      links: new RecordingLinks(database),
      library: this.library,
      environment: options.environment,
      blobs: (id) => this.blobs(id),
      report: inArea(options.report, 'replay'),
    });
    this.#sweeper = setInterval(() => void this.sweep(sweepEveryMs), sweepEveryMs).unref();
  }

  /**
   * Opens the store, making it where it is not there yet. Throws when it cannot be read, is of a newer version, or
   * belongs to another process.
   */
  static open(options: SessionServerOptions): SessionServer {
    mkdirSync(options.dataFolder, { recursive: true, mode: 0o700 });
    keepPrivate(join(options.dataFolder, 'blobs'));
    const database = openPrivately(join(options.dataFolder, 'sessions.db'));
    try {
      takeForOneself(database, options.dataFolder);
      return new SessionServer(options, database);
    } catch (thrown) {
      database.close();
      throw thrown;
    }
  }

  open(id: string, create: boolean): Promise<SessionDoor | null> {
    return this.#opened(id, create);
  }

  async replay(id: string, recording: string | null): Promise<SessionDoor | null> {
    if ((await this.#log.head(id)) === 0) return null;
    const { environment, report } = this.#options;
    const cuts = this.#replays.cutsOf(id);
    const history = await this.library.history(id, recording);
    const replay = new ReplaySession(history, () => environment.nowMs(), inArea(report, 'replay'));
    this.#replays.take(replay, { id, recording }, cuts);
    return replay;
  }

  /** Takes something out of a log, and the attachments that only this named, or that are pasts from before. */
  async #freeing(id: string, run: () => Promise<void>): Promise<void> {
    const before = await this.#log.blobs(id);
    await run();
    const after = await this.#log.blobs(id);
    const pasts = (await this.#sessions.get(id))?.blobRights.takeCheckpoints() ?? [];
    await this.blobs(id).remove(new Set([...before, ...pasts].filter((hash) => !after.has(hash))));
  }

  #attachmentsOf(id: string): GetBlob {
    return (hash) => this.blobs(id).get(hash);
  }

  /** Makes a recording of the last minutes. Throws `not-permitted` where somebody else was here in them. */
  async keepLast(id: string, minutes: number, title: string): Promise<void> {
    const { environment } = this.#options;
    const session = await this.#there(id);
    await keepSince(session, environment.nowMs() - minutes * 60_000, title, newId(environment));
    await session.settled();
  }

  /**
   * Finds the text of a stretch, or of one ref in it, that would still stand after a cut; `cuts`: then cuts it, out of
   * whatever recording, and ends the replays that show it. Throws `not-found` for a session that is not here.
   */
  async cut(
    id: string,
    { ref, ...stretch }: Stretch & { ref?: string | undefined },
    cuts: boolean,
  ): Promise<Standing[]> {
    const session = await this.#there(id);
    await session.settled();
    if (stretch.upTo > session.head) throw new EnsembleError('bad-request', 'This stretch is not over yet.');
    if (stretch.upTo <= stretch.after) throw new EnsembleError('bad-request', 'This stretch ends before it begins.');
    const standing = await session.standingFrom(stretch, ref);
    if (!cuts) return standing;
    const end = () => {
      this.#replays.noteCut(id);
      this.#endReplays(id, () => true, isChanged());
    };
    try {
      await this.#freeing(id, () => session.cut(stretch, ref));
    } catch (thrown) {
      // One that was refused has changed nothing; after any other failure, a part may have left.
      if (!(thrown instanceof EnsembleError)) end();
      throw thrown;
    }
    end();
    return standing;
  }

  #endReplays(id: string, shows: (recording: string | null) => boolean, why: EnsembleError): void {
    this.#replays.end(id, shows, why);
    void this.watched.end(id, shows, why);
  }

  watch(id: string, link: string): Promise<SessionDoor | null> {
    return this.watched.door(id, link);
  }

  watchedBlobs(id: string, link: string): Promise<BlobView | null> {
    return this.watched.blobs(id, link);
  }

  /** Resolves once everything of an open session is packed that is due. */
  async packed(id: string): Promise<void> {
    await (await this.#sessions.get(id))?.packed();
  }

  /** Describes what is kept of a session. */
  async usage(id: string): Promise<StorageUsage> {
    const listed = await this.library.list(id);
    const untilMs = listed.flatMap((each) => keptUntilMs(each) ?? []);
    const limited = untilMs.length === 0 ? null : { recordings: untilMs.length, nextMs: Math.min(...untilMs) };
    const { bytes: attachmentBytes, count: attachments } = await this.blobs(id).usage();
    const recorded = { recordings: listed.length, limited };
    return { ...(await this.#log.usage(id)), attachmentBytes, attachments, ...recorded };
  }

  /** Deletes the history of a session outside recordings, as far as nobody who is here still needs it. */
  async clearHistory(id: string): Promise<void> {
    const session = await this.find(id);
    await session?.settled();
    await this.#freeing(id, async () => session?.prune(Number.MAX_SAFE_INTEGER));
  }

  /** Tells what people have done of late, or behind an entry. */
  async activity(id: string, wish: ActivityWish): Promise<Activity> {
    const session = await this.find(id);
    if (!session) return { events: [], edits: [], fromMs: null, isCut: false };
    return recentActivity(this.#log, id, session, wish);
  }

  /** Tells a page of what has happened behind an entry. */
  async past(id: string, wish: PastWish): Promise<PastPage> {
    return pastPage(this.#log, id, await this.#there(id), wish);
  }

  find(id: string): Promise<Session | null> {
    return this.#opened(id, false);
  }

  async #there(id: string): Promise<Session> {
    const session = await this.find(id);
    if (!session) throw new EnsembleError('not-found', 'This session is not here (any more).');
    return session;
  }

  async personBehind(id: string, ticket: string): Promise<string | null> {
    return (await participantOf(this, id, ticket))?.person ?? null;
  }

  async blobsFor(id: string, caller: BlobCaller): Promise<BlobView> {
    // A session on its way here has attachments before it exists itself.
    const session = caller.is === 'owner' && this.#arrivals.has(id) ? null : await this.find(id);
    if (caller.is === 'person' && session?.state.participants[caller.person]?.role !== 'owner')
      return new PersonBlobs(this.blobs(id), caller.person, session?.blobRights ?? nothingToRead);
    return new OwnBlobs(this.blobs(id), (hash) => {
      const person = caller.is === 'person' ? caller.person : session?.state.host?.person;
      if (person !== undefined) session?.blobRights.noteUpload(person, hash);
    });
  }

  /** Store for hosts of other machines, for the doors of a stand-alone server. */
  get hosting(): HostingStore {
    const { access, bases, library, watched } = this;
    const blobs = (id: string) => this.blobs(id);
    return { access, bases, library, watched, blobs, log: this.#log, arrivals: this.#arrivals };
  }

  /** Opens a session to be copied to another server. */
  copyOf(id: string): SessionCopy {
    return sessionCopy(this.#log, this.access, id, this.#attachmentsOf(id));
  }

  /** Ids of the sessions that are kept here. */
  sessions(): Promise<string[]> {
    return this.#log.sessions();
  }

  /** Lists the entries of a session's log that nobody can read, and that count as nothing. */
  unreadable(id: string): Promise<Unreadable[]> {
    return unreadableOf(this.#log, id);
  }

  /** Takes an unreadable entry out of a session's log for good. Throws `not-found` for any other. */
  async bury(id: string, seq: number): Promise<void> {
    const found = await this.unreadable(id);
    if (!found.some((entry) => entry.seq === seq))
      throw new EnsembleError('not-found', `Entry ${seq} is none that cannot be read: only such are taken out.`);
    await this.#log.bury(id, { seq });
  }

  async #opened(id: string, create: boolean): Promise<Session | null> {
    if (this.#arrivals.has(id))
      throw new EnsembleError('disconnected', 'This session is being moved here: it is there in a moment.');
    const open = this.#sessions.get(id);
    if (open) return open;
    if (!create && (await this.#log.head(id)) === 0) return null;
    const again = this.#sessions.get(id);
    if (again) return again;
    const { environment, report, metrics = noMetrics, trims = false, historyMs, relays, isHidden } = this.#options;
    const blobs = this.blobs(id);
    const opening = Session.open({
      id,
      log: this.#log,
      access: this.access,
      environment,
      report: inArea(report, 'session'),
      metrics,
      trims,
      ...(historyMs && { historyMs }),
      ...(isHidden && { isHidden }),
      ...(relays && {
        relays: (person, nowMs) => relays.forPerson(person, nowMs),
        forwarder: () => relays.forwarder(),
      }),
      segmentEntries: segmentLimits.entries,
      onRecordingDeleted: (gone, clears) => {
        const isGone = (shown: string | null) => shown === gone || (clears && shown === null);
        this.watched.revokeAll(id, gone);
        const ended = new EnsembleError('ended', 'This recording was deleted meanwhile: it is not here any more.');
        this.#endReplays(id, isGone, ended);
      },
      onHistoryLeft: (documents) => this.bases.forgetEarlier(id, documents),
      hasBlob: (hash) => blobs.has(hash),
      sentBlob: (hash, person) => blobs.wasSentBy(hash, person),
      blobBytes: (hash) => blobs.size(hash),
      soon: afterReading,
      putBlob: (bytes) => blobs.put(bytes),
      getBlob: (hash) => blobs.get(hash),
    });
    this.#sessions.set(id, opening);
    opening.catch(() => this.#sessions.delete(id));
    return opening;
  }

  blobs(id: string): FileBlobStore {
    let store = this.#blobs.get(id);
    if (!store) {
      store = new FileBlobStore(join(this.#options.dataFolder, 'blobs', id), blobQuotaBytes, guestQuotaBytes);
      this.#blobs.set(id, store);
    }
    return store;
  }

  /** Frees the attachments of open sessions that no entry names and that nobody has touched for a while. */
  async sweep(untouchedMs: number): Promise<void> {
    for (const id of this.#sessions.keys()) {
      await this.blobs(id)
        .sweep(await this.#log.blobs(id), untouchedMs, this.#options.environment.nowMs())
        .catch((thrown) => this.#options.report(`freeing attachments failed: ${String(thrown)}`, 'server'));
    }
  }

  /** Opens a door. Rejects in words when the port is in use. */
  async listen(options: Omit<ListenOptions, 'sessions' | 'report'>): Promise<Listener> {
    const listener = await listen({ ...options, sessions: this, report: inArea(this.#options.report, 'gateway') });
    this.#listeners.add(listener);
    return {
      port: listener.port,
      close: async () => {
        this.#listeners.delete(listener);
        await listener.close();
      },
    };
  }

  /** Ends all connections, then closes the store. */
  async close(): Promise<void> {
    clearInterval(this.#sweeper);
    this.watched.close();
    const sessions = await Promise.allSettled(this.#sessions.values());
    for (const session of sessions) {
      if (session.status !== 'fulfilled') continue;
      await session.value.settled();
      session.value.close();
    }
    await Promise.all([...this.#listeners].map((listener) => listener.close()));
    await this.#log.close();
  }
}
