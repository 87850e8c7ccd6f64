import { expect, test } from 'vitest';
import { personRows } from '../../../../src/renderer/ui/person-rows.ts';
import { accessibleName } from '../../../../src/renderer/ui/person-words.ts';
import { everybodysCall } from '../../../../src/shared/capabilities/calls/calls-state.ts';
import { participant, replica, session } from './sample-session.ts';

const at = (path: string, line: number) => ({ ref: null, path, line });

test('who asks comes first, then I, then who is here, then who was here, the last one seen first', () => {
  const people = [
    participant('old', { lastSeenMs: 1 }),
    participant('newer', { lastSeenMs: 2 }),
    participant('asks', { standing: 'asking' }),
    participant('ben'),
    participant('me', { role: 'owner' }),
  ];
  const rows = personRows(session(people, { a: replica('ben'), b: replica('me') }), { me: 'me' });
  expect(rows.map(({ person }) => person)).toEqual(['asks', 'me', 'ben', 'newer', 'old']);
  expect(rows.map(({ state }) => state)).toEqual(['asking', 'active', 'active', 'offline', 'offline']);
});

test('who was denied or removed is not listed; who is banned is', () => {
  const people = (['denied', 'removed', 'banned'] as const).map((standing) => participant(standing, { standing }));
  expect(personRows(session(people, {}), { me: null }).map(({ person }) => person)).toEqual(['banned']);
});

test('several windows are one person, as present as the most present of them', () => {
  const replicas = {
    a: replica('ada', { activity: 'away', focus: at('a.ts', 1) }),
    b: replica('ada', { activity: 'active', focus: at('b.ts', 2) }),
    gone: replica('ada', { connected: false, activity: 'busy' }),
  };
  const rows = personRows(session([participant('ada')], replicas), { me: null });
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({ state: 'active', replica: 'b', place: { label: 'b.ts', line: 2 } });
});

test('one window that is not to be disturbed speaks for the person', () => {
  const replicas = { a: replica('ada', { activity: 'busy' }), b: replica('ada') };
  expect(personRows(session([participant('ada')], replicas), { me: null })[0]?.state).toBe('busy');
});

test('the window used last says where somebody is, while it shows a file', () => {
  const replicas = { a: replica('ada', { focus: at('a.ts', 1) }), b: replica('ada', { focus: at('b.ts', 2) }) };
  const state = session([participant('ada')], replicas);
  const placeWith = (newest: string) =>
    personRows(state, { me: null, newest: new Map([['ada', newest]]) })[0]?.place?.label;
  expect(placeWith('a')).toBe('a.ts');
  expect(placeWith('b')).toBe('b.ts');
  expect(placeWith('unknown')).toBe('b.ts');
});

test("the host's process and the disk are no windows", () => {
  const replicas = { h: replica('owner', { purpose: 'host' }), d: replica('owner', { purpose: 'disk' }) };
  const row = personRows(session([participant('owner', { role: 'owner' })], replicas), { me: null })[0]!;
  expect(row).toMatchObject({ state: 'background', replica: null, place: null });
  expect(accessibleName(row, 0)).toBe('owner, owner, host running in background');
});

test('a file that was renamed is told under its new name, and a buffer by its title', () => {
  const document = {
    path: 'new.ts',
    title: 'new.ts',
    format: { encoding: 'utf8', bom: false, eol: 'lf' as const, mixedEol: false },
    readOnly: false,
    saved: null,
    deleted: false,
    openedBy: 'x',
  };
  const documents = { r: document, u: { ...document, path: null, title: 'Untitled-1' } };
  const replicas = {
    a: replica('ada', { focus: { ref: 'r', path: 'old.ts', line: 4 } }),
    b: replica('ben', { focus: { ref: 'u', path: null, line: 1 } }),
    c: replica('cleo', { focus: { ref: null, path: null, line: null } }),
  };
  const people = ['ada', 'ben', 'cleo'].map((person) => participant(person));
  const rows = personRows(session(people, replicas, { documents }), { me: null });
  expect(rows.map(({ place }) => place?.label)).toEqual(['new.ts', 'Untitled-1', undefined]);
});

test('a screen reader hears the name, then role, state, file and line', () => {
  const replicas = { a: replica('ada', { activity: 'idle', focus: at('src/a.ts', 7) }) };
  const state = session([participant('ada', { name: 'Ada' }), participant('ben', { lastSeenMs: 60_000 })], replicas);
  const rows = personRows(state, { me: 'ada' });
  expect(accessibleName(rows[0]!, 0)).toBe('Ada (you), editor, idle, src/a.ts, line 7');
  expect(accessibleName(rows[1]!, 11 * 60_000)).toBe('ben, editor, offline, last seen 10 min ago');
});

test('somebody who is in the call with any of their windows is told so, with what the others get of them', () => {
  const replicas = { a: replica('ada'), b: replica('ada'), c: replica('ben'), d: replica('cleo') };
  const people = ['ada', 'ben', 'cleo'].map((person) => participant(person));
  const member = (person: string, isMuted: boolean, isSharing = false) => ({
    person,
    since: 1,
    isMuted,
    hasCamera: false,
    isSharing,
  });
  const members = { a: member('ada', true), b: member('ada', false), c: member('ben', true) };
  const state = session(people, replicas, { calls: { [everybodysCall]: members } });
  const rows = personRows(state, { me: null });
  expect(rows.map(({ call }) => call)).toEqual(['heard', 'muted', undefined]);
  expect(accessibleName(rows[1]!, 0)).toBe('ben, editor, in the call, muted, active');
  const shows = { calls: { [everybodysCall]: { ...members, c: member('ben', true, true) } } };
  expect(personRows(session(people, replicas, shows), { me: null })[1]?.call).toBe('shows');
  expect(personRows(state, { me: null, isOver: true })[0]?.call).toBeUndefined();
});

test('programs say what they are, and agents whose they are', () => {
  const described = (type: 'person' | 'agent' | 'computer', metadata = '{}') => ({ type, metadata, sinceMs: 0 });
  const people = [
    participant('ada', { described: described('person') }),
    participant('robot', { agentOf: 'ada', described: described('computer') }),
    participant('pc', { described: described('computer', '{"cores":8,"on":["Linux"],"name":"one"}') }),
    participant('self', { described: described('agent') }),
  ];
  const rows = personRows(session(people, { a: replica('robot', { purpose: 'agent' }) }), { me: 'ada' });
  const of = (person: string) => rows.find((row) => row.person === person)!;
  expect(of('ada').program).toBeUndefined();
  expect(of('pc').program).toEqual({
    type: 'computer',
    owner: null,
    facts: ['cores: 8', 'on: ["Linux"]', 'name: one'],
  });
  expect(of('robot').state).toBe('active');
  expect(rows.map((row) => accessibleName(row, 0).split(', ').slice(0, 2))).toEqual([
    ['ada (you)', 'editor'],
    ['robot', 'agent of ada'],
    ['pc', 'computer'],
    ['self', 'agent'],
  ]);
});
