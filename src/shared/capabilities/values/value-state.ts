import type { Holding } from '../locks/holdings.ts';
import type { PeopleState } from '../people/people-state.ts';

/** A shared value. */
export interface SharedValue {
  json: string;
  /** Seq of its last change. */
  version: number;
  person: string;
  atMs: number;
}

/** A lease on a key: only its holder changes the value. */
export interface Lease extends Holding {
  /** Seq of the entry that took or renewed it. */
  seq: number;
  untilMs: number;
}

/** Shared values and leases by key. */
export interface ValuesSlice {
  values: Readonly<Record<string, SharedValue>>;
  leases: Readonly<Record<string, Lease>>;
  /** Characters of all values and keys, and seq of the last change that counted. */
  valueTotals: { length: number; seq: number };
}

export const noValues: ValuesSlice = { values: {}, leases: {}, valueTotals: { length: 0, seq: 0 } };

/** Slices that shared values depend on, their own among them. */
export type ValuesView = ValuesSlice & PeopleState;

/** Finds a key's own part of a record, whatever the key is called. */
export function partOf<T>(record: Readonly<Record<string, T>>, key: string): T | null {
  return Object.hasOwn(record, key) ? record[key]! : null;
}
