import { createHash } from 'node:crypto';
import { TextCopy, writerOf } from '../../src/shared/capabilities/documents/text-copy.ts';
import type { Entry, EntryTuple } from '../../src/shared/core/entry.ts';
import { fromTuples, toTuples } from '../../src/shared/core/frames.ts';
import { pack, unpack } from '../../src/shared/core/message-pack.ts';
import { fold } from '../../src/shared/session/fold.ts';
import { emptyState, type SessionState } from '../../src/shared/session/state.ts';

import { hashText } from '../../src/shared/text/hash.ts';
import { simulate } from './simulate.ts';

/** Outcome of a recorded log, for ever. */
export interface Expected {
  entries: number;
  /** SHA-256 (hex) of the folded state as JSON with sorted keys. */
  stateHash: string;
  /** SHA-256 (hex) of each document's text. */
  textHashes: Record<string, string>;
}

/** A log as it is kept in a fixture: a msgpack array of entry tuples. */
export function encodeLog(entries: readonly Entry[]): Uint8Array {
  return pack(toTuples(entries));
}

/** The entries of a fixture. */
export function decodeLog(bytes: Uint8Array): Entry[] {
  return fromTuples(unpack(bytes) as EntryTuple[]);
}

function sorted(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The areas that every recording has in its hash. */
const firstAreas = new Set([
  'participants',
  'replicas',
  'blocked',
  'host',
  'sharing',
  'ended',
  'documents',
  'gathering',
]);

/** Leaves out later areas of which the log says nothing: a new area changes no old hash. */
function told(state: SessionState): unknown {
  const isAsAtFirst = (area: string, value: unknown) =>
    JSON.stringify(value) === JSON.stringify(emptyState[area as keyof SessionState]);
  return Object.fromEntries(
    Object.entries(state).filter(([area, value]) => firstAreas.has(area) || !isAsAtFirst(area, value)),
  );
}

/** Folds a log to its outcome: the state and the texts. */
export function outcomeOf(entries: readonly Entry[]): Expected {
  let state: SessionState = emptyState;
  const copies = new Map<string, TextCopy>();
  for (const entry of entries) {
    state = fold(state, entry);
    if (entry.ref === null || (entry.kind !== 'doc.updated' && entry.kind !== 'doc.bound')) continue;
    const copy = copies.get(entry.ref) ?? new TextCopy();
    copies.set(entry.ref, copy);
    copy.fold(entry, writerOf(state, entry.by));
  }
  const texts = [...copies].map(([ref, { text }]) => [ref, hashText(text.toString())]);
  return {
    entries: entries.length,
    stateHash: createHash('sha256')
      .update(JSON.stringify(told(state), sorted))
      .digest('hex'),
    textHashes: Object.fromEntries(texts.sort()),
  };
}

/** Records the log of a simulated course, with the bodies that travelled as blobs put back in. */
export async function record(seed: number, steps: number): Promise<Entry[]> {
  let entries: Entry[] = [];
  const { failure } = await simulate({ seed, steps }, async ({ log, id, blobs }) => {
    entries = await log.whole(id);
    for (const entry of entries) {
      if (entry.blob === null) continue;
      entry.body = await blobs.get(entry.blob);
      entry.blob = null;
    }
  });
  if (failure !== null) throw new Error(failure);
  return entries;
}
