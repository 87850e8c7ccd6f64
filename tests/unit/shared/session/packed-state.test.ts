import { expect, it } from 'vitest';
import { fold } from '../../../../src/shared/session/fold.ts';
import { KnownParts, packState, unpackState } from '../../../../src/shared/session/packed-state.ts';
import { emptyState } from '../../../../src/shared/session/state.ts';
import { ann, annsWindow, bob, bobsWindow, entryOf, joined, opened } from './entries.ts';
import { idOf } from './sample-of.ts';

const many = Array.from({ length: 300 }, (_, index) => opened(idOf(`document-${index}`), `${index}.txt`));
const full = [joined(ann, annsWindow, 'owner'), ...many].reduce(fold, emptyState);
const later = fold(full, joined(bob, bobsWindow));

it('comes out as it went in, whatever is in it, and whoever has unpacked some of it before', () => {
  const hosted = fold(later, entryOf('host.claimed', { term: 1, folder: 'f' }, { by: annsWindow }));
  const known = new KnownParts();
  for (const state of [emptyState, full, later, hosted, full]) {
    expect(unpackState(packState(state))).toEqual(state);
    expect(unpackState(packState(state), known)).toEqual(state);
  }
});

it('has its documents packed once for all who come in, and unpacked once for all in one process', () => {
  expect(packState(later).documents).toBe(packState(full).documents);
  const known = new KnownParts();
  const told = [full, full, later].map((state) => unpackState(structuredClone(packState(state)), known));
  expect(new Set(told.map(({ documents }) => documents)).size).toBe(1);
  expect(new Set(told.map(({ participants }) => participants)).size).toBe(2);
  expect(packState(fold(later, opened(idOf('one-more'), 'more.txt'))).documents).not.toBe(packState(full).documents);
});

it('takes no part that the state does not have, and has those that the sender lacks empty', () => {
  const { documents } = packState(full);
  const state = unpackState({ documents: documents!, ['__proto__']: documents!, other: documents! });
  expect(state).toEqual({ ...emptyState, documents: full.documents });
  expect(Object.getPrototypeOf(state)).toBe(Object.prototype);
});

it('is turned down where a part is malformed', () => {
  expect(() => unpackState({ documents: Uint8Array.of(0xc1) })).toThrow(/malformed/);
});
