import { leaseEndsMs } from '../../shared/capabilities/values/leases.ts';
import {
  changedValues,
  changeOf,
  type KnownValue,
  knownValue,
  knownValues,
  type LeaseOutcome,
  outcomeOfChanges,
  outcomeOfLease,
  type ValueOutcome,
  type ValueWish,
} from '../../shared/capabilities/values/outcomes.ts';
import { partOf } from '../../shared/capabilities/values/value-state.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { publishAndRead } from '../own-echo.ts';
import type { SessionClient } from '../session-client.ts';

const unknownOutcome = () =>
  new EnsembleError(
    'disconnected',
    'The connection was lost while this was on its way, and its outcome is not known: read the value again.',
  );

/** Shared values of a session, as one client reads and changes them. */
export class SharedValues {
  readonly #client: SessionClient;

  constructor(client: SessionClient) {
    this.#client = client;
  }

  get(key: string): KnownValue | null {
    const value = partOf(this.#client.state.values, key);
    return value && knownValue(key, value);
  }

  /** Lists the values whose keys begin so. */
  list(prefix = ''): KnownValue[] {
    return knownValues(this.#client.state, prefix);
  }

  /** Changes several keys, all or none. Rejects with the server's refusal, such as for lack of room or of rights. */
  async change(wishes: readonly ValueWish[]): Promise<ValueOutcome> {
    const changes = wishes.map(changeOf);
    const outcome = await publishAndRead(this.#client, 'value.changed', { changes }, (state, { seq, at }) =>
      outcomeOfChanges(state, changes, { seq, at, person: this.#client.person ?? '' }),
    );
    if (outcome === null) throw unknownOutcome();
    if (outcome.is === 'full') throw new EnsembleError('too-large', 'There is no room for this value (any more).');
    return outcome;
  }

  /** Takes or renews a lease: nobody else changes the key for this time, or until it is released. */
  async lease(key: string, forMs: number): Promise<LeaseOutcome> {
    const outcome = await publishAndRead(this.#client, 'value.leased', { key, forMs }, (state, { seq }) =>
      outcomeOfLease(state, key, seq),
    );
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
    let before = this.#client.state;
    return this.#client.events.on('state', (state) => {
      const changes = changedValues(before, state, prefix);
      before = state;
      for (const [key, now] of changes) listener(key, now);
    });
  }
}
