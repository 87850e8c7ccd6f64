import { hostAwayWords, hostLeftWords, isHostHere } from '../../../src/shared/capabilities/hosting/known-host.ts';
import type { Entry } from '../../../src/shared/core/entry.ts';
import { EnsembleError } from '../../../src/shared/core/errors.ts';
import {
  type ClientFrame,
  decodeServerFrame,
  encodeFrame,
  fromTuples,
  type Hello,
  type ServerFrame,
  toTuples,
} from '../../../src/shared/core/frames.ts';
import { serverReplica } from '../../../src/shared/core/ids.ts';
import { type Params, type Result, refOfRequest, type WorkspaceMethod } from '../../../src/shared/session/contract.ts';
import { fold } from '../../../src/shared/session/fold.ts';
import { unpackState } from '../../../src/shared/session/packed-state.ts';
import { emptyState, type SessionState } from '../../../src/shared/session/state.ts';
import { StateFrames } from '../../../src/shared/session/state-frames.ts';
import { type Body, encodeBody, type KindName, kinds, readBody } from '../../../src/shared/session/table.ts';
import type { Transport } from '../../../src/shared/transport.ts';
import { HostRequests } from './host-requests.ts';

/** Most entries of one member that wait for the log. */
const mostWaiting = 256;

interface Waiting {
  resolve: (read: { state: SessionState; entry: Entry }) => void;
  reject: (error: EnsembleError) => void;
}

/** Way to the network under a member: what is sent to the program and not taken yet, and pauses of its reading. */
export interface Network {
  readonly bufferedBytes: number;
  read(goesOn: boolean): void;
}

/** Hearing of a member; each is called in the order of the session. */
export interface MemberEvents {
  /** The host is asked whether it may come in. */
  waiting(message: string): void;
  /** It is in, and its state is that of the session. */
  joined(): void;
  /** The session is on another server from now on. */
  moved(place: { origin: string; pin: string | null }): void;
  /** A fault of this server's own, after which it is out. */
  failed(thrown: unknown): void;
  /** An entry that it may hear, after it was folded. */
  entry(entry: Entry, before: SessionState): void;
  /** It is out, with the reason; `again` where it may come in again at once. */
  closed(error: EnsembleError, again: boolean): void;
}

/**
 * A member of a session on the server's side of the open wire. It says hello at the session's door as any client does,
 * speaks frames with it, and folds what it is told: so all that it may do and hear is decided where it is for others.
 */
export class OpenMember {
  readonly #events: MemberEvents;
  readonly #waiting = new Map<number, Waiting>();
  readonly #states = new StateFrames();
  readonly #requests = new HostRequests((kind, body) => this.#sendToHost(kind, body));
  readonly #hello: Hello;
  readonly transport: Transport;
  #state: SessionState = emptyState;
  #person: string | null = null;
  #seq = 0;
  #lastN = 0;
  #lastSubscription = 0;
  #isIn = false;
  #isClosed = false;

