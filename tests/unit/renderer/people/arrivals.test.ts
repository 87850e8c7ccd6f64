import { expect, test } from 'vitest';
import { arrivalsInWords, arrivalsOf } from '../../../../src/renderer/features/people/arrivals.ts';
import { personRows } from '../../../../src/renderer/ui/person-rows.ts';
import { participant, replica, session } from './sample-session.ts';

const everybody = ['me', 'Ada', 'Ben', 'Cleo', 'Dan', 'Eve'];

/** Rows of a session in which these are here. */
const rows = (...here: string[]) =>
  personRows(
    session(
      everybody.map((name) => participant(name, { name })),
      Object.fromEntries(here.map((name) => [`${name}-window`, replica(name)])),
    ),
    { me: 'me' },
  );

const said = (...[before, now]: Parameters<typeof arrivalsOf>) => arrivalsInWords(arrivalsOf(before, now));

test('a screen reader is told in one sentence of all who joined and left', () => {
  expect(said(rows('me'), rows('me', 'Ada'))).toBe('Ada joined');
  expect(said(rows('me', 'Ada'), rows('me', 'Ben', 'Cleo'))).toBe('Ben and Cleo joined; Ada left');
  expect(said(rows('me', 'Ada', 'Ben', 'Cleo', 'Dan', 'Eve'), rows('me'))).toBe('Ada, Ben, Cleo and 2 more left');
});

test('nothing is said where nobody else has come or gone', () => {
  expect(said(rows('me', 'Ada'), rows('me', 'Ada'))).toBeNull();
  expect(said(rows(), rows('me'))).toBeNull();
});
