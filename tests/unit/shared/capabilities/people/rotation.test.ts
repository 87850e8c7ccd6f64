import { describe, expect, it } from 'vitest';
import { may, replicaMay } from '../../../../../src/shared/capabilities/people/participants.ts';
import { nextDriver } from '../../../../../src/shared/capabilities/people/rotation.ts';
import { authorize } from '../../../../../src/shared/session/authorize.ts';
import type { SessionState } from '../../../../../src/shared/session/state.ts';
import { ann, annsWindow, bob, bobsWindow, document, entryOf, foldAll, joined, opened } from '../../session/entries.ts';
import { idOf } from '../../session/sample-of.ts';

const [cat, catsWindow, annsDisk] = [idOf('cat'), idOf('window-of-cat'), idOf('disk-of-ann')];
const before = foldAll([
  joined(ann, annsWindow, 'owner'),
  joined(ann, annsDisk, 'owner', 1000, 'disk'),
  joined(bob, bobsWindow, 'editor'),
  entryOf('host.claimed', { term: 1, folder: 'f' }, { by: annsWindow }),
  opened(),
]);
const started = (order: string[]) => entryOf('rotation.started', { order, minutes: 5 }, { by: annsWindow, at: 10_000 });
const passed = (turn: number, to?: string, by = annsWindow) =>
  entryOf('rotation.passed', { turn, ...(to === undefined ? {} : { to }) }, { by, at: 20_000 });
const left = (person: string, replica: string, forget = true) =>
  entryOf('participant.left', { person, replica, forget }, { v: 2, at: 30_000 });
const mob = foldAll([started([ann, bob])], before);
const driver = (state: SessionState) => state.lecture?.person;

const says = (state: SessionState, by: string, kind: string, body: object = {}) =>
  authorize(state, { person: state.replicas[by]!.person, replica: by }, 'say', {
    kind,
    ref: kind === 'doc.updated' ? document : null,
    to: null,
    body: kind === 'doc.updated' ? null : (body as Record<string, unknown>),
  })?.message ?? 'may';

describe('a mob session', () => {
  it('lets its driver alone edit; the host navigates as others do, while its disk has its word', () => {
    const bobs = foldAll([passed(1)], mob);
    expect([driver(mob), driver(bobs)]).toEqual([ann, bob]);
    expect([may(mob, ann, 'edit'), may(mob, bob, 'edit'), may(mob, bob, 'chat')]).toEqual([true, false, true]);
    expect([may(bobs, ann, 'edit'), may(bobs, bob, 'edit'), replicaMay(bobs, annsDisk, 'edit')]).toEqual([
      false,
      true,
      true,
    ]);
    expect(says(mob, bobsWindow, 'doc.updated')).toContain('drives now: wait for your turn');
    expect([says(bobs, bobsWindow, 'doc.updated'), says(bobs, annsDisk, 'doc.updated')]).toEqual(['may', 'may']);
  });

  it('goes round, and a turn that was passed on already is passed on once', () => {
    const bobs = foldAll([passed(1), passed(1, undefined, bobsWindow)], mob);
    expect([driver(bobs), bobs.lecture?.rotation?.turn, bobs.lecture?.rotation?.sinceMs]).toEqual([bob, 2, 20_000]);
    expect(driver(foldAll([passed(2)], bobs))).toBe(ann);
  });

  it('is passed on by its driver, and by people who let others in; to people who are here and may edit', () => {
    const bobs = foldAll([joined(cat, catsWindow, 'viewer'), passed(1)], mob);
    expect(says(bobs, bobsWindow, 'rotation.passed', { turn: 2 })).toBe('may');
    expect(says(mob, bobsWindow, 'rotation.passed', { turn: 1 })).toContain('Its driver passes');
    expect(says(mob, bobsWindow, 'rotation.passed', { turn: 7 })).toBe('may');
    expect(says(bobs, annsWindow, 'rotation.passed', { turn: 2, to: cat })).toContain('cannot take the keyboard');
    expect(driver(foldAll([passed(2, cat)], bobs))).toBe(ann);
    expect(says(bobs, bobsWindow, 'rotation.started', { order: [bob], minutes: 5 })).toContain('needs the right');
  });

  it('takes in people who come and may edit, and passes over those who are gone', () => {
    const three = foldAll([joined(cat, catsWindow, 'editor')], mob);
    expect(three.lecture?.rotation?.order).toEqual([ann, bob, cat]);
    const without = foldAll([left(bob, bobsWindow)], three);
    expect(nextDriver(without)).toBe(cat);
    expect(driver(foldAll([passed(1)], without))).toBe(cat);
    const viewer = foldAll([joined(cat, catsWindow, 'viewer')], mob);
    expect(viewer.lecture?.rotation?.order).toEqual([ann, bob]);
    const made = entryOf('role.changed', { person: cat, role: 'editor' }, { by: annsWindow });
    expect(foldAll([made], viewer).lecture?.rotation?.order).toEqual([ann, bob, cat]);
  });

  it('goes on with the next where its driver is sent out or may no longer edit, and ends where nobody is left', () => {
    const bobs = foldAll([passed(1)], mob);
    const viewer = entryOf('role.changed', { person: bob, role: 'viewer' }, { by: annsWindow });
    const removed = entryOf('participant.removed', { person: bob, ban: false }, { by: annsWindow });
    expect([driver(foldAll([viewer], bobs)), driver(foldAll([removed], bobs))]).toEqual([ann, ann]);
    const alone = foldAll([left(ann, annsWindow)], bobs);
    expect(foldAll([viewer], alone).lecture).toBeNull();
    expect(driver(foldAll([passed(2)], alone))).toBe(bob);
  });

  it('ends by command, and neither begins in a lecture nor a lecture in it', () => {
    expect(foldAll([entryOf('lecture.ended', {}, { by: annsWindow })], mob).lecture).toBeNull();
    expect(says(mob, annsWindow, 'lecture.started')).toContain('end it first');
    const lecture = foldAll([entryOf('lecture.started', {}, { by: annsWindow })], before);
    expect(says(lecture, annsWindow, 'rotation.started', { order: [ann], minutes: 5 })).toContain('end it first');
    expect(says(before, annsWindow, 'rotation.started', { order: [cat], minutes: 5 })).toContain('Nobody of these');
  });
});
