import PQueue from 'p-queue';
import { isRecorded } from '../../src/shared/capabilities/recording/recording-state.ts';
import { type Entry, toTuple } from '../../src/shared/core/entry.ts';
import type { Environment } from '../../src/shared/core/environment.ts';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import { serverReplica } from '../../src/shared/core/ids.ts';
import { noMetrics } from '../../src/shared/metrics.ts';
import { authorize, endsHearing } from '../../src/shared/session/authorize.ts';
import { fold } from '../../src/shared/session/fold.ts';
import { ownEntry } from '../../src/shared/session/own-entry.ts';
import type { SessionState } from '../../src/shared/session/state.ts';
import { type Body, decodeBody, type KindName, lookUp } from '../../src/shared/session/table.ts';
import type { Transport } from '../../src/shared/transport.ts';
import { Forwarding } from '../calls/forwarding.ts';
import type { Log, UsedUp } from '../log/log.ts';
import { Condensing } from '../replay/condensing.ts';
import { type Standing, type Stretch, standingFrom } from '../replay/cutting.ts';
import { withoutDocument } from '../replay/kept-state.ts';
import { Packing } from '../replay/packing.ts';
import { Retention } from '../replay/retention.ts';
import { Admission } from './admission.ts';
import { AheadOfLog } from './ahead-of-log.ts';
import { takeBatch } from './batches.ts';
import { BlobRights } from './blob-rights.ts';
import { Checkpoints } from './checkpoints.ts';
import { CommitWaits } from './commit-waits.ts';
import { Connection, type Identity } from './connection.ts';
import { pull, push } from './delivery.ts';
import { EntryRules } from './entry-rules.ts';
import { Intake } from './intake.ts';
import type { LogFacts } from './log-facts.ts';
import { Narrowing } from './narrowing.ts';
import { restMsAfter } from './pace.ts';
import { PassingTime } from './passing-time.ts';
import { PersonLimits } from './person-limits.ts';
import { RestingLane } from './resting-lane.ts';
import type { SessionCore } from './session-core.ts';
import { SessionMetrics } from './session-metrics.ts';
import type { SessionOptions } from './session-options.ts';
import { packStart, readStart, type Start, stateRef } from './session-start.ts';
import { StateCheckpoints } from './state-checkpoints.ts';
import { Turns } from './turns.ts';

interface Pending {
  entry: Entry;
  usedUp: UsedUp | null;
  /** Time at which it was let in, by the monotonic clock. */
  enteredMs: number;
}

/** One session on this server: its gate, its order and its fan-out. */
export class Session implements SessionCore {
  readonly id: string;
  readonly options: SessionOptions;
  readonly environment: Environment;
  readonly connections = new Set<Connection>();
  /** Connection with which each replica has joined. */
  readonly #joined = new Map<string, Connection>();
  readonly entryRules: EntryRules;
  readonly narrowing = new Narrowing(this);
  readonly admission: Admission;
  readonly checkpoints: Checkpoints;
  readonly #stateCheckpoints: StateCheckpoints;
  readonly #packing: Packing;
  readonly #retention: Retention;
  readonly facts: LogFacts;
  readonly blobRights = new BlobRights(this);
  readonly limits = new PersonLimits(this);
  readonly turns: Turns;
  readonly forwarding = new Forwarding(this);
  readonly opening = new RestingLane(this);
  readonly passing = new PassingTime(this);
  readonly #waits = new CommitWaits<Pending>();
  readonly #metrics: SessionMetrics;
  readonly #ahead = new AheadOfLog(this);
  #state: SessionState;
  #head: number;
  readonly #term: number;
  #pending: Pending[] = [];
  #committing = false;
  #scheduled = false;
  /** Time from which the next batch may be sent, by the steady clock. */
  #notBeforeMs = 0;
  #closed = false;
  #idle: (() => void)[] = [];
  readonly #burials = new PQueue({ concurrency: 1 });

