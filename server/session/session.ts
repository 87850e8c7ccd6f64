import type { Environment } from '../../src/shared/environment.ts';
import { fold } from '../../src/shared/model/fold.ts';
import { emptyState, type SessionState } from '../../src/shared/model/state.ts';
import type { Entry } from '../../src/shared/protocol/entry.ts';
import { EnsembleError } from '../../src/shared/protocol/errors.ts';
import { serverReplica } from '../../src/shared/protocol/ids.ts';
import { type Body, encodeBody, type KindName, lookUp } from '../../src/shared/protocol/table.ts';
import type { Transport } from '../../src/shared/transport.ts';
import type { Log, UsedUp } from '../log/log.ts';
import type { AccessStore } from './access.ts';
import { Checkpoints } from './checkpoints.ts';
import { Connection, type Identity } from './connection.ts';
import { pull, push } from './delivery.ts';
import { Doorkeeper } from './doorkeeper.ts';
import { Gate } from './gate.ts';
import { pauseMsFor } from './pace.ts';
import { receive } from './reception.ts';

export interface SessionOptions {
  id: string;
  log: Log;
  access: AccessStore;
  environment: Environment;
  /** Whether a blob of this hash is here, whole. */
  hasBlob?: (hash: string) => boolean;
  /** Where a checkpoint too large for a frame goes. */
  putBlob?: (bytes: Uint8Array) => Promise<string>;
  /** The bytes of a blob, for checkpoints. */
  getBlob?: (hash: string) => Promise<Uint8Array>;
  /** Told of what only the operator can mend. Never gets a body or a secret. */
  report?: (message: string) => void;
  /** Drops document updates from the log once a checkpoint holds them. Off where a recording may be wanted. */
  trims?: boolean;
  /** Entries of one ref after which it gets a checkpoint. */
  checkpointEntries?: number;
  /** Runs what was asked for once what has arrived by now was read, so that it is written together. */
  soon?: (run: () => void) => void;
}

interface Pending {
  entry: Entry;
  usedUp: UsedUp | null;
}

/** One session on this server: its gate, its order and its fan-out. */
export class Session {
  readonly id: string;
  readonly options: SessionOptions;
  readonly environment: Environment;
  readonly connections = new Set<Connection>();
  readonly gate: Gate;
  readonly doorkeeper: Doorkeeper;
  readonly checkpoints: Checkpoints;
  #state: SessionState;
  #head: number;
  readonly #term: number;
  #pending: Pending[] = [];
  #committing = false;
  #scheduled = false;
  /** When the next batch may be sent. */
  #notBeforeMs = 0;
  #closed = false;
  #idle: (() => void)[] = [];

  private constructor(
    options: SessionOptions,
    term: number,
    head: number,
    state: SessionState,
    lastN: Map<string, number>,
    floors: Map<string, number>,
  ) {
    this.options = options;
    this.id = options.id;
    this.environment = options.environment;
    this.#term = term;
    this.#head = head;
    this.#state = state;
    this.gate = new Gate(state, lastN);
    this.doorkeeper = new Doorkeeper(this);
    this.checkpoints = new Checkpoints(this, floors);
  }

  /** Takes a session over from its log: folds what happened. */
  static async open(options: SessionOptions): Promise<Session> {
    const { id, log } = options;
    const term = await log.claim(id);
    const head = await log.head(id);
    let state = emptyState;
    let after = 0;
    for (;;) {
      const page = await log.read(id, after, head, 5000);
      for (const entry of page) state = fold(state, entry);
      after = page.at(-1)?.seq ?? head;
      if (page.length < 5000) break;
    }
    const session = new Session(options, term, head, state, await log.lastNs(id), await log.checkpointed(id));
    session.doorkeeper.expectReturns();
    return session;
  }

  /** The state after everything that was committed. */
  get state(): SessionState {
    return this.#state;
  }

  get head(): number {
    return this.#head;
  }

  get log(): Log {
    return this.options.log;
  }

  /** Takes a new connection; `identity` is what the gateway knows of it. */
  connect(transport: Transport, identity: Identity): Connection {
    const connection = new Connection(transport, identity);
    this.connections.add(connection);
    transport.onFrame = (frame) => void receive(this, connection, frame);
    transport.onDrain = () => {
      connection.tellDrained();
      this.catchUp(connection);
    };
    transport.onClose = () => this.#lost(connection);
    return connection;
  }

  #lost(connection: Connection): void {
    connection.phase = 'closed';
    connection.tellDrained();
    this.connections.delete(connection);
    if (!this.#closed) this.doorkeeper.lost(connection);
  }

