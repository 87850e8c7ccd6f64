import { hostAwayWords, hostLeftWords } from '../shared/capabilities/hosting/known-host.ts';
import type { Entry } from '../shared/core/entry.ts';
import { EnsembleError } from '../shared/core/errors.ts';
import { type ClientFrame, type ServerFrame, splitForFrames, toTuples, type Welcome } from '../shared/core/frames.ts';
import { serverReplica } from '../shared/core/ids.ts';
import { limits } from '../shared/core/version.ts';
import { isSafeOrigin } from '../shared/server-link.ts';
import { refOfRequest, type Workspace } from '../shared/session/contract.ts';
import { fold } from '../shared/session/fold.ts';
import { unpackState } from '../shared/session/packed-state.ts';
import { emptyState, type SessionState } from '../shared/session/state.ts';
import { type Body, decodeBody, encodeBody, type KindName, kinds } from '../shared/session/table.ts';
import { uploaded } from './attachments.ts';
import { Calls, isForHost, lastIdBefore } from './calls.ts';
import type { ClientCore } from './client-core.ts';
import { Documents } from './documents.ts';
import { Emitter } from './emitter.ts';
import { FollowedRefs } from './followed-refs.ts';
import { Inbox } from './inbox.ts';
import { LatestSaid } from './latest-said.ts';
import { Link, type LinkStatus } from './link.ts';
import { LinkMeter } from './link-meter.ts';
import { checkNothingLost } from './losses.ts';
import { Outbox, type OutboxItem } from './outbox.ts';
import { helloOf, type Said, type SessionClientOptions, type SessionEvents } from './session-client-options.ts';
import type { SessionView } from './session-view.ts';
import type { SendToHost } from './streams.ts';
import { Troubles } from './troubles.ts';
import { Waiters } from './waiters.ts';

export type { SessionClientOptions } from './session-client-options.ts';

/** A participant's end of a session: connection, outbox, folded state and documents. No DOM, no node: the SDK. */
export class SessionClient implements Workspace, SessionView, ClientCore {
  readonly options: SessionClientOptions;
  readonly #troubles: Troubles;
  /** Called with errors of listeners on this client. */
  readonly onThrow = (thrown: unknown): void => this.#troubles.note(thrown);
  readonly events = new Emitter<SessionEvents>(this.onThrow);
  readonly documents: Documents;
  readonly followed: FollowedRefs = new FollowedRefs(this);
  readonly #link: Link;
  readonly #outbox: Outbox;
  readonly #calls: Calls;
  /** Asks the host. Rejects with `host-away`, `disconnected`, or the host's error. */
  readonly request: Workspace['request'];
  readonly open: Workspace['open'];
  readonly #latest = new LatestSaid();
  readonly #inbox: Inbox;
  #sending: Promise<void> | null = null;
  #state: SessionState = emptyState;
  #applied = 0;
  readonly #waiters = new Waiters();
  #status: LinkStatus = { is: 'connecting' };
  #welcome: Welcome | null = null;
  #welcomedMs = 0;

