import { writerBehind, writerOf } from '../shared/capabilities/documents/text-copy.ts';
import type { Writer } from '../shared/capabilities/documents/update-rules.ts';
import type { Entry } from '../shared/core/entry.ts';
import { EnsembleError } from '../shared/core/errors.ts';
import type { ServerFrame } from '../shared/core/frames.ts';
import { checkpointerOf } from '../shared/session/checkpointers.ts';
import { lookUp } from '../shared/session/table.ts';
import type { ClientCore } from './client-core.ts';
import { type Page, PastPages } from './past-pages.ts';
import { RestingRefs } from './resting-refs.ts';

/** Follower of one thing, such as a text or a terminal: it gets the past, and then every further entry. */
export interface Follower {
  /**
   * Begins: with the content of a checkpoint, or with nothing. One that `goesOn` keeps what it has, and is told nothing
   * of that again; any other begins anew.
   */
  begin(checkpoint: Uint8Array | null): void;
  readonly goesOn?: boolean;
  /** True for one that begins with the newest page of a long past, and asks for those before. */
  readonly takesPages?: boolean;
  /** Takes the next entry, in the order of the log, with the replica behind it as it was then. */
  take(entry: Entry, writer: Writer): void;
  /** Called when everything up to the applied seq is here. */
  arrived?(): void;
  /** Called when its past is asked for, at the beginning or again. */
  asked?(): void;
  /** Called when the session goes to another moment: its past comes anew, and nothing of what is here counts. */
  rewound?(): void;
  /** Called when the session does not tell the thing, or does so no more. */
  withheld(error: EnsembleError): void;
}

/** A follower's hold on its subscription. */
export interface Following {
  /** Ends it. */
  stop(): void;
  /** Asks for the past, anew. */
  ask(): void;
  /** Takes nothing any more until `ask`; entries are not missed. */
  pause(): void;
  /** Lets the content go: the next entry, or `ask`, brings the past again. */
  rest(): void;
}

interface Slot {
  ref: string;
  follower: Follower;
  /**
   * loading: its past is on its way. ready: everything up to the applied seq is here. paused: its follower asks later.
   * resting: the log alone has it.
   */
  status: 'loading' | 'ready' | 'paused' | 'resting';
  /** Seq up to which pieces of its past have come; null before the first. */
  told: number | null;
  /** Live entries that overtook the past. */
  held: { entry: Entry; writer: Writer }[];
  subscription: number;
  askedMs: number;
  /** Seq of the newest entry that was taken: none is taken twice. */
  seq: number;
  /** Newest entry that may come ahead of the log, in it or ahead: replica and number; null before the first. */
  newest: { by: string; n: number } | null;
  /** Seq up to which the last past was complete, and seq of the newest entry that the server says to have left out. */
  pastUpTo: number;
  leftOutUpTo: number;
}

/** Most refs that fit into a frame. */
const mostNamed = 4_000;

/** Things that this client follows, by their refs: subscriptions, their pasts, and live entries behind these. */
export class FollowedRefs {
  readonly #client: ClientCore;
  readonly #slots = new Map<string, Slot>();
  #lastSubscription = 0;
  /** Refs without a follower, until there is something new about them. */
  readonly resting: RestingRefs;
  readonly #pages: PastPages;
  /** Refs that are here but were left out of the hello: they are asked for again. */
  #unnamed: ReadonlySet<string> = new Set();

