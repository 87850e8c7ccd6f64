import { changed } from './changing.ts';
import type { Json } from './json.ts';
import type { ValueChange } from './kinds.ts';
import { leaseEndsMs } from './leases.ts';
import { partOf, type SharedValue, type ValuesSlice } from './value-state.ts';

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
  | { readonly key: string; readonly set: Json; readonly seen?: number | undefined }
  | { readonly key: string; readonly merge: Json; readonly seen?: number | undefined }
  | { readonly key: string; readonly delete: true; readonly seen?: number | undefined }
  | { readonly key: string; readonly seen: number };

/** Makes the change of a wish. */
export function changeOf(wish: ValueWish): ValueChange {
  const { key } = wish;
  const seen = wish.seen === undefined ? {} : { seen: wish.seen };
  if ('set' in wish) return { key, is: 'set', json: JSON.stringify(wish.set), ...seen };
  if ('merge' in wish) return { key, is: 'merged', json: JSON.stringify(wish.merge), ...seen };
  if ('delete' in wish) return { key, is: 'deleted', ...seen };
  return { key, is: 'same', seen: wish.seen! };
}

/** Reads a value out of the state. */
export function knownValue(key: string, { json, version, person, atMs }: SharedValue): KnownValue {
  return { key, value: JSON.parse(json) as Json, version, person, atMs };
}

/** Lists the values whose keys begin so. */
export function knownValues({ values }: ValuesSlice, prefix = ''): KnownValue[] {
  return Object.entries(values).flatMap(([key, value]) => (key.startsWith(prefix) ? knownValue(key, value) : []));
}

/** Place of an entry in the log, and the person behind it. */
interface Place {
  seq: number;
  at: number;
  person: string;
}

/** Reads the outcome of changes from the state right after their entry. */
export function outcomeOfChanges(
  state: ValuesSlice,
  changes: readonly ValueChange[],
  place: Place,
): ValueOutcome | { is: 'full' } {
  if (state.valueTotals.seq === place.seq) return { is: 'applied', version: place.seq };
  // The entry has changed nothing, so the state is the one by which it was judged.
  const judged = changed(state, changes, place);
  if (judged.is === 'stale')
    return { is: 'stale', key: judged.key, now: judged.now && knownValue(judged.key, judged.now) };
  if (judged.is === 'leased')
    return { is: 'leased', key: judged.key, by: judged.lease.person, untilMs: leaseEndsMs(judged.lease) };
  return { is: 'full' };
}

/** Reads the outcome of a wish for a lease from the state right after its entry. */
export function outcomeOfLease(state: ValuesSlice, key: string, seq: number): LeaseOutcome | { is: 'full' } {
  const lease = partOf(state.leases, key);
  if (lease === null) return { is: 'full' };
  if (lease.seq === seq) return { is: 'held', untilMs: lease.untilMs };
  return { is: 'leased', by: lease.person, untilMs: leaseEndsMs(lease) };
}

/** Lists the values that differ between two states, among keys that begin so; null for one that is deleted. */
export function changedValues(
  then: ValuesSlice,
  now: ValuesSlice,
  prefix: string,
): [key: string, now: KnownValue | null][] {
  if (then.values === now.values) return [];
  const keys = new Set([...Object.keys(then.values), ...Object.keys(now.values)]);
  return [...keys].flatMap((key): [string, KnownValue | null][] => {
    const value = partOf(now.values, key);
    const isOther = key.startsWith(prefix) && partOf(then.values, key)?.version !== value?.version;
    return isOther ? [[key, value && knownValue(key, value)]] : [];
  });
}
