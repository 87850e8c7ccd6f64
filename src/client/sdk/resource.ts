import type { Json } from '../../shared/capabilities/values/json.ts';
import type { KnownValue } from '../../shared/capabilities/values/outcomes.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { SessionClient } from '../session-client.ts';
import type { SharedValues } from '../values/shared-values.ts';

/** Attempts of an optimistic change before giving up. */
const mostTries = 50;

export interface HoldOptions {
  /** Time for which the lease is taken; it ends then, whoever is still at work. */
  readonly forMs?: number;
  /** Time for which to wait for others' leases. */
  readonly waitMs?: number;
}

/** A value under a name that several work on: optimistically, by its version, or pessimistically, by a lease. */
export class Resource {
  readonly key: string;
  readonly #values: SharedValues;
  readonly #client: SessionClient;
  /** Last work of this participant with each key: the session knows people, and not their tasks. */
  readonly #turns: Map<string, Promise<unknown>>;

  constructor(key: string, values: SharedValues, client: SessionClient, turns: Map<string, Promise<unknown>>) {
    this.key = key;
    this.#turns = turns;
    this.#values = values;
    this.#client = client;
  }

  read(): KnownValue | null {
    return this.#values.get(this.key);
  }

  /**
   * Changes the value by a function of what is there, and again with what is there then where somebody was faster
   * (optimistic). The function may be called several times. Rejects with `exists` while another holds a lease.
   */
  async update(make: (now: Json | undefined) => Json): Promise<KnownValue> {
    for (let tried = 0; tried < mostTries; tried++) {
      const now = this.read();
      const set = make(now?.value);
      const outcome = await this.#values.change([{ key: this.key, set, seen: now?.version ?? 0 }]);
      if (outcome.is === 'applied')
        return {
          key: this.key,
          value: set,
          version: outcome.version,
          person: this.#client.person ?? '',
          atMs: this.#client.nowMs(),
        };
      if (outcome.is === 'leased') throw this.#leased();
    }
    throw new EnsembleError('too-fast', `Others change ${this.key} all the time: try again, or take a lease.`);
  }

  /**
   * Takes a lease, waits for others' before, runs the work and releases (pessimistic). The signal aborts when the lease
   * is over before the work is. Rejects with `exists` where it cannot be had in time.
   */
  hold<T>(work: (lease: { signal: AbortSignal }) => Promise<T>, options: HoldOptions = {}): Promise<T> {
    const before = this.#turns.get(this.key) ?? Promise.resolve();
    const mine = before.then(() => this.#hold(work, options));
    const settled = mine.then(
      () => undefined,
      () => undefined,
    );
    this.#turns.set(this.key, settled);
    return mine;
  }

  async #hold<T>(work: (lease: { signal: AbortSignal }) => Promise<T>, options: HoldOptions): Promise<T> {
    const { forMs = 60_000, waitMs = 60_000 } = options;
    await this.#acquire(forMs, this.#client.nowMs() + waitMs);
    const over = new AbortController();
    const end = () => {
      if (this.#values.leaseOn(this.key)?.isMine !== true) over.abort();
    };
    const { environment } = this.#client.options;
    const stop = this.#client.events.on('state', end);
    const timer = environment.setTimer(end, forMs + 1);
    try {
      return await work({ signal: over.signal });
    } finally {
      stop();
      environment.clearTimer(timer);
      if (this.#values.leaseOn(this.key)?.isMine) await this.#values.release(this.key);
    }
  }

  async #acquire(forMs: number, deadlineMs: number): Promise<void> {
    for (;;) {
      const held = this.#values.leaseOn(this.key);
      if (held === null && (await this.#values.lease(this.key, forMs)).is === 'held') return;
      const nowMs = this.#client.nowMs();
      if (nowMs >= deadlineMs) throw this.#leased();
      await this.#changeOrTime(Math.min(deadlineMs, held?.untilMs ?? deadlineMs) - nowMs + 1);
    }
  }

  /** Resolves when leases have changed, or time has passed. */
  #changeOrTime(delayMs: number): Promise<void> {
    const { environment } = this.#client.options;
    const { leases } = this.#client.state;
    return new Promise((resolve) => {
      const done = () => {
        stop();
        environment.clearTimer(timer);
        resolve();
      };
      const timer = environment.setTimer(done, delayMs);
      const stop = this.#client.events.on('state', (state) => state.leases !== leases && done());
    });
  }

  #leased(): EnsembleError {
    return new EnsembleError('exists', `Somebody else holds a lease on ${this.key}: wait for it, or ask them.`);
  }
}
