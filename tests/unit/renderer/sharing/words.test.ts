import { expect, test } from 'vitest';
import { type ConnectionSigns, connectionWords } from '../../../../src/renderer/features/sharing/connection-words.ts';
import { peopleWords } from '../../../../src/renderer/features/sharing/people-words.ts';
import { asFile, unsentTexts } from '../../../../src/renderer/features/sharing/unsent-text.ts';
import { asking, askingLifetimeMs } from '../../../../src/renderer/ui/asking.ts';
import { personRows } from '../../../../src/renderer/ui/person-rows.ts';
import { requestWords } from '../../../../src/renderer/ui/words.ts';
import { participant, replica, session } from '../people/sample-session.ts';

const online: ConnectionSigns = {
  status: 'online',
  absentHost: null,
  isHostWindow: true,
  isShared: false,
  mayEdit: true,
  lostForMs: null,
  unsent: 0,
  oldestUnsentForMs: null,
};

test('the connection is Local, Shared, Reconnecting, Offline or Ended', () => {
  const label = (change: Partial<ConnectionSigns>) => connectionWords({ ...online, ...change }).ariaLabel;
  expect(label({})).toBe('Connection: Local');
  expect(label({ isShared: true })).toBe('Connection: Shared');
  expect(label({ isHostWindow: false })).toBe('Connection: Shared');
  expect(label({ isHostWindow: false, absentHost: 'Ada' })).toBe('Connection: Host away');
  expect(label({ status: 'offline', lostForMs: 9_000 })).toBe('Connection: Reconnecting');
  expect(label({ status: 'offline', lostForMs: 11_000 })).toBe('Connection: Offline: your text is safe');
  expect(label({ status: 'offline', lostForMs: 11_000, mayEdit: false })).toBe('Connection: Offline');
  expect(label({ status: 'connecting', lostForMs: 0 })).toBe('Connection: Reconnecting');
  expect(label({ status: 'ended' })).toBe('Connection: Ended');
});

test('nobody who may only look is told that they can type', () => {
  const tooltip = (change: Partial<ConnectionSigns>) =>
    connectionWords({ ...online, isHostWindow: false, mayEdit: false, ...change }).tooltip;
  for (const change of [{}, { status: 'offline', lostForMs: 1 }, { status: 'offline', lostForMs: 60_000 }] as const)
    expect(tooltip(change)).not.toMatch(/type|typing|work/);
});

test('what is unsent is marked only when it takes longer than two seconds', () => {
  const label = (oldestUnsentForMs: number) => connectionWords({ ...online, unsent: 3, oldestUnsentForMs }).ariaLabel;
  expect(label(2_000)).toBe('Connection: Local');
  expect(label(2_001)).toBe('Connection: Local, 3 unsent');
});

test('who is here is counted, and named by initials and names', () => {
  const people = ['Me Self', 'Ada Lovelace', 'Ben', 'Cleo', 'Dan', 'Eve'].map((name) => participant(name, { name }));
  const here = Object.fromEntries(people.map(({ person }) => [`${person}-window`, replica(person)]));
  const words = peopleWords(personRows(session(people, here), { me: 'Me Self' }));
  expect([words.icon, words.text]).toEqual(['organization', '6  AL B C D +1']);
  expect(words.ariaLabel).toBe('Here: Me Self (you), Ada Lovelace, Ben, Cleo, Dan, Eve');
});

test('the status bar says first how many wait to be let in', () => {
  const rows = personRows(session([participant('me')], { m: replica('me') }), { me: 'me' });
  expect(peopleWords(rows, 2)).toMatchObject({
    text: '1 · 2 waiting',
    ariaLabel: '2 waiting to be let in; Here: me (you)',
  });
});

test('a request says that the name is only what they call themselves, and what they ask for', () => {
  expect(requestWords('Bob', 'editor')).toBe('Someone with your link, calling themselves “Bob”, asks to edit.');
  expect(requestWords('Bob', 'reviewer')).toContain('asks to look and comment');
  expect(requestWords('Bob', 'viewer')).toMatch(/asks to look\.$/);
});

test('who asked a quarter of an hour ago has most likely gone', () => {
  const state = session([participant('ada', { standing: 'asking', lastSeenMs: 1_000 }), participant('ben')], {});
  expect(asking(state, 1_000).map(({ person }) => person)).toEqual(['ada']);
  expect(asking(state, 1_000 + askingLifetimeMs)).toEqual([]);
});

test('unsent text is that of the documents of which something waits', () => {
  const texts: Record<string, string> = { a: 'text a', b: 'text b' };
  const source = {
    documents: { refs: ['a', 'b', 'c'], get: (ref: string) => texts[ref] ?? null },
    state: { documents: { a: { path: 'src/a.ts', title: 'a.ts' }, b: { path: null, title: 'Untitled-1' } } },
    isWaitingOn: (ref: string) => ref !== 'b',
  };
  expect(unsentTexts(source)).toEqual([{ name: 'src/a.ts', text: 'text a' }]);
});

test('one unsent text is kept as it is, several one below the other', () => {
  expect(asFile([{ name: 'src/a.ts', text: 'a' }])).toEqual({ name: 'a.ts', content: 'a' });
  const { name, content } = asFile([
    { name: 'src/a.ts', text: 'a' },
    { name: 'b', text: 'b' },
  ]);
  expect(name).toBe('unsent-text.txt');
  expect(content).toBe('===== src/a.ts =====\na\n\n===== b =====\nb');
});
