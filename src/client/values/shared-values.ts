import { type Changed, changed } from '../../shared/capabilities/values/changing.ts';
import type { Json } from '../../shared/capabilities/values/json.ts';
import type { ValueChange } from '../../shared/capabilities/values/kinds.ts';
import { leaseEndsMs } from '../../shared/capabilities/values/leases.ts';
import { partOf, type SharedValue, type ValuesSlice } from '../../shared/capabilities/values/value-state.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { publishAndRead } from '../own-echo.ts';
import type { SessionClient } from '../session-client.ts';

/** A value as it is known here. */
export interface KnownValue {
  readonly key: string;
  readonly value: Json;
  /** Number of its last change: what a writer has seen who says so. */
  readonly version: number;
  readonly person: string;
  readonly atMs: number;
}

/** Outcome of changes, as the order of the log has decided. */
export type ValueOutcome =
  | { readonly is: 'applied'; readonly version: number }
  | { readonly is: 'stale'; readonly key: string; readonly now: KnownValue | null }
  | { readonly is: 'leased'; readonly key: string; readonly by: string; readonly untilMs: number };

export type LeaseOutcome =
  | { readonly is: 'held'; readonly untilMs: number }
  | { readonly is: 'leased'; readonly by: string; readonly untilMs: number };

/** A change to one key. `seen`: only if this is its version, 0 for none. */
export type ValueWish =
  | { readonly key: string; readonly set: Json; readonly seen?: number }
  | { readonly key: string; readonly merge: Json; readonly seen?: number }
  | { readonly key: string; readonly delete: true; readonly seen?: number }
  | { readonly key: string; readonly seen: number };

function changeOf(wish: ValueWish): ValueChange {
  const { key } = wish;
  const seen = wish.seen === undefined ? {} : { seen: wish.seen };
  if ('set' in wish) return { key, is: 'set', json: JSON.stringify(wish.set), ...seen };
  if ('merge' in wish) return { key, is: 'merged', json: JSON.stringify(wish.merge), ...seen };
  if ('delete' in wish) return { key, is: 'deleted', ...seen };
  return { key, is: 'same', seen: wish.seen! };
}

const known = (key: string, { json, version, person, atMs }: SharedValue): KnownValue => ({
  key,
  value: JSON.parse(json) as Json,
  version,
  person,
  atMs,
});

const unknownOutcome = () =>
  new EnsembleError(
    'disconnected',
    'The connection was lost while this was on its way, and its outcome is not known: read the value again.',
  );

/** Lists the values whose keys begin so. */
export function knownValues({ values }: ValuesSlice, prefix = ''): KnownValue[] {
  return Object.entries(values).flatMap(([key, value]) => (key.startsWith(prefix) ? known(key, value) : []));
}

/** Shared values of a session, as one client reads and changes them. */
export class SharedValues {
  readonly #client: SessionClient;

  constructor(client: SessionClient) {
    this.#client = client;
  }

  get(key: string): KnownValue | null {
    const value = partOf(this.#client.state.values, key);
    return value && known(key, value);
  }

  /** Lists the values whose keys begin so. */
  list(prefix = ''): KnownValue[] {
    return knownValues(this.#client.state, prefix);
  }

  /** Changes several keys, all or none. Rejects with the server's refusal, such as for lack of room or of rights. */
  async change(wishes: readonly ValueWish[]): Promise<ValueOutcome> {
    const changes = wishes.map(changeOf);
    const outcome = await publishAndRead(this.#client, 'value.changed', { changes }, (state, { seq, at }) => {
      if (state.valueTotals.seq === seq) return { is: 'applied', version: seq } as const;
      // The entry has changed nothing, so the state is the one by which it was judged.
      return this.#reason(changed(state, changes, { person: this.#client.person ?? '', seq, at }));
    });
    if (outcome === null) throw unknownOutcome();
    if (outcome.is === 'full') throw new EnsembleError('too-large', 'There is no room for this value (any more).');
    return outcome;
  }

  #reason(judged: Changed): ValueOutcome | { is: 'full' } {
    if (judged.is === 'stale')
      return { is: 'stale', key: judged.key, now: judged.now && known(judged.key, judged.now) };
    if (judged.is === 'leased')
      return { is: 'leased', key: judged.key, by: judged.lease.person, untilMs: leaseEndsMs(judged.lease) };
    return { is: 'full' };
  }

  /** Takes or renews a lease: nobody else changes the key for this time, or until it is released. */
  async lease(key: string, forMs: number): Promise<LeaseOutcome> {
    const outcome = await publishAndRead(this.#client, 'value.leased', { key, forMs }, (state, { seq }) => {
      const lease = partOf(state.leases, key);
      if (lease === null) return { is: 'full' } as const;
      if (lease.seq === seq) return { is: 'held', untilMs: lease.untilMs } as const;
      return { is: 'leased', by: lease.person, untilMs: leaseEndsMs(lease) } as const;
    });
    if (outcome === null) throw unknownOutcome();
    if (outcome.is === 'full') throw new EnsembleError('too-large', 'There are too many leases: release some first.');
    return outcome;
  }

  release(key: string): Promise<void> {
    return this.#client.publish('value.released', { key });
  }

  /** The lease on a key that holds now; null for none. */
  leaseOn(key: string): { person: string; untilMs: number; isMine: boolean } | null {
    const lease = partOf(this.#client.state.leases, key);
    if (lease === null || this.#client.nowMs() >= leaseEndsMs(lease)) return null;
    return { person: lease.person, untilMs: leaseEndsMs(lease), isMine: lease.person === this.#client.person };
  }

  /** Tells of each value that changes, or null where it is deleted, among the keys that begin so. */
  onChanged(prefix: string, listener: (key: string, now: KnownValue | null) => void): () => void {
    let { values: before } = this.#client.state;
    return this.#client.events.on('state', ({ values }) => {
      if (values === before) return;
      const then = before;
      before = values;
      for (const key of new Set([...Object.keys(then), ...Object.keys(values)])) {
        const now = partOf(values, key);
        if (key.startsWith(prefix) && partOf(then, key)?.version !== now?.version)
          listener(key, now && known(key, now));
      }
    });
  }
}
