import type { Entry } from '../core/entry.ts';
import { serverReplica } from '../core/ids.ts';
import { type Body, encodeBody, type KindName, lookUp } from './table.ts';

/** Makes an entry of the server's own; `n` is 0 for one that is not kept. */
export function ownEntry<K extends KindName>(kind: K, body: Body<K>, n: number, ref: string | null): Entry {
  return {
    seq: 0,
    at: 0,
    by: serverReplica,
    n,
    ageMs: 0,
    kind,
    v: lookUp(kind)?.v ?? 1,
    ref,
    to: null,
    body: encodeBody(kind, body),
    blob: null,
  };
}
