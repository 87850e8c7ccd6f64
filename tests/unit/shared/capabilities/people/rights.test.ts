import { describe, expect, it } from 'vitest';
import { may } from '../../../../../src/shared/capabilities/people/participants.ts';
import type { Asking } from '../../../../../src/shared/core/asking.ts';
import type { Grants } from '../../../../../src/shared/core/rights.ts';
import { authorize } from '../../../../../src/shared/session/authorize.ts';
import type { SessionState } from '../../../../../src/shared/session/state.ts';
import { type Body, decodeBody, encodeBody, type KindName } from '../../../../../src/shared/session/table.ts';
import { ann, annsWindow, bob, bobsWindow, entryOf, foldAll, joined } from '../../session/entries.ts';
import { idOf } from '../../session/sample-of.ts';

const [cat, catsWindow] = [idOf('cat'), idOf('window-of-cat')];
const begun = foldAll([
  joined(ann, annsWindow, 'owner'),
  joined(bob, bobsWindow, 'viewer'),
  joined(cat, catsWindow, 'owner'),
  entryOf('host.claimed', { term: 1, folder: 'f' }, { by: annsWindow }),
]);

const granted = (grants: Grants, person = bob) =>
  entryOf('rights.changed', { person, grants } as Body<'rights.changed'>, { by: annsWindow });
const asked = (right: 'edit' | 'git' | 'run' | 'debug' | 'save', asks = true) =>
  entryOf('right.asked', { right, asks }, { by: bobsWindow });
const bobOf = (state: SessionState) => state.participants[bob]!;

function objection<K extends KindName>(state: SessionState, by: string, kind: K, body: Body<K>): string | null {
  const person = state.replicas[by]!.person;
  const saying: Asking['saying'] = { kind, ref: null, to: null, body: body as Record<string, unknown> };
  return authorize(state, { person, replica: by }, 'say', saying)?.message ?? null;
}

describe('rights of one person', () => {
  it('differ from their role, whole set by whole set', () => {
    const more = foldAll([granted({ edit: true, save: true, chat: false })], begun);
    expect(['edit', 'save', 'chat', 'git'].map((right) => may(more, bob, right as 'edit'))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    const other = foldAll([granted({ git: true })], more);
    expect(['edit', 'chat', 'git'].map((right) => may(other, bob, right as 'edit'))).toEqual([false, true, true]);
  });

  it('are not kept where they are what the role says', () => {
    const same = foldAll([granted({ chat: true, edit: false })], begun);
    expect(bobOf(same)).not.toHaveProperty('grants');
    expect(bobOf(foldAll([granted({ edit: true }), granted({})], begun))).toEqual(bobOf(begun));
  });

  it('end with another role, and with being sent out', () => {
    const more = foldAll([granted({ git: true })], begun);
    for (const ending of [
      entryOf('role.changed', { person: bob, role: 'reviewer' }),
      entryOf('participant.removed', { person: bob, ban: false }),
    ])
      expect(bobOf(foldAll([ending], more))).not.toHaveProperty('grants');
    expect(may(foldAll([entryOf('participant.removed', { person: bob, ban: true })], more), bob, 'git')).toBe(false);
  });

  it('never make somebody let others in, share or host', () => {
    for (const right of ['admit', 'share', 'host', 'read'])
      expect(() =>
        decodeBody('rights.changed', encodeBody('rights.changed', { person: bob, grants: { [right]: true } } as never)),
      ).toThrow();
  });
});

describe('who may change rights', () => {
  const change = (state: SessionState, by: string, person: string, grants: Grants) =>
    objection(state, by, 'rights.changed', { person, grants } as Body<'rights.changed'>);

  it('is who may let in; nobody changes their own, an owner’s or the host’s', () => {
    expect(change(begun, annsWindow, bob, { edit: true })).toBeNull();
    expect(change(begun, bobsWindow, ann, { edit: false })).toContain('needs the right "admit"');
    expect(change(begun, annsWindow, ann, { git: false })).toContain('their own');
    expect(change(begun, annsWindow, cat, { git: false })).toContain("An owner's rights");
    expect(change(begun, catsWindow, ann, { git: false })).toContain("An owner's rights");
    expect(change(begun, annsWindow, idOf('nobody'), {})).toContain('Nobody');
  });

  it('gives only what they have themselves', () => {
    // No role lets in and lacks another right: a role to come might.
    const cats = { ...begun.participants[cat]!, grants: { 'git.push': false } };
    const state = { ...begun, participants: { ...begun.participants, [cat]: cats } };
    expect(change(state, catsWindow, bob, { 'git.push': true })).toContain('you do not have it');
    expect(change(state, catsWindow, bob, { edit: true, chat: false })).toBeNull();
  });

  it('does so to members only', () => {
    const gone = foldAll([entryOf('participant.removed', { person: bob, ban: false })], begun);
    expect(change(gone, annsWindow, bob, { edit: true })).toContain('Only members');
  });
});

describe('asking for a right', () => {
  it('stands until it is given, declined, taken back, or the asker is gone', () => {
    const asking = foldAll([asked('edit'), asked('git'), asked('edit')], begun);
    expect(bobOf(asking).asks).toEqual(['edit', 'git']);
    expect(bobOf(foldAll([granted({ edit: true })], asking)).asks).toEqual(['git']);
    expect(bobOf(foldAll([entryOf('right.declined', { person: bob, right: 'git' })], asking)).asks).toEqual(['edit']);
    for (const ends of [
      [asked('edit', false), asked('git', false)],
      [entryOf('role.changed', { person: bob, role: 'editor' as const })],
      [entryOf('participant.removed', { person: bob, ban: false })],
      [entryOf('participant.left', { person: bob, replica: bobsWindow })],
    ])
      expect(bobOf(foldAll(ends, asking))).not.toHaveProperty('asks');
  });

  it('is for a few rights at a time, of those that one lacks', () => {
    const four = foldAll([asked('edit'), asked('git'), asked('run'), asked('debug')], begun);
    expect(objection(four, bobsWindow, 'right.asked', { right: 'save', asks: true })).toContain('several');
    expect(objection(four, bobsWindow, 'right.asked', { right: 'edit', asks: true })).toBeNull();
    expect(bobOf(foldAll([asked('save')], four)).asks).toHaveLength(4);
    expect(objection(begun, bobsWindow, 'right.asked', { right: 'chat', asks: true })).toContain('already');
  });
});
