import { type ClientFrame, mostResumed, type ServerFrame } from '../shared/core/frames.ts';

interface Resting {
  /** Seq up to which everything about it is known. */
  seq: number;
  /** Number of the request that asked whether there is more; null once that was answered. */
  asked: number | null;
  wake: (ref: string) => void;
  answered: () => void;
}

export interface RestingRefsOptions {
  subscribe: (frame: Extract<ClientFrame, { t: 'resume' }>) => void;
  nextSubscription: () => number;
  nowMs: () => number;
}

/** Refs that have no content here: it is known up to a seq, and the first entry after that wakes them. */
export class RestingRefs {
  readonly #options: RestingRefsOptions;
  readonly #refs = new Map<string, Resting>();
  /** Requests that are not answered yet, by their numbers. */
  readonly #asked = new Map<number, { refs: readonly string[]; atMs: number }>();

  constructor(options: RestingRefsOptions) {
    this.#options = options;
  }

  /**
   * Lets refs rest; `wake` is called once with each that has an entry after its seq, or is to be heard no more. Resolves
   * when the log has told of all that has happened until now.
   */
  async add(held: readonly (readonly [ref: string, seq: number])[], wake: (ref: string) => void): Promise<void> {
    if (held.length === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    let left = held.length;
    const answered = () => {
      if (--left === 0) resolve();
    };
    for (const [ref, seq] of held) this.#refs.set(ref, { seq, asked: null, wake, answered });
    this.#ask(held.map(([ref]) => ref));
    await promise;
  }

  has(ref: string): boolean {
    return this.#refs.get(ref)?.asked === null;
  }

  #ask(refs: readonly string[]): void {
    for (let at = 0; at < refs.length; at += mostResumed) {
      const some = refs.slice(at, at + mostResumed);
      const subscription = this.#options.nextSubscription();
      this.#asked.set(subscription, { refs: some, atMs: this.#options.nowMs() });
      const held = some.map((ref): [string, number] => {
        const resting = this.#refs.get(ref)!;
        resting.asked = subscription;
        return [ref, resting.seq];
      });
      this.#options.subscribe({ t: 'resume', subscription, held });
    }
  }

  /** Asks again, over a new connection; `applied` is the seq that the former one has come to. */
  reconnected(applied: number): void {
    this.#asked.clear();
    for (const resting of this.#refs.values()) if (resting.asked === null) resting.seq = applied;
    this.#ask([...this.#refs.keys()]);
  }

  /** Takes in the answer to such a question. */
  resumed({ subscription, behind }: Extract<ServerFrame, { t: 'resumed' }>): void {
    const refs = this.#asked.get(subscription)?.refs ?? [];
    this.#asked.delete(subscription);
    const stale = new Set(behind);
    for (const ref of refs) {
      const resting = this.#refs.get(ref);
      if (resting?.asked !== subscription) continue;
      if (stale.has(ref)) this.wake(ref);
      else this.#answer(resting);
    }
  }

  #answer(resting: Resting): void {
    resting.asked = null;
    resting.answered();
    resting.answered = () => undefined;
  }

  /** Wakes a ref, where it rests. */
  wake(ref: string): void {
    this.#takeOut(ref)?.wake(ref);
  }

  #takeOut(ref: string): Resting | null {
    const resting = this.#refs.get(ref);
    if (!resting) return null;
    this.#refs.delete(ref);
    this.#answer(resting);
    return resting;
  }

  /** Takes out a ref that nobody wants to hear of any more. */
  forget(ref: string): void {
    const resting = this.#refs.get(ref);
    if (this.#refs.delete(ref)) resting!.answered();
  }

  /** Takes out a ref whose content is asked for. One whose answer is still to come counts as woken. */
  leave(ref: string): void {
    if (this.has(ref)) this.#refs.delete(ref);
    else {
      const woken = this.#takeOut(ref);
      // In a turn of its own (a microtask): the follower that asks for its content is not in its place yet.
      if (woken) queueMicrotask(() => woken.wake(ref));
    }
  }

  /** Says whether some answer is due since before `beforeMs`. */
  isOverdue(beforeMs: number): boolean {
    return [...this.#asked.values()].some(({ atMs }) => atMs < beforeMs);
  }
}
