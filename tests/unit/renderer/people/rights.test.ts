import { expect, test } from 'vitest';
import { checkedOf, mayChangeRights, placeOf, settled } from '../../../../src/renderer/features/people/rights.ts';
import { personRows } from '../../../../src/renderer/ui/person-rows.ts';
import { abilitiesOfPerson, giversInWords } from '../../../../src/renderer/ui/right-words.ts';
import { waitingWords } from '../../../../src/shared/capabilities/people/givers.ts';
import { grantsWith } from '../../../../src/shared/core/rights.ts';
import { participant, replica, session } from './sample-session.ts';

const names = (choices: ReturnType<typeof checkedOf>) =>
  choices.map((choice) => ('role' in choice ? choice.role : choice.right));

test('the checks of a person are their role and their rights, and stand for them', () => {
  const bob = { role: 'viewer', grants: { edit: true, chat: false } } as const;
  expect(names(checkedOf(bob))).toEqual(['viewer', 'edit']);
  expect(placeOf(checkedOf(bob), 'viewer')).toEqual(bob);
});

test('checking a role checks its rights in place of all others; there is one role at all times', () => {
  const before = checkedOf({ role: 'viewer' });
  const editor = checkedOf({ role: 'editor' });
  const chosen = settled([...before, editor[0]!], before);
  expect(names(chosen)).toEqual(names(editor));
  expect(placeOf(chosen, 'viewer')).toEqual({ role: 'editor', grants: {} });
  expect(names(settled(before.slice(1), before))).toEqual(['viewer', 'chat']);
});

test('rights are changed of members who are no owners, by who may let in, and never one’s own', () => {
  const state = session(
    [participant('ada', { role: 'owner' }), participant('bob'), participant('cat', { standing: 'asking' })],
    {},
  );
  const rows = personRows(state, { me: 'ada' });
  const may = (mine: 'owner' | 'editor') => rows.filter((row) => mayChangeRights(row, { role: mine }, 'ada'));
  expect(may('owner').map(({ person }) => person)).toEqual(['bob']);
  expect(may('editor')).toEqual([]);
});

test('who may edit may save, and who may push may use Git', () => {
  expect(grantsWith({}, 'edit')).toEqual({ edit: true, save: true });
  expect(grantsWith({ grants: { chat: false } }, 'git.push')).toEqual({ chat: false, git: true, 'git.push': true });
});

test('words say what differs from a role, and whom to ask: those who are here', () => {
  expect(abilitiesOfPerson({ role: 'viewer', grants: { edit: true, chat: false } })).toBe(
    'look at the files and follow others, but take no part in comments and calls; beyond that edit files; but not chat',
  );
  const people = [participant('Ada', { role: 'owner' }), participant('Cat', { role: 'owner' }), participant('Bob')];
  expect(giversInWords(session(people, {}))).toBe('Ada or Cat');
  expect(giversInWords(session(people, { a: replica('Ada') }))).toBe('Ada');
  expect(giversInWords(session([participant('Bob')], {}))).toBe('the host');
});

test('who waits is told for whom: the hosts who are here, else all', () => {
  const owners = ['Ada', 'Cat', 'Dan'].map((name) => participant(name, { role: 'owner' }));
  const words = (count: number, ...here: string[]) =>
    waitingWords(session(owners.slice(0, count), Object.fromEntries(here.map((name) => [name, replica(name)]))));
  expect(words(0)).toBe('Waiting for the host to let you in…');
  expect(words(2, 'Cat')).toBe('Waiting for Cat to let you in…');
  expect(words(2)).toBe('Waiting for Ada or Cat to let you in…');
  expect(words(3)).toBe('Waiting for Ada or another host to let you in…');
});
