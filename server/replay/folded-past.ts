import { isPairRef } from '../../src/shared/capabilities/direct/pairs.ts';
import type { Entry } from '../../src/shared/core/entry.ts';
import { bodyBlobOf } from '../../src/shared/session/body-blob.ts';
import { checkpointerOfRef } from '../../src/shared/session/checkpointers.ts';
import type { SessionState } from '../../src/shared/session/state.ts';
import type { Checkpoint, Log } from '../log/log.ts';
import { type Start, unpackKeptState } from '../session/session-start.ts';

/** Attachment of an entry, by its hash. */
export type GetBlob = (hash: string) => Promise<Uint8Array>;

type Reading = Pick<Log, 'readRecorded' | 'checkpointUpTo'>;

/** Outcome of a log up to a seq, on which its later entries go on. */
export interface LogBase {
  seq: number;
  /** Packed as it is kept at the end of a segment. */
  state: Uint8Array;
  checkpoints: { ref: string; bytes: Uint8Array }[];
}

/** Gives an entry with its attachment as its body. */
export async function wholeEntry(entry: Entry, getBlob: GetBlob | undefined): Promise<Entry> {
  const hash = bodyBlobOf(entry);
  return hash === null || !getBlob ? entry : { ...entry, body: await getBlob(hash) };
}

/** Folds the past of a ref up to a seq, without text that was deleted by then; null where there is none. */
export async function foldedPast(
  log: Reading,
  id: string,
  ref: string,
  {
    seq,
    state,
    facts,
    getBlob,
  }: Pick<Start, 'state'> & { facts: Pick<Start['facts'], 'boundOf'> } & {
    seq: number;
    getBlob?: GetBlob | undefined;
  },
): Promise<Checkpoint | null> {
  const past = await checkpointerOfRef(state, ref)?.begin();
  if (!past) return null;
  try {
    const stored = await log.checkpointUpTo(id, ref, seq);
    if (stored) past.load(stored.bytes);
    const entries = await log.readRecorded(id, ref, stored?.seq ?? 0, seq, Number.MAX_SAFE_INTEGER);
    past.fold(await Promise.all(entries.map((entry) => wholeEntry(entry, getBlob))), (replica) =>
      facts.boundOf(replica),
    );
    const bytes = past.encode();
    return bytes && { seq, bytes };
  } finally {
    past.close();
  }
}

/** Lists everything in a state that may be a ref with a past. */
export function refsIn(state: SessionState): Set<string> {
  const slices = Object.values(state).filter((slice) => slice !== null && typeof slice === 'object');
  return new Set(slices.flatMap((slice) => Object.keys(slice)));
}

/** Reads the outcome of the history that has left a session's log last; null where all of it is there. */
export async function logBase(
  log: Reading & Pick<Log, 'segments' | 'packedState' | 'checkpointed'>,
  id: string,
  getBlob: GetBlob,
): Promise<LogBase | null> {
  const last = (await log.segments(id)).findLast(({ isEmpty }) => isEmpty)?.last;
  const kept = last === undefined ? null : await log.packedState(id, last);
  const begun = kept && unpackKeptState(kept);
  if (!begun) return null;
  const { seq, bytes: state } = kept;
  const checkpoints: LogBase['checkpoints'] = [];
  // Direct messages are in no state, and go along with the session.
  const pairs = [...(await log.checkpointed(id)).keys()].filter(isPairRef);
  for (const ref of [...refsIn(begun.state), ...pairs]) {
    const past = await foldedPast(log, id, ref, { seq, ...begun, getBlob });
    if (past) checkpoints.push({ ref, bytes: past.bytes });
  }
  return { seq, state, checkpoints };
}