  constructor(client: ClientCore) {
    this.#client = client;
    this.resting = new RestingRefs({
      subscribe: (frame) => client.subscribe(frame),
      nextSubscription: () => ++this.#lastSubscription,
      nowMs: () => client.options.environment.nowMs(),
    });
    this.#pages = new PastPages({
      ask: (frame) => client.subscribe(frame),
      nextSubscription: () => ++this.#lastSubscription,
    });
  }

  /** Asks for a page of the past of a ref that is followed: what comes before a seq, or the newest for null. */
  page(ref: string, before: number | null): Promise<Page> {
    return this.#pages.ask(ref, before, this.#slots.get(ref)?.seq ?? 0);
  }

  /** Takes in the answer to one of the requests beside subscriptions. */
  answered(frame: Extract<ServerFrame, { t: 'resumed' | 'page' }>): void {
    if (frame.t === 'page') this.#pages.told(frame);
    else this.resting.resumed(frame);
  }

  /** Follows a ref, of which there is one follower at a time. Returns a function that stops it. */
  follow(ref: string, follower: Follower): () => void {
    const { ask, stop } = this.hold(ref, follower);
    ask();
    return stop;
  }

  /** Follows a ref from the first `ask` on. */
  hold(ref: string, follower: Follower): Following {
    const none = {
      told: null,
      held: [],
      subscription: 0,
      askedMs: Number.POSITIVE_INFINITY,
      seq: 0,
      newest: null,
    };
    const slot: Slot = { ref, follower, status: 'paused', ...none, pastUpTo: 0, leftOutUpTo: 0 };
    this.#slots.set(ref, slot);
    this.resting.leave(ref);
    const leave = (status: 'paused' | 'resting') => Object.assign(slot, none, { held: [], status });
    return {
      stop: () => {
        if (this.#slots.get(ref) !== slot) return;
        this.#slots.delete(ref);
        this.#client.unsubscribe(ref);
      },
      ask: () => this.#slots.get(ref) === slot && this.#ask(slot),
      pause: () => leave('paused'),
      rest: () => leave('resting'),
    };
  }

  #ask(slot: Slot): void {
    this.resting.forget(slot.ref);
    slot.follower.asked?.();
    slot.status = 'loading';
    slot.told = null;
    slot.held = [];
    slot.askedMs = this.#client.options.environment.nowMs();
    slot.subscription = ++this.#lastSubscription;
    const { ref, subscription } = slot;
    const inPages = slot.follower.takesPages ? { newest: true } : {};
    this.#client.subscribe({ t: 'subscribe', ref, subscription, ...inPages });
  }

  /** Says whether the past of some ref was asked for before `beforeMs` and is still not here. */
  isOverdue(beforeMs: number): boolean {
    if (this.resting.isOverdue(beforeMs)) return true;
    return [...this.#slots.values()].some(({ status, askedMs }) => status === 'loading' && askedMs < beforeMs);
  }

  /**
   * Refs of which everything up to the applied seq is here, or in the log for when it is wanted; as many as a hello may
   * name.
   */
  synced(): string[] {
    const of = (wanted: Slot['status']) =>
      [...this.#slots].flatMap(([ref, { status }]) => (status === wanted ? ref : []));
    // Those that rest cost the least where they are left out.
    const refs = [...of('ready'), ...of('resting')];
    this.#unnamed = new Set(refs.slice(mostNamed));
    return refs.slice(0, mostNamed);
  }

  /**
   * Asks again, over a new connection, for pasts that were on their way and for those that the server has trimmed
   * meanwhile.
   */
  reconnected(resubscribe: readonly string[]): void {
    const { applied } = this.#client;
    this.resting.reconnected(applied);
    this.#pages.reconnected();
    const trimmed = new Set(resubscribe);
    const left: [ref: string, seq: number][] = [];
    for (const [ref, slot] of [...this.#slots]) {
      if (slot.status === 'paused') continue;
      if (slot.status === 'resting' && this.#unnamed.has(ref)) left.push([ref, applied]);
      else if (slot.status === 'loading' || trimmed.has(ref) || this.#unnamed.has(ref)) this.#ask(slot);
    }
    void this.resting.add(left, (ref) => {
      const slot = this.#slots.get(ref);
      if (slot?.status === 'resting') this.#ask(slot);
    });
  }

  /** Asks for all pasts anew: a recording is shown at another moment. */
  rewound(seq: number): void {
    for (const slot of [...this.#slots.values()]) {
      slot.follower.rewound?.();
      Object.assign(slot, { seq: 0, newest: null, pastUpTo: 0, leftOutUpTo: 0 });
      this.#ask(slot);
    }
    this.#client.events.emit('rewound', seq);
  }

  /** Takes in a live entry from the log. */
  heard(entry: Entry): void {
    const slot = entry.ref === null ? undefined : this.#slots.get(entry.ref);
    if (!slot && entry.ref !== null && checkpointerOf(entry.kind)) return this.resting.wake(entry.ref);
    if (!slot || slot.status === 'paused' || checkpointerOf(entry.kind) === undefined) return;
    // The writer is looked up now: by the time that the past is here, they may be gone.
    const writer = writerOf(this.#client.state, entry.by);
    if (slot.status === 'ready') return this.#take(slot, entry, writer);
    if (slot.status === 'resting') this.#ask(slot);
    slot.held.push({ entry, writer });
  }

  #take(slot: Slot, entry: Entry, writer: Writer): void {
    // An entry before, in the same run, may have had its follower let everything go.
    if (slot.status === 'paused' || slot.status === 'resting' || entry.seq <= slot.seq) return;
    slot.seq = entry.seq;
    if (!lookUp(entry.kind)?.ahead) return slot.follower.take(entry, writer);
    const { by, n } = entry;
    const wasAhead = slot.newest?.by === by && n <= slot.newest.n;
    if (wasAhead) return;
    slot.newest = { by, n };
    slot.follower.take(entry, writer);
  }

  /** Takes in an entry that the log does not have yet, where it is the next one here. */
  ahead(after: number, entries: readonly Entry[]): void {
    for (const entry of entries) {
      const { by, n, ref, kind } = entry;
      const slot = this.#slots.get(ref ?? '');
      if (slot?.status !== 'ready' || !lookUp(kind)?.ahead) continue;
      if (slot.newest?.by !== by || slot.newest.n !== after || n <= after) continue;
      slot.newest = { by, n };
      slot.follower.take(entry, writerOf(this.#client.state, by));
    }
  }

  /** Takes in a piece of a ref's backfill; the last gives the seq up to which it is complete. */
  backfill(frame: Extract<ServerFrame, { t: 'backfill' }>, entries: readonly Entry[]): void {
    const { ref, subscription, after, checkpoint, upTo, done } = frame;
    // Of kinds without a past, such as cursors, the newest come along.
    for (const entry of entries) if (!checkpointerOf(entry.kind)) this.#client.events.emit('entry', entry);
    const slot = this.#slots.get(ref);
    if (!slot || slot.status === 'paused' || slot.status === 'resting') return;
    // Without a number: what the server has left out may be asked for now.
    if (subscription === 0) return this.#leftOut(slot, upTo, true);
    // Pieces of a backfill that was closed or replaced meanwhile have gaps by now.
    if (subscription !== slot.subscription || slot.status === 'ready') return;
    if (checkpoint || (slot.told === null && after === 0)) this.#begin(slot, checkpoint, after);
    // A piece before this one was lost.
    if (slot.told === null || after > slot.told) return this.#ask(slot);
    const bound = new Map(frame.writers.map(([replica, person, purpose]) => [replica, { person, purpose }]));
    const past = entries.filter(({ kind }) => checkpointerOf(kind));
    slot.told = Math.max(slot.told, past.at(-1)?.seq ?? 0);
    for (const entry of past) this.#take(slot, entry, writerBehind(entry.by, bound.get(entry.by)));
    // Its follower may have stopped it meanwhile.
    if (!done || slot.subscription === 0) return;
    const asked = slot.subscription;
    slot.status = 'ready';
    slot.seq = Math.max(slot.seq, upTo);
    slot.pastUpTo = upTo;
    if (slot.leftOutUpTo > upTo) return this.#ask(slot);
    for (const { entry, writer } of slot.held.splice(0)) this.#take(slot, entry, writer);
    if (slot.subscription === asked) slot.follower.arrived?.();
  }

  /** Takes in of which refs the server has left entries out, where there were too many for this window. */
  leftOut(refs: readonly (readonly [ref: string, seq: number])[]): void {
    for (const [ref, upTo] of refs) {
      const slot = this.#slots.get(ref);
      if (slot && slot.status !== 'paused' && slot.status !== 'resting') this.#leftOut(slot, upTo, false);
    }
  }

  /**
   * Counts entries as missing that were left out, and asks once this window has caught up. A past that is on its way is
   * taken first: by the time of the next one, more may be left out.
   */
  #leftOut(slot: Slot, upTo: number, isCaughtUp: boolean): void {
    slot.leftOutUpTo = Math.max(slot.leftOutUpTo, upTo);
    if (slot.leftOutUpTo <= slot.pastUpTo) return;
    if (slot.status === 'ready')
      Object.assign(slot, { status: 'loading', told: null, held: [], askedMs: Number.POSITIVE_INFINITY });
    if (isCaughtUp && slot.askedMs === Number.POSITIVE_INFINITY) this.#ask(slot);
  }

  #begin(slot: Slot, checkpoint: Uint8Array | null, after: number): void {
    slot.told = after;
    slot.newest = null;
    if (!slot.follower.goesOn) slot.seq = 0;
    slot.follower.begin(checkpoint);
  }

  /** Takes in the server's refusal of a backfill: the session does not have the thing, or has it no more. */
  withheld({ ref, subscription, code, message }: Extract<ServerFrame, { t: 'refused' }>): void {
    if (this.#pages.refused(subscription, new EnsembleError(code, message))) return;
    const slot = ref === null ? undefined : this.#slots.get(ref);
    if (!slot || slot.subscription !== subscription || slot.status !== 'loading') return;
    slot.askedMs = Number.POSITIVE_INFINITY;
    slot.follower.withheld(new EnsembleError(code, message));
  }
}
