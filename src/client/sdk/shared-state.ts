import type { Json } from '../../shared/capabilities/values/json.ts';
import { valueLimits } from '../../shared/capabilities/values/limits.ts';
import type { KnownValue, ValueOutcome, ValueWish } from '../../shared/capabilities/values/outcomes.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { SessionClient } from '../session-client.ts';
import { SharedValues } from '../values/shared-values.ts';
import { Resource } from './resource.ts';

/** State in common: values by key, the same for all, in the order of the session. */
export class SharedState {
  readonly #client: SessionClient;
  readonly values: SharedValues;
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(client: SessionClient) {
    this.#client = client;
    this.values = new SharedValues(client);
  }

  /** The value of a key; undefined where there is none. */
  get(key: string): Json | undefined {
    return this.values.get(key)?.value;
  }

  /** The value of a key with its version, its last writer and the time; null where there is none. */
  read(key: string): KnownValue | null {
    return this.values.get(key);
  }

  list(prefix = ''): KnownValue[] {
    return this.values.list(prefix);
  }

  /** Replaces a value, whatever is there. Resolves with its version. Rejects where somebody else holds a lease on it. */
  set(key: string, value: Json): Promise<number> {
    return this.#must([{ key, set: value }]);
  }

  /** Merges a patch into a value (JSON Merge Patch): what it does not name stays, null removes. */
  merge(key: string, patch: Json): Promise<number> {
    return this.#must([{ key, merge: patch }]);
  }

  delete(key: string): Promise<number> {
    return this.#must([{ key, delete: true }]);
  }

  /** Replaces a value only if `version` is still its version, 0 for none. */
  compareAndSet(key: string, version: number, value: Json): Promise<ValueOutcome> {
    return this.values.change([{ key, set: value, seen: version }]);
  }

  /** Changes several keys together, or none of them. */
  change(wishes: readonly ValueWish[]): Promise<ValueOutcome> {
    return this.values.change(wishes);
  }

  /** Calls back at each change of a key that begins so, with null where it was deleted. */
  subscribe(prefix: string, listener: (key: string, now: KnownValue | null) => void): () => void {
    return this.values.onChanged(prefix, listener);
  }

  /** A value that several work on, each in turn or by its version. */
  resource(key: string): Resource {
    return new Resource(key, this.values, this.#client, this.#turns);
  }

  async #must(wishes: readonly ValueWish[]): Promise<number> {
    const outcome = await this.values.change(wishes);
    if (outcome.is === 'applied') return outcome.version;
    throw new EnsembleError('exists', `Somebody else holds a lease on ${outcome.key}: wait for it, or ask them.`);
  }

  /** Bounds of what a session holds. */
  get limits(): typeof valueLimits {
    return valueLimits;
  }
}
