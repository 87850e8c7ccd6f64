import { expect, test } from 'vitest';
import { mayLetIn } from '../../../../../src/renderer/ui/asking.ts';
import { waitingWords } from '../../../../../src/shared/capabilities/people/givers.ts';
import { grantable, hasRight, isWithinRole, type Role, roles } from '../../../../../src/shared/core/rights.ts';
import { authorize } from '../../../../../src/shared/session/authorize.ts';
import type { SessionState } from '../../../../../src/shared/session/state.ts';
import type { Body, KindName } from '../../../../../src/shared/session/table.ts';
import { ann, annsWindow, bob, bobsWindow, entryOf, foldAll, joined } from '../../session/entries.ts';
import { idOf } from '../../session/sample-of.ts';

const [eve, cat, catsWindow] = [idOf('eve'), idOf('cat'), idOf('window-of-cat')];
const guestRoles = roles.filter((role) => role !== 'owner');
const grants = { 'admit.guests': true } as const;
const given = entryOf('rights.changed', { person: bob, grants }, { by: annsWindow });
const asks = (role: Role, change: object = {}) =>
  entryOf('participant.requested', { person: eve, name: 'Eve', role, ...change });
const begun = (role: Role) =>
  foldAll([
    joined(ann, annsWindow, 'owner'),
    entryOf('host.claimed', { term: 1, folder: 'f' }, { by: annsWindow }),
    joined(bob, bobsWindow, role),
    joined(cat, catsWindow, 'viewer'),
  ]);

function objection<K extends KindName>(state: SessionState, kind: K, body: Body<K>): string | null {
  const saying = { kind, ref: null, to: null, body: body as Record<string, unknown> };
  return authorize(state, { person: bob, replica: bobsWindow }, 'say', saying)?.message ?? null;
}
const admits = (state: SessionState, role: Role, name = 'Eve', person = eve) =>
  objection(state, 'participant.admitted', { person, name, role });
const denies = (state: SessionState, person = eve) => objection(state, 'participant.denied', { person });

test('a guest of each role who may let in gives no more than was asked for, and no more than they have', () => {
  for (const mine of guestRoles)
    for (const asked of guestRoles)
      for (const answer of roles) {
        const state = foldAll([given, asks(asked)], begun(mine));
        const isFine = isWithinRole(answer, mine) && isWithinRole(answer, asked);
        expect([mine, asked, answer, admits(state, answer) === null]).toEqual([mine, asked, answer, isFine]);
        expect(mayLetIn(state, bob, state.participants[eve]!)).toBe(isWithinRole(asked, mine));
      }
});

test('nobody lets in without the right, nor with it while a right that they would give was taken from them', () => {
  for (const mine of guestRoles) {
    expect(admits(foldAll([asks('viewer')], begun(mine)), 'viewer')).toContain('needs the right "admit.guests"');
    expect(denies(foldAll([asks('viewer')], begun(mine)))).toContain('needs the right "admit.guests"');
    const less = entryOf('rights.changed', { person: bob, grants: { ...grants, chat: false } }, { by: annsWindow });
    expect(admits(foldAll([less, asks('viewer')], begun(mine)), 'viewer')).toContain('the right "chat"');
    expect(denies(foldAll([less, asks('viewer')], begun(mine)))).toBeNull();
  }
});

test('a right beyond the role goes on to nobody', () => {
  const more = entryOf('rights.changed', { person: bob, grants: { ...grants, edit: true } }, { by: annsWindow });
  expect(admits(foldAll([more, asks('editor')], begun('viewer')), 'editor')).toContain('do not have it');
});

test('only who asks is answered: no member, nobody who was sent out or denied, and by no other name', () => {
  const state = foldAll([given, asks('editor')], begun('maintainer'));
  expect(admits(state, 'viewer', 'Ann')).toContain('as they were asked');
  for (const member of [ann, bob, cat]) {
    expect(admits(state, 'viewer', 'Ann', member)).not.toBeNull();
    expect(denies(state, member)).not.toBeNull();
  }
  const came = entryOf('participant.admitted', { person: eve, name: 'Eve', role: 'editor' });
  for (const ends of [
    [entryOf('participant.denied', { person: eve })],
    [came, entryOf('participant.removed', { person: eve, ban: false })],
    [came, entryOf('participant.removed', { person: eve, ban: true })],
    [came, entryOf('participant.removed', { person: eve, ban: false }), asks('editor', { removedMs: 5 })],
  ]) {
    const now = foldAll(ends, state);
    expect(admits(now, 'viewer')).not.toBeNull();
    expect(denies(now)).not.toBeNull();
    expect(mayLetIn(now, bob, now.participants[eve]!)).toBe(false);
  }
});

test('who sees a part of the folder lets nobody in, who would see the whole', () => {
  const limited = entryOf('paths.limited', { person: bob, paths: ['docs'] }, { by: annsWindow });
  const state = foldAll([given, limited, asks('viewer')], begun('editor'));
  expect(admits(state, 'viewer')).toContain('An owner can');
});

test('an agent never lets in, whatever it was given', () => {
  const agent = entryOf('participant.admitted', { person: bob, name: 'Bot', role: 'editor', agentOf: ann });
  const people = foldAll([joined(ann, annsWindow, 'owner'), agent, joined(bob, bobsWindow, 'editor')]);
  expect(admits(foldAll([given, asks('viewer')], people), 'viewer')).toContain('admit.guests');
});

test('all other acts on people stay with the owners', () => {
  const state = foldAll([given, asks('editor')], begun('maintainer'));
  const acts = [
    objection(state, 'participant.removed', { person: cat, ban: false }),
    objection(state, 'participant.removed', { person: eve, ban: true }),
    objection(state, 'role.changed', { person: cat, role: 'viewer' }),
    objection(state, 'rights.changed', { person: cat, grants }),
    objection(state, 'paths.limited', { person: eve, paths: ['docs'] }),
    objection(state, 'right.declined', { person: cat, right: 'edit' }),
    objection(state, 'lecture.started', {}),
  ];
  for (const words of acts) expect(words).toContain('needs the right "admit"');
  expect(grantable.filter((right) => hasRight('maintainer', right))).not.toContain('admit.guests');
});

test('who waits is told of those who let in as well', () => {
  const state = foldAll([given], begun('editor'));
  const names = Object.values(state.participants).map(({ name }) => name);
  expect(waitingWords(state)).toBe(`Waiting for ${names[0]} or ${names[1]} to let you in…`);
});
