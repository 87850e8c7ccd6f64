import { expect, test } from 'vitest';
import { shownName, shownNames } from '../../../../../src/shared/capabilities/people/names.ts';
import type { Participant } from '../../../../../src/shared/capabilities/people/people-state.ts';
import { participant, session } from '../../../renderer/people/sample-session.ts';
import { evilWords, neverShown } from '../../text/evil-words.ts';

const called = (people: readonly Participant[]) => [...shownNames(session(people, {})).values()];

test('two people of one name are told apart by a number, who came first has none', () => {
  const people = [
    participant('a', { name: 'Ada' }),
    participant('b', { name: 'ada ' }),
    participant('c', { name: 'Ada' }),
  ];
  expect(called(people)).toEqual(['Ada', 'ada (2)', 'Ada (3)']);
});

test('names that are read alike are one name, and nobody takes the numbered one', () => {
  const people = [
    participant('a', { name: 'Ada' }),
    participant('b', { name: 'Ａｄａ' }),
    participant('c', { name: 'A\u200bda' }),
    participant('d', { name: 'Ada (2)' }),
  ];
  const names = called(people);
  expect(new Set(names.map((name) => name.normalize('NFKC'))).size).toBe(4);
});

test('who only asks to come in does not take the name of who is in', () => {
  const people = [participant('x', { name: 'Ada', standing: 'asking' }), participant('y', { name: 'Ada' })];
  const state = session(people, {});
  expect([shownName(state, 'y'), shownName(state, 'x')]).toEqual(['Ada', 'Ada (2)']);
});

test.each(Object.entries(evilWords))('a name with %s is one short line of what is seen', (_, name) => {
  const [shown] = called([participant('a', { name })]);
  expect(shown).not.toMatch(neverShown);
  expect(shown).not.toBe('');
  expect(shown!.length).toBeLessThanOrEqual(60);
});

test('nobody has no name', () => {
  expect([shownName(session([], {}), null), shownName(session([], {}), 'x')]).toEqual([null, null]);
});
