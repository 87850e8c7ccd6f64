import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Entry } from '../../src/shared/core/entry.ts';
import { type PackedLimits, pack, storedLimits, unpack } from '../../src/shared/core/message-pack.ts';
import { fold } from '../../src/shared/session/fold.ts';
import { emptyState, type SessionState } from '../../src/shared/session/state.ts';
import type { Checkpoint, Log } from '../log/log.ts';
import { harmOf } from '../log/unreadable.ts';
import { LogFacts, type PackedFacts } from './log-facts.ts';

/** Most bytes of a state that is unpacked. */
const mostStateBytes = 256 * 1024 * 1024;

/** The ref under which the log keeps the checkpoint of the state itself. */
export const stateRef = '';

/** Version of the checkpoint's form: checkpoints of another form are passed over. */
const form = 1;

const pageEntries = 5_000;

interface Packed {
  form: number;
  state: SessionState;
  facts: PackedFacts;
}

/** State and facts from which a session goes on. */
export interface Start {
  state: SessionState;
  facts: LogFacts;
  /** Number of entries that were read of the log, beyond the checkpoint. */
  tailEntries: number;
}

/** Packs everything that a start needs of the entries up to a seq. */
export function packStart(seq: number, state: SessionState, facts: LogFacts): Checkpoint {
  const packed: Packed = { form, state, facts: facts.pack() };
  return { seq, bytes: pack(packed) };
}

/** Unpacks what a start needs; null for a checkpoint of another form. */
export function unpackStart(
  { bytes }: Checkpoint,
  limits: PackedLimits = storedLimits,
): Pick<Start, 'state' | 'facts'> | null {
  const packed = unpack(bytes, limits) as Packed | null;
  if (packed?.form !== form) return null;
  const state = { ...emptyState, ...packed.state };
  return { state, facts: new LogFacts(packed.facts, Object.keys(state.documents)) };
}

/** Packs a state, and the facts beside it, as it is kept at the end of a segment. */
export function packKeptState(seq: number, state: SessionState, facts: LogFacts): Uint8Array {
  return new Uint8Array(zstdCompressSync(packStart(seq, state, facts).bytes));
}

/** Unpacks a state that is kept at the end of a segment; null for one of another form. */
export function unpackKeptState(
  { seq, bytes }: Checkpoint,
  limits: PackedLimits = storedLimits,
): Pick<Start, 'state' | 'facts'> | null {
  const unpacked = zstdDecompressSync(bytes, { maxOutputLength: mostStateBytes });
  return unpackStart({ seq, bytes: new Uint8Array(unpacked.buffer, unpacked.byteOffset, unpacked.length) }, limits);
}

/** Message to the operator about an entry that nobody can read. */
function unreadableWords(session: string, { seq, kind, by }: Entry, why: string): string {
  return `Entry ${seq} of session ${session} (${kind} by ${by}) cannot be read and counts as nothing: ${why}. To take it out of the log, end the host and run: ensemble log FOLDER --bury ${seq}`;
}

/** Folds a session's log up to its head: from the newest checkpoint of the state, so that its length does not matter. */
export async function readStart(
  log: Log,
  id: string,
  head: number,
  report: (message: string) => void = () => undefined,
): Promise<Start> {
  const checkpoint = await log.checkpoint(id, stateRef);
  let begun: Pick<Start, 'state' | 'facts'> | null = null;
  try {
    if (checkpoint && checkpoint.seq <= head) begun = unpackStart(checkpoint);
  } catch (thrown) {
    report(`the checkpoint of session ${id} cannot be read, so all of its log is: ${String(thrown)}`);
  }
  let after = begun ? checkpoint!.seq : 0;
  if (!begun) {
    // Entries from before a state that is kept for replays may have left the log.
    const kept = await log.packedState(id, head);
    begun = kept && unpackKeptState(kept);
    after = begun ? kept!.seq : 0;
  }
  const facts = begun?.facts ?? new LogFacts();
  let state = begun?.state ?? emptyState;
  let tailEntries = 0;
  while (after < head) {
    const page = await log.read(id, after, head, pageEntries);
    for (const entry of page) {
      const harm = harmOf(entry);
      if (harm !== null) report(unreadableWords(id, entry, harm));
      state = fold(state, entry);
      facts.note(entry);
    }
    tailEntries += page.length;
    after = page.length < pageEntries ? head : page.at(-1)!.seq;
  }
  return { state, facts, tailEntries };
}
