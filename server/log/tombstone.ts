import type { Entry } from '../../src/shared/core/entry.ts';
import { encodeBody, type KindName, kinds, lookUp } from '../../src/shared/session/table.ts';

const kind: KindName = 'entry.buried';
const { v } = kinds[kind];

/** Makes the mark for an entry that was taken out of a log: its place and its sender's number, without its content. */
export function tombstoneOf({ seq, at, by, n }: Entry): Entry {
  return { seq, at, by, n, ageMs: 0, kind, v, ref: null, to: null, body: encodeBody(kind, {}), blob: null };
}

/** Says whether only the newest entry of a kind counts, whatever its ref, as the state is folded; one with keys has more. */
export function isOneOfAReplica(name: string): boolean {
  const line = lookUp(name);
  return line?.keep === 'latest' && line.interest === 'session' && line.key === undefined;
}
