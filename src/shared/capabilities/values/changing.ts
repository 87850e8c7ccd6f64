import type { Told } from '../../core/capability.ts';
import { sizeOf, withKey, withoutKey } from '../../core/record.ts';
import { type Json, merged } from './json.ts';
import type { ValueBody, ValueChange } from './kinds.ts';
import { valueLimits } from './limits.ts';
import { type Lease, partOf, type SharedValue, type ValuesSlice, type ValuesView } from './value-state.ts';

/** Outcome of some changes: what there is then, or why nothing of them counts. */
export type Changed =
  | ({ is: 'applied' } & Pick<ValuesSlice, 'values'> & { length: number })
  | { is: 'stale'; key: string; now: SharedValue | null }
  | { is: 'leased'; key: string; lease: Lease }
  | { is: 'full'; key: string };

function jsonAfter(change: Extract<ValueChange, { json: string }>, old: SharedValue | null): string {
  const said = JSON.parse(change.json) as Json;
  return JSON.stringify(
    change.is === 'set' ? said : merged(old === null ? null : (JSON.parse(old.json) as Json), said),
  );
}

/** Computes some changes to shared values: all of them, or none. */
export function changed(
  state: ValuesSlice,
  changes: readonly ValueChange[],
  { person, seq, at }: { person: string; seq: number; at: number },
): Changed {
  for (const { key, is, seen } of changes) {
    const now = partOf(state.values, key);
    if (seen !== undefined && seen !== (now?.version ?? 0)) return { is: 'stale', key, now };
    const lease = partOf(state.leases, key);
    if (is !== 'same' && lease !== null && lease.person !== person) return { is: 'leased', key, lease };
  }
  let { values } = state;
  let { length } = state.valueTotals;
  let mergedLength = 0;
  for (const change of changes) {
    const { key } = change;
    if (change.is === 'same') continue;
    const old = partOf(values, key);
    if (old) length -= key.length + old.json.length;
    if (change.is === 'deleted') {
      values = withoutKey(values, key);
      continue;
    }
    if (change.is === 'merged') mergedLength += old?.json.length ?? 0;
    if (mergedLength > valueLimits.mergedLength) return { is: 'full', key };
    const json = jsonAfter(change, old);
    length += key.length + json.length;
    values = withKey(values, key, { json, version: seq, person, atMs: at });
    if (json.length > valueLimits.valueLength) return { is: 'full', key };
  }
  const isFull = length > valueLimits.totalLength || sizeOf(values) > valueLimits.keys;
  return isFull ? { is: 'full', key: changes[0]!.key } : { is: 'applied', values, length };
}

/** The state after some changes: the same where they do not count. */
export function withChanges(state: ValuesView, told: Told<ValueBody<'value.changed'>>): ValuesView {
  const person = state.replicas[told.by]?.person;
  if (person === undefined) return state;
  const { seq, at } = told;
  const after = changed(state, told.body.changes, { person, seq, at });
  if (after.is !== 'applied') return state;
  return { ...state, values: after.values, valueTotals: { length: after.length, seq } };
}