  constructor(hello: Hello, network: Network, events: MemberEvents) {
    this.#hello = hello;
    this.#events = events;
    const close = () => this.#close(new EnsembleError('disconnected', 'The session server has closed the connection.'));
    this.transport = {
      send: (frame) => this.#hear(frame),
      get bufferedBytes() {
        return network.bufferedBytes;
      },
      read: (goesOn) => network.read(goesOn),
      close,
      onFrame: () => undefined,
      onClose: () => undefined,
      onDrain: () => undefined,
    };
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Seq up to which everything was heard. */
  get seq(): number {
    return this.#seq;
  }

  get person(): string {
    return this.#person ?? '';
  }

  get replica(): string {
    return this.#hello.replica;
  }

  /** Says hello; the door must have taken the transport. */
  greet(): void {
    this.#say({ t: 'hello', hello: this.#hello });
  }

  /** Publishes an entry. Resolves with it, and the state at its place in the log; rejects with its refusal. */
  publish<K extends KindName>(
    kind: K,
    body: Body<K>,
    ref: string | null = null,
  ): Promise<{ state: SessionState; entry: Entry }> {
    if (this.#waiting.size >= mostWaiting)
      return Promise.reject(new EnsembleError('too-fast', 'Too many requests wait for their answers: slow down.'));
    const n = ++this.#lastN;
    const answer = new Promise<{ state: SessionState; entry: Entry }>((resolve, reject) =>
      this.#waiting.set(n, { resolve, reject }),
    );
    this.#send(kind, body, ref, n);
    return answer;
  }

  /** Publishes an entry of which only the newest counts. */
  publishLatest<K extends KindName>(kind: K, body: Body<K>): void {
    this.#send(kind, body, null, 0);
  }

  /** Asks the host, with the rights and the sight of this member. Rejects with its error, or where it is away. */
  async request<M extends WorkspaceMethod>(method: M, params: Params<M>): Promise<Result<M>> {
    if (this.#isClosed) throw new EnsembleError('disconnected', 'The connection is closed.');
    if (!isHostHere(this.#state)) throw new EnsembleError('host-away', hostAwayWords(this.#state));
    return this.#requests.ask(method, params);
  }

  #sendToHost<K extends KindName>(kind: K, body: Body<K>): void {
    const ref = refOfRequest(kind, (body as { params?: unknown }).params);
    this.#send(kind, body, ref, 0, this.#state.host?.replica ?? null);
  }

  #send<K extends KindName>(kind: K, body: Body<K>, ref: string | null, n: number, to: string | null = null): void {
    const fixed = { seq: 0, at: 0, by: this.replica, ageMs: 0, to, blob: null };
    const entry: Entry = { ...fixed, n, kind, v: kinds[kind].v, ref, body: encodeBody(kind, body) };
    this.#say({ t: 'entries', entries: toTuples([entry]) });
  }

  /** Hears the entries of a ref from now on. */
  subscribe(ref: string): void {
    this.#say({ t: 'subscribe', ref, subscription: ++this.#lastSubscription, newest: true });
  }

  unsubscribe(ref: string): void {
    this.#say({ t: 'unsubscribe', ref });
  }

  /** Leaves for good. */
  leave(): void {
    this.#say({ t: 'leave' });
    queueMicrotask(() => this.lost());
  }

  /** Hears that the network has lost the program. */
  lost(): void {
    this.#close(new EnsembleError('disconnected', 'The connection is closed.'));
    this.transport.onClose();
  }

  #close(error: EnsembleError, again = true): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
    this.#requests.fail(error);
    this.#events.closed(error, again);
  }

  /** Sends a frame, behind whatever the session is doing: a frame of a network never comes in the middle of that. */
  #say(frame: ClientFrame): void {
    const data = encodeFrame(frame);
    queueMicrotask(() => this.transport.onFrame(data));
  }

  /** Takes a frame of the session. A fault here ends this member, and nothing of the session. */
  #hear(data: Uint8Array): void {
    if (this.#isClosed) return;
    try {
      const frame = this.#states.whole(decodeServerFrame(data));
      if (frame !== null) this.#take(frame);
    } catch (thrown) {
      this.#events.failed(thrown);
      this.#close(new EnsembleError('internal', 'Something went wrong here; its log has the details.'));
    }
  }

  #take(frame: ServerFrame): void {
    if (frame.t === 'waiting') this.#events.waiting(frame.message);
    else if (frame.t === 'welcome') {
      this.#person = frame.welcome.person;
      this.#lastN = frame.welcome.lastN;
    } else if (frame.t === 'keyframe') {
      [this.#seq, this.#state] = [frame.seq, unpackState(frame.state)];
      this.#look();
    } else if (frame.t === 'entries') {
      for (const entry of fromTuples(frame.entries)) if (entry.seq > this.#seq) this.#apply(entry);
      this.#seq = frame.upTo;
      this.#look();
    } else if (frame.t === 'direct') {
      for (const entry of fromTuples(frame.entries))
        if (entry.by === serverReplica || entry.by === this.#state.host?.replica) this.#requests.hear(entry);
    } else if (frame.t === 'moved') this.#events.moved({ origin: frame.origin, pin: frame.pin });
    else if (frame.t === 'closed') this.#close(new EnsembleError(frame.code, frame.message), !frame.final);
  }

  /** Notes that this member is in, once the session's state says so. */
  #look(): void {
    if (this.#isIn || !this.#state.replicas[this.replica]) return;
    this.#isIn = true;
    this.#events.joined();
  }

  #apply(entry: Entry): void {
    const before = this.#state;
    this.#state = fold(before, entry);
    this.#seq = entry.seq;
    const hostLeft = hostLeftWords(before, this.#state);
    if (hostLeft !== null) this.#requests.fail(new EnsembleError('host-away', hostLeft));
    if (entry.by === this.replica && entry.n > 0) this.#settle(entry.n)?.resolve({ state: this.#state, entry });
    if (entry.kind === 'entry.refused') {
      const refused = readBody('entry.refused', entry.body);
      if (refused?.replica === this.replica)
        this.#settle(refused.n)?.reject(new EnsembleError(refused.code, refused.message));
    }
    if (this.#isIn) this.#events.entry(entry, before);
  }

  #settle(n: number): Waiting | undefined {
    const waiting = this.#waiting.get(n);
    this.#waiting.delete(n);
    return waiting;
  }
}
