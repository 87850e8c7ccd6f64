import { serverReplica } from '../../src/shared/core/ids.ts';
import { fold } from '../../src/shared/session/fold.ts';
import { encodeBody, kinds } from '../../src/shared/session/table.ts';
import { packKeptState, unpackKeptState } from '../session/session-start.ts';

/** Makes a kept state anew without a document that has left the session; null where that cannot be. */
export function withoutDocument(bytes: Uint8Array, ref: string): Uint8Array | null {
  const begun = unpackKeptState({ seq: 0, bytes });
  if (!begun) return null;
  const kind = 'doc.sealed';
  const body = encodeBody(kind, { term: begun.state.host?.term ?? 0 });
  const stamp = { seq: 0, at: 0, n: 0, ageMs: 0, by: serverReplica, to: null, blob: null };
  const sealing = { ...stamp, kind, v: kinds[kind].v, ref, body };
  begun.facts.note(sealing);
  begun.facts.takeUnburied();
  return packKeptState(0, fold(begun.state, sealing), begun.facts);
}