  private constructor(
    options: SessionOptions,
    term: number,
    head: number,
    lastN: Map<string, number>,
    { floors, condensedUpTo }: { floors: Map<string, number>; condensedUpTo: number },
    { state, facts, tailEntries }: Start,
  ) {
    this.options = options;
    this.id = options.id;
    this.environment = options.environment;
    this.#term = term;
    this.#head = head;
    this.#state = state;
    this.facts = facts;
    this.entryRules = new EntryRules(state, lastN, facts.sealed, options.isHidden);
    this.admission = new Admission(this);
    this.checkpoints = new Checkpoints(this, floors, condensedUpTo);
    this.#stateCheckpoints = new StateCheckpoints(this, tailEntries);
    this.#packing = new Packing(this, (ref, upTo) => this.checkpoints.keep(ref, upTo));
    this.#retention = new Retention(this, {
      condensing: new Condensing(this, this.checkpoints),
      packing: this.#packing,
      checkpoints: this.checkpoints,
      stateCheckpoints: this.#stateCheckpoints,
    });
    this.turns = new Turns(this.environment);
    this.#metrics = new SessionMetrics(options.metrics ?? noMetrics);
  }

  /** Takes a session over from its log: folds its entries. */
  static async open(options: SessionOptions): Promise<Session> {
    const { id, log } = options;
    const term = await log.claim(id);
    const head = await log.head(id);
    const start = await readStart(log, id, head, options.report);
    // An earlier server may have ended between the sealing of a document and the burial of its past.
    if (start.facts.hasUnburied) await log.putCheckpoint(id, stateRef, packStart(head, start.state, start.facts));
    for (const burial of start.facts.takeUnburied())
      await log.bury(id, burial, (state) => withoutDocument(state, burial.ref));
    const floors = await log.checkpointed(id);
    floors.delete(stateRef);
    const condensedUpTo = (await log.segments(id)).findLast(({ isEmpty }) => isEmpty)?.last ?? 0;
    const session = new Session(options, term, head, await log.lastNs(id), { floors, condensedUpTo }, start);
    session.admission.expectReturns();
    session.#stateCheckpoints.after([]);
    session.#packing.after([]);
    session.#retention.begin();
    session.passing.arm();
    return session;
  }

  /** State after everything that was committed. */
  get state(): SessionState {
    return this.#state;
  }

  get head(): number {
    return this.#head;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  get isSettled(): boolean {
    return this.#pending.length === 0 && !this.#committing;
  }

  get log(): Log {
    return this.options.log;
  }

  /** Takes a new connection, with the identity that the gateway found. */
  connect(transport: Transport, identity: Identity): Connection {
    const connection = new Connection(transport, identity, (thrown) => this.trouble(connection, thrown));
    const intake = new Intake(this, connection);
    this.connections.add(connection);
    transport.onFrame = (frame) => intake.add(frame);
    transport.onDrain = () => {
      connection.tellDrained();
      this.catchUp(connection);
    };
    transport.onClose = () => this.#lost(connection);
    return connection;
  }

  /** Registers the connection with which a replica has joined: entries directed to it go there. */
  noteJoined(connection: Connection): void {
    this.#joined.set(connection.replica, connection);
  }

  #lost(connection: Connection): void {
    connection.phase = 'closed';
    connection.tellDrained();
    this.connections.delete(connection);
    if (this.#joined.get(connection.replica) === connection) this.#joined.delete(connection.replica);
    if (!this.#closed) this.admission.lost(connection);
  }

  catchUp(connection: Connection): void {
    if (connection.mode !== 'pull') return;
    pull(connection, this).catch((thrown) => this.trouble(connection, thrown));
  }

  /** Reports an error on our side, and closes the connection: it will come back and go on. */
  trouble(connection: Connection, thrown: unknown): void {
    this.options.report?.(`connection ended by an error: ${String((thrown as Error | undefined)?.stack ?? thrown)}`);
    connection.end(new EnsembleError('internal', 'The session server had trouble; connecting again.'), false);
  }

  /** Writes an entry of the server's own. */
  write<K extends KindName>(kind: K, body: Body<K>, ref: string | null = null, usedUp: UsedUp | null = null): void {
    const n = this.entryRules.lastN(serverReplica) + 1;
    this.enqueue(ownEntry(kind, body, n, ref), usedUp);
  }

  /** Says whether a connection may hear of a ref now. */
  mayHear(connection: Connection, ref: string): boolean {
    const isThere = connection.phase === 'joined' && connection.refs.has(ref);
    return isThere && authorize(this.entryRules.staged, connection.who, 'hear', ref) === null;
  }

  /** Puts an entry that the gate let in on its way to the log. */
  enqueue(entry: Entry, usedUp: UsedUp | null = null): void {
    this.entryRules.enter(entry, lookUp(entry.kind)!, this.environment.nowMs());
    this.#ahead.tell(entry);
    this.#pending.push({ entry, usedUp, enteredMs: this.environment.elapsedMs() });
    this.#schedule();
  }

  /** Hands an entry that is not kept to its receiver. Returns false when they are not here. */
  relay(entry: Entry): boolean {
    const connection = this.#joined.get(entry.to ?? '');
    if (connection?.phase !== 'joined') return false;
    this.blobRights.noteDirected(entry);
    connection.send({ t: 'direct', entries: [toTuple(entry)] });
    return true;
  }

  #schedule(): void {
    if (this.#scheduled || this.#committing || this.#closed || this.#pending.length === 0) return;
    this.#scheduled = true;
    const pauseMs = this.#notBeforeMs - this.environment.elapsedMs();
    const { soon = queueMicrotask } = this.options;
    if (pauseMs > 0) this.environment.setTimer(() => void this.#flush(), pauseMs);
    else soon(() => void this.#flush());
  }

  async #flush(): Promise<void> {
    this.#scheduled = false;
    if (this.#closed) return;
    this.#committing = true;
    const batch = takeBatch(this.#pending);
    this.#waits.began(batch);
    try {
      const entries = batch.map((pending) => pending.entry);
      const usedUp = batch.flatMap((pending) => pending.usedUp ?? []);
      const stamps = await this.log.append(this.id, this.#term, entries, usedUp, this.#recorded(entries));
      // Closed meanwhile: everyone finds it in the log when they come back.
      if (this.#closed) return;
      // The wait for the disk is none of the core's work.
      const beganMs = this.environment.elapsedMs();
      this.entryRules.committed([...entries, ...usedUp]);
      this.#committed(entries.map((entry, index) => ({ ...entry, ...stamps[index]! })));
      if (this.#pending.length === 0) this.entryRules.caughtUp(this.#state);
      if (this.facts.hasUnburied) void this.#burials.add(() => this.#buryPasts());
      const endedMs = this.environment.elapsedMs();
      this.#metrics.fannedOut(
        batch.map(({ enteredMs }) => enteredMs),
        endedMs,
      );
      this.#notBeforeMs = endedMs + restMsAfter(endedMs - beganMs);
    } catch (thrown) {
      this.#commitFailed(thrown, batch);
    } finally {
      this.#committing = false;
      this.#waits.ended();
      this.#schedule();
      if (this.#pending.length === 0) for (const tell of this.#idle.splice(0)) tell();
    }
  }

  /** Lists the entries of a batch that the log keeps behind their successors, because they are recorded. */
  #recorded(entries: readonly Entry[]): ReadonlySet<Entry> {
    if (!isRecorded(this.#state)) return new Set();
    return new Set(entries.filter((entry) => lookUp(entry.kind)?.keep === 'latest' && this.limits.takeRecorded(entry)));
  }

  #committed(entries: Entry[]): void {
    for (const entry of entries) {
      if (lookUp(entry.kind)?.interest === 'session') this.#state = fold(this.#state, entry);
      this.facts.note(entry);
    }
    this.#head = entries.at(-1)?.seq ?? this.#head;
    if (entries.some(({ kind }) => endsHearing.has(kind))) this.#reviewSubscriptions();
    this.narrowing.committed(entries);
    push(entries, this);
    for (const connection of this.connections) this.catchUp(connection);
    for (const entry of entries) {
      this.admission.after(entry);
      this.checkpoints.after(entry);
      if (entry.kind === 'recording.deleted')
        this.options.onRecordingDeleted?.(entry.ref!, decodeBody(entry.kind, entry.body).clears);
    }
    this.#stateCheckpoints.after(entries);
    this.#packing.after(entries);
    this.forwarding.after();
    if (entries.some(({ kind }) => lookUp(kind)?.interest === 'session')) this.passing.arm();
  }

  /**
   * Ends subscriptions that are no longer allowed. The host's own windows hear the last of a document that they go on
   * with by themselves.
   */
  #reviewSubscriptions(): void {
    for (const connection of this.connections) {
      if (connection.person === this.#state.host?.person) continue;
      for (const ref of connection.refs)
        if (authorize(this.entryRules.staged, connection.who, 'hear', ref)) connection.refs.delete(ref);
    }
  }

  /** Takes the past of documents that have left the session out of the log; the next start repeats a failed burial. */
  async #buryPasts(): Promise<void> {
    // The checkpoint of the state must have nothing of them either, and tells a next start what is to be buried.
    if (this.facts.hasUnburied) await this.#stateCheckpoints.write();
    const burials = this.facts.takeUnburied();
    for (const { ref } of burials) this.checkpoints.forget(ref);
    for (const [index, burial] of burials.entries()) {
      if (index > 0) await this.turns.next();
      if (this.#closed) return;
      try {
        await this.log.bury(this.id, burial, (state) => withoutDocument(state, burial.ref));
      } catch (thrown) {
        this.facts.noteOwed(burial);
        this.options.report?.(`taking the past of a document out of the log failed: ${String(thrown)}`);
      }
    }
    if (!this.#closed) await this.log.scrub();
  }

  /** Drops a batch that could not be committed: everyone is sent away, and comes back with the entries in their outboxes. */
  #commitFailed(thrown: unknown, batch: readonly Pending[]): void {
    const error =
      thrown instanceof EnsembleError
        ? thrown
        : new EnsembleError('internal', 'The session server could not store what was typed; trying again.');
    this.options.report?.(`commit failed: ${String((thrown as Error | undefined)?.stack ?? thrown)}`);
    // Nobody has anything in their outbox of time that has passed.
    const isNobodys = [...batch, ...this.#pending].every(({ entry }) => entry.kind === 'time.passed');
    for (const connection of isNobodys ? [] : [...this.connections]) {
      const { phase, replica, person } = connection;
      if (phase === 'joined' && person !== null) this.facts.noteWelcomed(replica, person);
      connection.end(error, false);
    }
    this.#pending = [];
    this.#waits.forget();
    this.#ahead.forget();
    this.entryRules.reset(this.#state);
    this.passing.failed();
    if (!isNobodys) this.admission.expectReturns();
  }

  /** Resolves once all that came in by now is committed, whatever comes in behind it; also where it never will be. */
  caughtUp(): Promise<void> {
    return this.#waits.wait(this.#pending);
  }

  /** Resolves when nothing is left that came in, also meanwhile. */
  async settled(): Promise<void> {
    if (!this.isSettled) await new Promise<void>((resolve) => this.#idle.push(resolve));
    await this.#burials.onIdle();
  }

  /** Resolves once everything is packed that is due. */
  packed(): Promise<void> {
    return this.#packing.settled();
  }

  /** Replaces what was said before a time, and is in no recording, by its outcome. */
  async prune(beforeMs: number): Promise<void> {
    await this.#retention.prune(beforeMs);
  }

  /** Finds text that was written in a stretch, of one ref or of all, and stands at its end. */
  standingFrom(stretch: Stretch, ref: string | null = null): Promise<Standing[]> {
    const { log, id, state, facts, options } = this;
    const getBlob = options.getBlob ?? (() => Promise.reject(new Error('no attachments')));
    return standingFrom({ log, id, state, facts, getBlob }, stretch, ref);
  }

  /** Takes a stretch, or what is in it of one ref, out of the log for good. Throws `disconnected` while that cannot be. */
  async cut(stretch: Stretch, ref: string | null = null): Promise<void> {
    await (ref === null ? this.#retention.cut(stretch) : this.#retention.cutOut(ref, stretch));
  }

  /** Ends all connections; the log stays as it is. */
  close(): void {
    this.#closed = true;
    this.#waits.forget();
    for (const connection of [...this.connections]) {
      connection.end(new EnsembleError('disconnected', 'The session server is stopping.'), false);
    }
    this.forwarding.close();
    this.passing.close();
    this.admission.close();
    this.checkpoints.close();
    this.#retention.close();
  }
}
