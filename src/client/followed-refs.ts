import type { Entry } from '../shared/core/entry.ts';
import { EnsembleError } from '../shared/core/errors.ts';
import type { ServerFrame } from '../shared/core/frames.ts';
import { checkpointerOf } from '../shared/session/checkpointers.ts';
import type { ClientCore } from './client-core.ts';

/** Follower of a thing that is no text, such as a terminal: it gets the past, and then every further entry. */
export interface Follower {
  /** Begins anew: with the content of a checkpoint, or with nothing. */
  begin(checkpoint: Uint8Array | null): void;
  /** Takes the next entry, in the order of the log. */
  take(entry: Entry): void;
  /** Called when the session does not tell the thing, or does so no more. */
  withheld(error: EnsembleError): void;
}

interface Slot {
  follower: Follower;
  /** True if everything up to the applied seq is here. */
  isReady: boolean;
  /** True if pieces of its past have come. */
  hasBegun: boolean;
  /** Live entries that overtook the past. */
  held: Entry[];
  subscription: number;
  askedMs: number;
  seq: number;
}

/** Things that this client follows, by their refs. */
export class FollowedRefs {
  readonly #client: ClientCore;
  readonly #slots = new Map<string, Slot>();
  #lastSubscription = 0;

  constructor(client: ClientCore) {
    this.#client = client;
  }

  /** Follows a ref, of which there is one follower at a time. Returns a function that stops it. */
  follow(ref: string, follower: Follower): () => void {
    const slot: Slot = { follower, isReady: false, hasBegun: false, held: [], subscription: 0, askedMs: 0, seq: 0 };
    this.#slots.set(ref, slot);
    this.#ask(ref, slot);
    return () => {
      if (this.#slots.get(ref) !== slot) return;
      this.#slots.delete(ref);
      this.#client.unsubscribe(ref);
    };
  }

  #ask(ref: string, slot: Slot): void {
    slot.isReady = false;
    slot.hasBegun = false;
    slot.held = [];
    slot.askedMs = this.#client.options.environment.nowMs();
    slot.subscription = ++this.#lastSubscription;
    this.#client.subscribe(ref, slot.subscription);
  }

  /** Says whether the past of some ref was asked for before `beforeMs` and is still not here. */
  isOverdue(beforeMs: number): boolean {
    return [...this.#slots.values()].some(({ isReady, askedMs }) => !isReady && askedMs < beforeMs);
  }

  /** Refs of which everything up to the applied seq is here. */
  synced(): string[] {
    return [...this.#slots].flatMap(([ref, { isReady }]) => (isReady ? [ref] : []));
  }

  /**
   * Asks again, over a new connection, for pasts that were on their way and for those that the server has trimmed
   * meanwhile.
   */
  reconnected(resubscribe: readonly string[]): void {
    for (const [ref, slot] of this.#slots) if (!slot.isReady || resubscribe.includes(ref)) this.#ask(ref, slot);
  }

  /** A live entry from the log. */
  heard(entry: Entry): void {
    const slot = entry.ref === null ? undefined : this.#slots.get(entry.ref);
    if (!slot || checkpointerOf(entry.kind) === undefined) return;
    if (slot.isReady) this.#take(slot, entry);
    else slot.held.push(entry);
  }

  #take(slot: Slot, entry: Entry): void {
    if (entry.seq <= slot.seq) return;
    slot.seq = entry.seq;
    slot.follower.take(entry);
  }

  /** Takes in a piece of a backfill. Returns false where the ref is not followed here. */
  backfill(frame: Extract<ServerFrame, { t: 'backfill' }>, entries: readonly Entry[]): boolean {
    const slot = this.#slots.get(frame.ref);
    if (!slot) return false;
    // Without a number: the server skips to the newest entries where there were too many for this window.
    if (frame.subscription !== slot.subscription && frame.subscription !== 0) return true;
    if (slot.isReady) Object.assign(slot, { isReady: false, hasBegun: false, held: [] });
    // Only says that entries are left out; the newest comes once this window has caught up.
    if (frame.subscription === 0 && !frame.done && !frame.checkpoint && entries.length === 0) return true;
    if (!slot.hasBegun || frame.checkpoint) this.#begin(slot, frame.checkpoint);
    for (const entry of entries) if (checkpointerOf(entry.kind)) this.#take(slot, entry);
    if (!frame.done) return true;
    slot.isReady = true;
    slot.seq = Math.max(slot.seq, frame.upTo);
    for (const entry of slot.held.splice(0)) this.#take(slot, entry);
    return true;
  }

  #begin(slot: Slot, checkpoint: Uint8Array | null): void {
    slot.hasBegun = true;
    slot.seq = 0;
    slot.follower.begin(checkpoint);
  }

  /** Takes in the server's refusal of a backfill. */
  withheld({ ref, subscription, code, message }: Extract<ServerFrame, { t: 'refused' }>): void {
    const slot = ref === null ? undefined : this.#slots.get(ref);
    if (!slot || slot.subscription !== subscription || slot.isReady) return;
    slot.askedMs = Number.POSITIVE_INFINITY;
    slot.follower.withheld(new EnsembleError(code, message));
  }
}