  constructor(options: SessionClientOptions) {
    this.options = options;
    this.#troubles = new Troubles(options.report, (message) => this.events.emit('troubled', { message }));
    this.#outbox = new Outbox(options.outbox, (message) => {
      if (!this.#link.isStopped) this.events.emit('unsafe', { message });
    });
    const meter = new LinkMeter(() => options.environment.elapsedMs());
    const calls = new Calls(() => this.#wayToHost(), lastIdBefore(this.nowMs()), meter);
    this.#calls = calls;
    this.request = calls.request.bind(calls);
    this.open = calls.open.bind(calls);
    this.documents = new Documents(this, this.followed);
    this.#inbox = new Inbox({
      blobs: options.blobs,
      apply: (frame, entries) => this.#apply(frame, entries),
      together: (run) => this.documents.together(run),
      nextShowing: options.nextShowing,
      fail: (thrown) => this.#restart(thrown),
    });
    this.#link = new Link({
      dial: options.dial,
      environment: options.environment,
      hello: () => helloOf(options, this.#applied, this.followed.synced()),
      onFrame: (frame) => this.#inbox.add(frame),
      onStatus: (status) => this.#setStatus(status),
    });
    if (options.blobs) options.blobs.onLife = () => this.#link.heard();
  }

  get replica(): string {
    return this.options.replica;
  }

  get state(): SessionState {
    return this.#state;
  }

  get status(): LinkStatus {
    return this.#status;
  }

  /** Seq up to which everything of interest was applied. */
  get applied(): number {
    return this.#applied;
  }

  nowMs(): number {
    return this.options.environment.nowMs();
  }

  /** My person's id; null before the first welcome. */
  get person(): string | null {
    return this.#welcome?.person ?? null;
  }

  get unsentCount(): number {
    return this.#outbox.unacknowledged.length;
  }

  /** Entries that the log has not acknowledged, as the outbox has them. */
  get unsent(): readonly OutboxItem[] {
    return this.#outbox.unacknowledged;
  }

  /** Time of the oldest unacknowledged entry, or null. */
  get oldestUnsentMs(): number | null {
    return this.#outbox.oldestMs;
  }

  /** Restores the outbox, then connects, and stays connected until `leave`. */
  async start(): Promise<void> {
    await this.#outbox.restore();
    this.#link.connect();
  }

  /** Resolves at the first welcome. Rejects when the session refuses us, or has ended. */
  joined(): Promise<void> {
    return this.#waiters.until(() => this.#status.is === 'online');
  }

  /** Resolves once the folded state is as wanted, or when the signal says so. Rejects when the session ends before. */
  until(wanted: (state: SessionState) => boolean, signal?: AbortSignal): Promise<void> {
    return this.#waiters.until(() => wanted(this.#state), signal);
  }

  /** Resolves when the log has all my entries so far. Rejects when the session ends before. */
  settled(): Promise<void> {
    this.documents.flush();
    return this.#waiters.until(() => this.unsentCount === 0);
  }

  /** Dials at once instead of waiting for the next try; an existing connection has to show that it lives. */
  reconnect(): void {
    this.#link.wake();
  }

  /** Dials anew, though there may be a connection: the session is reached another way from now on. */
  redial(): void {
    this.#link.reset('Connecting to where the session is now.');
  }

  /** Leaves the session and says so; unacknowledged entries stay in the outbox. */
  leave(): void {
    this.documents.flush();
    this.#link.send({ t: 'leave' });
    this.abandon();
  }

  /** Ends without a word, as a crash would. */
  abandon(): void {
    this.#link.stop();
    this.#over(new EnsembleError('disconnected', 'This window has left the session.'));
  }

  #over(error: EnsembleError): void {
    this.#calls.fail(error);
    this.#waiters.end(error);
  }

  /** Restarts the connection after a frame that was faulty, or could not be applied: it comes again. */
  #restart(thrown: unknown): void {
    this.#troubles.note(thrown, `after ${this.#applied}`);
    this.#link.reset(String((thrown as Error | undefined)?.message ?? thrown));
  }

  #setStatus(status: LinkStatus): void {
    if (this.#status.is === 'online' && status.is !== 'online') {
      this.#inbox.clear();
      this.#calls.fail(new EnsembleError('disconnected', 'The connection was lost; try again when it is back.'));
    }
    this.#status = status;
    this.events.emit('status', status);
    this.#waiters.look();
    if (status.is === 'online') this.#calls.back();
    if (status.is === 'ended') this.#over(new EnsembleError(status.code, status.message));
  }

  /**
   * Writes an entry. It is numbered now, durable in the outbox before it is sent, and sent again until the log has it.
   * The promise resolves when the log has it, and rejects when it was refused.
   */
  publish<K extends KindName>(kind: K, body: Body<K>, ref: string | null = null): Promise<void> {
    return this.publishAll([{ kind, body, ref }]);
  }

  /** Writes several entries that go into the log together. The promise is that of the last. */
  publishAll(all: readonly Said[]): Promise<void> {
    const nowMs = this.nowMs();
    const entries = all.map((said) => this.#entry(said, encodeBody(said.kind, said.body as never)));
    const { durable, settled } = this.#outbox.add(entries, nowMs);
    this.events.emit('unsent', this.unsentCount);
    void durable.then(() => this.#sendOutbox());
    return settled;
  }

  /** Publishes an entry of which only the newest counts, such as a cursor. It is sent again after a reconnect. */
  publishLatest<K extends KindName>(kind: K, body: Body<K>, ref: string | null = null): void {
    const entry = this.#entry({ kind, ref }, encodeBody(kind, body));
    this.#latest.put(entry);
    this.#sayLatest(entry);
  }

  /** A large body goes ahead; what has been said since is newer than that. */
  #sayLatest(entry: Entry): void {
    if (!this.#link.isOnline) return;
    if (entry.body.length <= limits.inlineBodyBytes) return this.#sendEntries([entry]);
    uploaded([entry], this.options.blobs)
      .then((entries) => this.#latest.has(entry) && this.#sendEntries(entries))
      .catch((thrown) => this.#restart(thrown));
  }

  #entry({ kind, ref, blob = null }: Omit<Said, 'body'>, body: Uint8Array, to: string | null = null): Entry {
    const { v } = kinds[kind];
    return { seq: 0, at: 0, by: this.replica, n: 0, ageMs: 0, kind, v, ref, to, body, blob };
  }

  #sendOutbox(): void {
    if (this.#sending || !this.#link.isOnline) return;
    const items = this.#outbox.takeUnsent();
    if (items.length === 0) return;
    const nowMs = this.nowMs();
    const aged = items.map(({ entry, madeMs }) => ({ ...entry, ageMs: Math.max(0, Math.round(nowMs - madeMs)) }));
    if (aged.every((entry) => entry.body.length <= limits.inlineBodyBytes)) return this.#sendEntries(aged);
    this.#sending = uploaded(aged, this.options.blobs)
      .then((entries) => this.#sendEntries(entries))
      .catch((thrown) => this.#restart(thrown))
      .finally(() => {
        this.#sending = null;
        this.#sendOutbox();
      });
  }

  #sendEntries(entries: Entry[]): void {
    for (const run of splitForFrames(entries)) this.#link.send({ t: 'entries', entries: toTuples(run) });
  }

  /** Sends an entry that is not kept to one replica. Resolves when it is on its way. */
  async sendDirect<K extends KindName>(kind: K, body: Body<K>, to: string, ref: string | null = null): Promise<void> {
    this.#sendEntries(await uploaded([this.#entry({ kind, ref }, encodeBody(kind, body), to)], this.options.blobs));
  }

  /** Waits until the log has caught up: right after a reconnect the state is old, and the host may be another. */
  caughtUp(): Promise<void> {
    return this.heardUpTo(this.#welcome?.head ?? 0);
  }

  /** Resolves once everything of interest up to a seq was applied, the connection is lost, or the signal says so. */
  async heardUpTo(seq: number, signal?: AbortSignal): Promise<void> {
    await this.#waiters.until(() => !this.#link.isOnline || this.#applied >= seq, signal);
  }

  /** Replica that answers requests; undefined where there is none. */
  protected get answerer(): string | undefined {
    return this.#state.host?.replica;
  }

  async #wayToHost(): Promise<SendToHost> {
    await this.caughtUp();
    const host = this.answerer;
    if (!this.#link.isOnline)
      throw new EnsembleError('disconnected', 'Not connected now; try again when the connection is back.');
    if (host === undefined) throw new EnsembleError('host-away', hostAwayWords(this.#state));
    return async (kind, body) => {
      if (!this.#link.isOnline) throw new EnsembleError('disconnected', 'The connection was lost; try again.');
      await this.sendDirect(kind, body, host, refOfRequest(kind, (body as { params?: unknown }).params));
    };
  }

  subscribe(frame: Extract<ClientFrame, { t: 'subscribe' | 'page' | 'resume' | 'show' }>): void {
    if (this.#link.isOnline) this.#link.send(frame);
  }

  unsubscribe(ref: string): void {
    this.#latest.forget(ref);
    if (this.#link.isOnline) this.#link.send({ t: 'unsubscribe', ref });
  }

  #apply(frame: ServerFrame, entries: Entry[]): void {
    switch (frame.t) {
      case 'welcome':
        return this.#welcomed(frame.welcome);
      case 'keyframe':
        [this.#applied, this.#state] = [frame.seq, unpackState(frame.state, this.options.knownParts)];
        this.#outbox.acknowledge(this.#welcome?.lastN ?? 0);
        this.#changed();
        return this.documents.skipped();
      case 'rewound':
        [this.#applied, this.#state] = [frame.seq, unpackState(frame.state)];
        this.followed.rewound(frame.seq);
        return this.#changed();
      case 'timeline':
        return this.events.emit('timeline', frame.timeline);
      case 'entries':
        return this.#applyRun(frame, entries);
      case 'backfill':
        return this.followed.backfill(frame, entries);
      case 'resumed':
      case 'page':
        return this.followed.answered(frame);
      case 'ahead':
        return this.followed.ahead(frame.after, entries);
      case 'direct':
        return this.#applyDirect(entries);
      case 'moved':
        return isSafeOrigin(frame.origin) ? this.events.emit('moved', frame) : undefined;
      case 'pong':
        return checkNothingLost(frame.sent, this, this.#welcomedMs);
      case 'refused':
        if (frame.kind !== 'subscribe') return this.events.emit('refused', frame);
        return this.followed.withheld(frame);
    }
  }

  #welcomed(welcome: Welcome): void {
    this.#welcome = welcome;
    this.#welcomedMs = this.nowMs();
    // A client that only drains its outbox is told of nothing before.
    const isDrain = this.options.purpose === 'drain';
    this.#outbox.restart(welcome.lastN, isDrain || this.#applied === 0);
    if (isDrain) this.#applied = welcome.head;
    this.followed.reconnected(welcome.resubscribe);
    for (const entry of this.#latest.all) this.#sayLatest(entry);
    this.#sendOutbox();
    this.events.emit('unsent', this.unsentCount);
    this.#waiters.look();
  }

  #applyRun({ after, upTo, leftOut = [] }: Extract<ServerFrame, { t: 'entries' }>, entries: Entry[]): void {
    if (upTo <= this.#applied) return;
    if (after > this.#applied) throw new EnsembleError('out-of-order', 'Entries are missing; connecting again.');
    this.followed.leftOut(leftOut);
    for (const entry of entries) if (entry.seq > this.#applied) this.#applyEntry(entry);
    this.#applied = upTo;
    // Entries acknowledged before I came back may have been trimmed since: their echoes will never come.
    if (this.#welcome && upTo >= this.#welcome.head) this.#outbox.acknowledge(this.#welcome.lastN);
    this.documents.answered();
    this.#waiters.look();
  }

  #changed(): void {
    this.events.emit('state', this.#state);
    this.#waiters.look();
  }

  #applyEntry(entry: Entry): void {
    const before = this.#state;
    this.#state = fold(before, entry);
    this.#troubles.isolate(() => this.followed.heard(entry));
    // Counted in any case: no entry is applied twice.
    this.#applied = entry.seq;
    if (entry.by === this.replica && entry.n > 0) {
      this.#outbox.acknowledge(entry.n);
      this.documents.answered();
      this.events.emit('unsent', this.unsentCount);
    }
    const hostLeft = hostLeftWords(before, this.#state);
    if (hostLeft !== null) this.#calls.fail(new EnsembleError('host-away', hostLeft));
    if (entry.kind === 'entry.refused') this.#refused(entry);
    if (this.#state !== before) this.#changed();
    this.events.emit('entry', entry);
  }

  #refused(entry: Entry): void {
    const { replica, n, kind, code, message } = decodeBody('entry.refused', entry.body);
    if (replica !== this.replica) return;
    this.#outbox.refuse(n, new EnsembleError(code, message));
    this.documents.turnedDown(kind, entry.ref, message);
    this.events.emit('refused', { kind, ref: entry.ref, code, message });
    this.events.emit('unsent', this.unsentCount);
  }

  #applyDirect(entries: Entry[]): void {
    for (const entry of entries) {
      if ([serverReplica, this.#state.host?.replica].includes(entry.by) && this.#calls.hear(entry)) continue;
      this.events.emit(isForHost(entry.kind) ? 'direct' : 'peer', entry);
    }
  }

  /** Says whether entries of mine about a ref still wait for the log's answer. */
  isWaitingOn(ref: string): boolean {
    return this.#outbox.unacknowledged.some(({ entry }) => entry.ref === ref);
  }
}
