import { expect, test } from 'vitest';
import { activityChanged } from '../../../../../src/shared/capabilities/presence/focus.ts';
import { restsInRing } from '../../../../../src/shared/capabilities/presence/rings.ts';
import { replica, session } from '../../../renderer/people/sample-session.ts';

/** People with a window for each pair: who follows whom there. */
function following(...pairs: [follower: string, followed: string][]) {
  return session(
    [],
    Object.fromEntries(pairs.map(([person, follows], index) => [`w${index}`, replica(person, { follows })])),
  );
}

test('in a ring of any size only the one with the least id rests', () => {
  for (const people of ['ab', 'abc', 'cab', 'badc', 'edcba'].map((each) => [...each])) {
    const next = (person: string) => people[(people.indexOf(person) + 1) % people.length]!;
    const state = following(...people.map((person): [string, string] => [person, next(person)]));
    expect(people.filter((person) => restsInRing(state, person, next(person)))).toEqual(['a']);
  }
});

test('nobody rests in a chain, nor who follows people of a ring from outside', () => {
  const chain = following(['a', 'b'], ['b', 'c']);
  expect(restsInRing(chain, 'a', 'b')).toBe(false);
  expect(restsInRing(chain, 'b', 'c')).toBe(false);
  expect(restsInRing(following(['a', 'b'], ['b', 'c'], ['c', 'b']), 'a', 'b')).toBe(false);
});

test('two rings that share a person both come to rest, where that person has a window in each', () => {
  const state = following(['a', 'b'], ['b', 'a'], ['b', 'c'], ['c', 'b']);
  expect(restsInRing(state, 'a', 'b')).toBe(true);
  expect(restsInRing(state, 'b', 'a')).toBe(false);
  expect(restsInRing(state, 'b', 'c')).toBe(true);
  expect(restsInRing(state, 'c', 'b')).toBe(false);
});

test('windows that are gone close no ring', () => {
  const state = following(['a', 'b'], ['b', 'a']);
  const gone = { ...state, replicas: { ...state.replicas, w1: { ...state.replicas.w1!, connected: false } } };
  expect(restsInRing(gone, 'a', 'b')).toBe(false);
});

test('a window that no longer says whom it follows follows nobody', () => {
  const state = activityChanged(following(), 'w0', { activity: 'active' });
  expect(state.replicas.w0).toBeUndefined();
  const followed = activityChanged(session([], { w0: replica('a') }), 'w0', { activity: 'active', follows: 'b' });
  expect(followed.replicas.w0?.follows).toBe('b');
  expect(activityChanged(followed, 'w0', { activity: 'idle' }).replicas.w0).not.toHaveProperty('follows');
});
