import { expect, test } from 'vitest';
import { surroundingsOf } from '../../../../src/renderer/features/presence/surroundings.ts';
import type { App } from '../../../../src/renderer/session/app.ts';
import { personRows } from '../../../../src/renderer/ui/person-rows.ts';
import { accessibleName, placeInWords, placeNameFirst } from '../../../../src/renderer/ui/person-words.ts';
import { participant, replica, session } from './sample-session.ts';

const place = { ref: 'r', path: 'src/renderer/app.ts', label: 'src/renderer/app.ts', line: 3, terminal: null };

test('where there is little room the name of a file stands before its folder', () => {
  expect(placeInWords(place)).toBe('src/renderer/app.ts, line 3');
  expect(placeNameFirst(place)).toBe('app.ts, line 3 · src/renderer');
  expect(placeNameFirst({ ...place, path: 'a.txt', label: 'a.txt' })).toBe('a.txt, line 3');
  expect(placeNameFirst({ ...place, path: null, label: 'Untitled' })).toBe('Untitled, line 3');
  expect(placeNameFirst({ ...place, terminal: 'bash' })).toBe('terminal bash');
  expect(placeNameFirst(null)).toBe('');
});

test('the time and the place of somebody are in what is said of their row', () => {
  const here = -new Date(0).getTimezoneOffset();
  const said = (offsetMinutes: number, whereabouts?: string) => {
    const state = session([participant('ada')], { a: replica('ada', { offsetMinutes, whereabouts }) });
    return accessibleName(personRows(state, { me: null })[0]!, 0);
  };
  const hours = here < 600 ? 1 : -1;
  const there = new Date((here + hours * 60) * 60_000).toISOString().slice(11, 16);
  expect(said(here + hours * 60, 'Berlin')).toBe(`ada, editor, active, ${there} local time, Berlin`);
  expect(said(here)).toBe('ada, editor, active');
});

test('whom somebody follows is said by the name that is shown, and of oneself as you', () => {
  const people = [participant('ada'), participant('bob', { name: 'Bob' })];
  const rows = personRows(session(people, { a: replica('ada', { follows: 'bob' }), b: replica('bob') }), { me: 'eve' });
  expect(rows.map((row) => accessibleName(row, 0))).toEqual([
    'ada, editor, active, follows Bob',
    'Bob, editor, active',
  ]);
  const mine = personRows(session(people, { a: replica('ada', { follows: 'bob' }) }), { me: 'bob' });
  expect(mine.map(({ follows }) => follows)).toEqual([null, 'you']);
});

test('a place is told only where somebody has written one, and an hour always', () => {
  const told = (written: unknown) =>
    surroundingsOf({ workbench: { configuration: { get: () => written } } } as unknown as App);
  for (const nothing of [undefined, '', '   ', '\u200b', 3]) {
    expect(told(nothing)).not.toHaveProperty('whereabouts');
    expect(told(nothing)).toHaveProperty('offsetMinutes');
  }
  expect(told(' on the train ')).toMatchObject({ whereabouts: 'on the train' });
});
