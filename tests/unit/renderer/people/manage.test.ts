import { expect, test } from 'vitest';
import { pathsIn } from '../../../../src/renderer/features/people/limiting.ts';
import { actionsOn } from '../../../../src/renderer/features/people/manage.ts';
import { type PersonRow, personRows } from '../../../../src/renderer/ui/person-rows.ts';
import type { Participant } from '../../../../src/shared/capabilities/people/people-state.ts';
import { participant, replica, session } from './sample-session.ts';

function row(change: Partial<Participant> = {}): PersonRow {
  return personRows(session([participant('ada', change)], { a: replica('ada') }), { me: 'me' })[0]!;
}

test('only who may admit can do anything to a place, and never to an owner or to oneself', () => {
  for (const role of ['editor', 'reviewer', 'viewer', null] as const) expect(actionsOn(row(), role)).toEqual([]);
  expect(actionsOn(row({ role: 'owner' }), 'owner')).toEqual([]);
  expect(actionsOn({ ...row(), isMe: true }, 'owner')).toEqual([]);
});

test('another owner’s place is the host’s to change', () => {
  expect(actionsOn(row({ role: 'owner' }), 'owner', true).map(({ is }) => is)).toContain('role');
});

test('a guest can be given the other roles, removed and banned', () => {
  expect(actionsOn(row({ role: 'reviewer' }), 'owner')).toEqual([
    { is: 'rights' },
    { is: 'limit' },
    { is: 'role', role: 'editor' },
    { is: 'role', role: 'viewer' },
    { is: 'role', role: 'maintainer' },
    { is: 'role', role: 'owner' },
    { is: 'remove', ban: false },
    { is: 'remove', ban: true },
  ]);
});

test('who asks can be let in or turned away, or banned, and a ban is lifted or its person let in', () => {
  expect(actionsOn(row({ standing: 'asking' }), 'owner').map(({ is }) => is)).toEqual([
    'admit',
    'admit',
    'admit',
    'limit',
    'deny',
    'remove',
  ]);
  expect(actionsOn(row({ standing: 'banned' }), 'owner').map(({ is }) => is)).toEqual([
    'lift',
    'admit',
    'admit',
    'admit',
  ]);
});

test('paths are read as people write them', () => {
  expect(pathsIn('docs/**, /src/api/ , ./notes/todo.md,, docs')).toEqual(['docs', 'src/api', 'notes/todo.md']);
});
