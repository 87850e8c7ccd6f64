import type { Entry } from '../../src/shared/core/entry.ts';
import { encodeBody, type KindName, kinds, lookUp } from '../../src/shared/session/table.ts';

const kind: KindName = 'entry.buried';
const { v } = kinds[kind];

/** Mark in a log where an entry was taken out: its place and its sender's number, and nothing of what it said. */
export function tombstoneOf({ seq, at, by, n }: Entry): Entry {
  return { seq, at, by, n, ageMs: 0, kind, v, ref: null, to: null, body: encodeBody(kind, {}), blob: null };
}

/** Whether only the newest entry of a kind counts, whatever its ref, as the state is folded. */
export function isOneOfAReplica(name: string): boolean {
  const line = lookUp(name);
  return line?.keep === 'latest' && line.interest === 'session';
}
