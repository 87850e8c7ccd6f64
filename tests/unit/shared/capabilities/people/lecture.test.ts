import { describe, expect, it } from 'vitest';
import { lectureGraceMs } from '../../../../../src/shared/capabilities/people/lecture.ts';
import { may, replicaMay } from '../../../../../src/shared/capabilities/people/participants.ts';
import { authorize } from '../../../../../src/shared/session/authorize.ts';
import type { SessionState } from '../../../../../src/shared/session/state.ts';
import { ann, annsWindow, bob, bobsWindow, document, entryOf, foldAll, joined, opened } from '../../session/entries.ts';
import { idOf } from '../../session/sample-of.ts';

const [cat, catsWindow, annsDisk] = [idOf('cat'), idOf('window-of-cat'), idOf('disk-of-ann')];
const before = foldAll([
  joined(ann, annsWindow, 'owner'),
  joined(ann, annsDisk, 'owner', 1000, 'disk'),
  joined(bob, bobsWindow, 'editor'),
  joined(cat, catsWindow, 'owner'),
  entryOf('host.claimed', { term: 1, folder: 'f' }, { by: annsWindow }),
  opened(),
]);
const started = (by: string) => entryOf('lecture.started', {}, { by });
const granted = (grants: object) => entryOf('rights.changed', { person: bob, grants });
const raised = entryOf('right.asked', { right: 'edit', asks: true }, { by: bobsWindow });
const lecture = foldAll([started(annsWindow)], before);

const says = (state: SessionState, by: string, kind: string) =>
  authorize(state, { person: state.replicas[by]!.person, replica: by }, 'say', {
    kind,
    ref: kind === 'doc.updated' ? document : null,
    to: null,
    body: kind === 'doc.updated' ? null : {},
  })?.message ?? 'may';

describe('a lecture', () => {
  it('lets its leader alone edit; all others look on, talk and comment', () => {
    expect(
      ['edit', 'save', 'git', 'run', 'chat', 'annotate'].map((right) => may(lecture, bob, right as 'edit')),
    ).toEqual([false, false, false, false, true, true]);
    expect(may(lecture, ann, 'edit')).toBe(true);
    expect(says(lecture, bobsWindow, 'doc.updated')).toContain('is lecturing: raise your hand');
    expect([says(before, bobsWindow, 'doc.updated'), says(lecture, annsWindow, 'doc.updated')]).toEqual(['may', 'may']);
  });

  it('of another owner leaves the host’s disk its word', () => {
    const cats = foldAll([started(catsWindow)], before);
    expect([says(cats, annsWindow, 'doc.updated'), replicaMay(cats, annsWindow, 'edit')]).toEqual([
      expect.stringContaining('is lecturing'),
      false,
    ]);
    expect([says(cats, annsDisk, 'doc.updated'), replicaMay(cats, annsDisk, 'edit')]).toEqual(['may', true]);
    expect(says(cats, annsWindow, 'lecture.started')).toContain('already');
  });

  it('gives the floor with the right that was asked for, and takes it back with it', () => {
    const asking = foldAll([raised], lecture);
    expect(asking.participants[bob]!.asks).toEqual(['edit']);
    const given = foldAll([granted({ edit: true, save: true })], asking);
    expect([may(given, bob, 'edit'), may(given, bob, 'git')]).toEqual([true, true]);
    expect(given.participants[bob]).not.toHaveProperty('asks');
    expect(may(foldAll([granted({})], given), bob, 'edit')).toBe(false);
  });

  it('ends by command, with nothing left of it', () => {
    expect(foldAll([raised, entryOf('lecture.ended', {}, { by: annsWindow })], lecture)).toEqual(before);
  });

  it('ends when its leader has been gone for a minute, is sent out, or lets in nobody any more', () => {
    const cats = foldAll([started(catsWindow)], before);
    const gone = foldAll([entryOf('participant.left', { person: cat, replica: catsWindow }, { at: 2000 })], cats);
    const later = (at: number) => foldAll([entryOf('people.dispersed', { seq: 1 }, { at })], gone).lecture;
    expect(later(2000 + lectureGraceMs - 1)).toMatchObject({ person: cat, leftMs: 2000 });
    expect(later(2000 + lectureGraceMs)).toBeNull();
    const back = foldAll([joined(cat, catsWindow, 'owner', 3000)], gone);
    expect(back.lecture).toMatchObject({ person: cat, leftMs: null });
    for (const ending of [
      entryOf('participant.removed', { person: cat, ban: false }),
      entryOf('role.changed', { person: cat, role: 'editor' }),
    ])
      expect(foldAll([ending], cats).lecture).toBeNull();
  });
});
