import type { Entry } from '../../../../src/shared/core/entry.ts';
import { serverReplica } from '../../../../src/shared/core/ids.ts';
import { isInParts } from '../../../../src/shared/core/record.ts';
import { fold } from '../../../../src/shared/session/fold.ts';
import { emptyState, type SessionState } from '../../../../src/shared/session/state.ts';
import { type Body, encodeBody, type KindName, lookUp } from '../../../../src/shared/session/table.ts';
import { idOf } from './sample-of.ts';

/** An entry of a kind as it comes out of the log. */
export function entryOf<K extends KindName>(kind: K, body: Body<K>, change: Partial<Entry> = {}): Entry {
  const fixed = { ageMs: 0, kind, v: lookUp(kind)?.v ?? 1, to: null, body: encodeBody(kind, body), blob: null };
  return { seq: 1, at: 1000, by: serverReplica, n: 1, ref: null, ...fixed, ...change };
}

/** Freezes a value and all that is in it, but for bytes, which cannot be, and large records, which are by themselves. */
export function deepFreeze<T>(value: T): T {
  if (value !== null && typeof value === 'object' && !Object.isFrozen(value) && !ArrayBuffer.isView(value)) {
    if (!isInParts(value as object)) Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}

/** Folds entries one after another; a reducer that changes what it was given fails. */
export function foldAll(entries: readonly Entry[], from: SessionState = emptyState): SessionState {
  return entries.reduce((state, entry) => fold(deepFreeze(state), entry), from);
}

export const [ann, bob] = [idOf('Ann'), idOf('Bob')];
export const [annsWindow, bobsWindow] = [idOf('window-of-ann'), idOf('window-of-bob')];
export const document = idOf('document');

/** Somebody's window joins. */
export function joined(
  person: string,
  replica: string,
  role: Body<'role.changed'>['role'] = 'editor',
  at = 1000,
  purpose: Body<'participant.joined'>['purpose'] = 'window',
): Entry {
  return entryOf('participant.joined', { person, name: person.slice(0, 3), role, replica, purpose }, { at });
}

export const format = { encoding: 'utf8', bom: false, eol: 'lf', mixedEol: false } as const;

/** A file is opened as a document. */
export function opened(ref = document, path: string | null = 'a.txt', by = annsWindow): Entry {
  return entryOf('doc.opened', { term: 1, path, title: '', format, readOnly: false }, { ref, by });
}