  catchUp(connection: Connection): void {
    if (connection.mode !== 'pull') return;
    pull(connection, this.log, this.id, () => this.#head).catch((thrown) => this.trouble(connection, thrown));
  }

  /** Reports what went wrong on our side, and closes the connection: it will come back and go on. */
  trouble(connection: Connection, thrown: unknown): void {
    this.options.report?.(`connection ended by an error: ${String((thrown as Error | undefined)?.stack ?? thrown)}`);
    connection.end(new EnsembleError('internal', 'The session server had trouble; connecting again.'), false);
  }

  /** Writes an entry of the server's own. */
  write<K extends KindName>(kind: K, body: Body<K>, ref: string | null = null, usedUp: UsedUp | null = null): void {
    const n = this.gate.lastN(serverReplica) + 1;
    const entry = this.#entry(kind, encodeBody(kind, body), n, ref);
    this.enqueue(entry, usedUp);
  }

  #entry(kind: string, body: Uint8Array, n: number, ref: string | null): Entry {
    return {
      seq: 0,
      at: 0,
      by: serverReplica,
      n,
      ageMs: 0,
      kind,
      v: lookUp(kind)?.v ?? 1,
      ref,
      to: null,
      body,
      blob: null,
    };
  }

  /** Puts an entry that the gate let in on its way to the log. */
  enqueue(entry: Entry, usedUp: UsedUp | null = null): void {
    this.gate.enter(entry, lookUp(entry.kind)!, this.environment.nowMs());
    this.#pending.push({ entry, usedUp });
    this.#schedule();
  }

  /** Hands an entry that is not kept to the one it is directed to. Returns false when they are not here. */
  relay(entry: Entry): boolean {
    for (const connection of this.connections) {
      if (connection.phase !== 'joined' || connection.replica !== entry.to) continue;
      const { seq, at, by, n, ageMs, kind, v, ref, to, body, blob } = entry;
      connection.send({ t: 'direct', entries: [[seq, at, by, n, ageMs, kind, v, ref, to, body, blob]] });
      return true;
    }
    return false;
  }

  #schedule(): void {
    if (this.#scheduled || this.#committing || this.#closed || this.#pending.length === 0) return;
    this.#scheduled = true;
    const pauseMs = this.#notBeforeMs - this.environment.nowMs();
    const { soon = queueMicrotask } = this.options;
    if (pauseMs > 0) this.environment.setTimer(() => void this.#flush(), pauseMs);
    else soon(() => void this.#flush());
  }

  async #flush(): Promise<void> {
    this.#scheduled = false;
    if (this.#closed) return;
    this.#committing = true;
    const batch = this.#pending;
    this.#pending = [];
    try {
      const entries = batch.map((pending) => pending.entry);
      const usedUp = batch.flatMap((pending) => pending.usedUp ?? []);
      const stamps = await this.log.append(this.id, this.#term, entries, usedUp);
      this.#committed(entries.map((entry, index) => ({ ...entry, ...stamps[index]! })));
      this.#notBeforeMs = this.environment.nowMs() + pauseMsFor(this.connections.size);
    } catch (thrown) {
      await this.#commitFailed(thrown);
    }
    this.#committing = false;
    this.#schedule();
    if (this.#pending.length === 0) for (const tell of this.#idle.splice(0)) tell();
  }

  #committed(entries: Entry[]): void {
    for (const entry of entries) if (lookUp(entry.kind)?.interest === 'session') this.#state = fold(this.#state, entry);
    this.#head = entries.at(-1)?.seq ?? this.#head;
    push(entries, this.connections);
    for (const connection of this.connections) this.catchUp(connection);
    for (const entry of entries) {
      this.doorkeeper.after(entry);
      this.checkpoints.after(entry);
    }
  }

  /** Nothing of the batch counts. Everyone is sent away; their outboxes hold what they wrote, and they come back with it. */
  async #commitFailed(thrown: unknown): Promise<void> {
    const error =
      thrown instanceof EnsembleError
        ? thrown
        : new EnsembleError('internal', 'The session server could not store what was typed; trying again.');
    this.options.report?.(`commit failed: ${String((thrown as Error | undefined)?.stack ?? thrown)}`);
    for (const connection of [...this.connections]) connection.end(error, false);
    const lastN = await this.log.lastNs(this.id);
    this.#pending = [];
    this.gate.reset(this.#state, lastN);
    this.doorkeeper.expectReturns();
  }

  /** Resolves when everything that came in by now is committed and sent. */
  async settled(): Promise<void> {
    if (this.#pending.length === 0 && !this.#committing) return;
    await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /** Ends all connections; the log stays as it is. */
  close(): void {
    this.#closed = true;
    for (const connection of [...this.connections]) {
      connection.end(new EnsembleError('disconnected', 'The session server is stopping.'), false);
    }
    this.doorkeeper.close();
    this.checkpoints.close();
  }
}
