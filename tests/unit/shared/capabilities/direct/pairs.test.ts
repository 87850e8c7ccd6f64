import { expect, it } from 'vitest';
import { isPairRef, otherOfPair, pairRef } from '../../../../../src/shared/capabilities/direct/pairs.ts';
import { idPattern, newId } from '../../../../../src/shared/core/ids.ts';
import { emptyState } from '../../../../../src/shared/session/state.ts';
import { VirtualWorld } from '../../../../sim/virtual-world.ts';

const environment = new VirtualWorld(1).environment();
const ids = Array.from({ length: 300 }, () => newId(environment));
const participant = { name: '', role: 'editor', colorIndex: 0, standing: 'admitted', lastSeenMs: 0 } as const;
const state = {
  ...emptyState,
  participants: Object.fromEntries(ids.map((person) => [person, { ...participant, person }])),
};

it('is an id that is the same for both, that no other pair has, and that no random id is', () => {
  const refs = new Set<string>();
  for (const [at, one] of ids.entries())
    for (const other of ids.slice(at + 1)) {
      const ref = pairRef(one, other);
      expect(pairRef(other, one)).toBe(ref);
      refs.add(ref);
    }
  expect(refs.size).toBe((300 * 299) / 2);
  expect([...refs].every((ref) => idPattern.test(ref) && isPairRef(ref))).toBe(true);
  expect(ids.some((id) => isPairRef(id))).toBe(false);
});

it('leads each of the two to the other, and nobody else to anybody', () => {
  const [ada, bob, eve] = ids as [string, string, string];
  const ref = pairRef(ada, bob);
  expect(otherOfPair(state, ada, ref)).toBe(bob);
  expect(otherOfPair(state, bob, ref)).toBe(ada);
  for (const other of [eve, ...ids.slice(3)]) expect(otherOfPair(state, other, ref)).toBeNull();
  expect(otherOfPair(state, ada, pairRef(ada, ada))).toBeNull();
  expect(otherOfPair(state, ada, pairRef(ada, newId(environment)))).toBeNull();
  expect(otherOfPair(emptyState, ada, ref)).toBeNull();
});
