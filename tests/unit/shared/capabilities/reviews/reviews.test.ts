import { describe, expect, it } from 'vitest';
import { mostLooked } from '../../../../../src/shared/capabilities/reviews/kinds.ts';
import { authorize } from '../../../../../src/shared/session/authorize.ts';
import type { SessionState } from '../../../../../src/shared/session/state.ts';
import type { Body, KindName } from '../../../../../src/shared/session/table.ts';
import { ann, annsWindow, bob, bobsWindow, entryOf, foldAll, joined } from '../../session/entries.ts';
import { idOf } from '../../session/sample-of.ts';

const base = { name: 'main', commit: 'a'.repeat(40) };
const eve = idOf('eve');
const evesWindow = idOf('eves-window');
const people = foldAll([
  joined(ann, annsWindow, 'owner'),
  joined(bob, bobsWindow, 'editor'),
  joined(eve, evesWindow, 'reviewer'),
]);
const open = (by: string) => entryOf('review.opened', { repository: '', base, head: null }, { by, seq: 40, at: 1_000 });
const look = (by: string, files: string[], looked = true) => entryOf('review.looked', { files, looked }, { by });
const opened = foldAll([open(evesWindow)], people);

function objection<K extends KindName>(state: SessionState, person: string, replica: string, kind: K, body: Body<K>) {
  return authorize(state, { person, replica }, 'say', { kind, ref: null, to: null, body: body as never })?.code ?? null;
}

describe('a review', () => {
  it('is of what differs between two states, and of the person who opened it', () => {
    const head = null;
    expect(opened.review).toEqual({ seq: 40, person: eve, atMs: 1_000, repository: '', base, head, looked: {} });
    expect(foldAll([entryOf('review.closed', {}, { by: evesWindow })], opened).review).toBeNull();
  });

  it('knows who has looked at which file, each once, until they take it back', () => {
    const [one, two] = [idOf('one'), idOf('two')];
    const state = foldAll([look(bobsWindow, [one, two]), look(bobsWindow, [one]), look(evesWindow, [two])], opened);
    expect(state.review?.looked).toEqual({ [bob]: [two, one], [eve]: [two] });
    const less = foldAll([look(bobsWindow, [one], false), look(evesWindow, [two], false)], state);
    expect(less.review?.looked).toEqual({ [bob]: [two] });
    expect(foldAll([look(bobsWindow, [one])], people).review).toBeNull();
  });

  it('remembers so many files of one person, the last ones', () => {
    const all = Array.from({ length: mostLooked + 10 }, (_, index) => idOf(`file${index}`));
    const parts = Array.from({ length: Math.ceil(all.length / 500) }, (_, at) => all.slice(at * 500, at * 500 + 500));
    const state = foldAll(
      parts.map((files) => look(bobsWindow, files)),
      opened,
    );
    expect(state.review?.looked[bob]).toEqual(all.slice(10));
  });

  it('is ended, or replaced, by the person who opened it or one who lets people in', () => {
    const again = { repository: '', base, head: null };
    expect(objection(opened, bob, bobsWindow, 'review.closed', {})).toBe('not-permitted');
    expect(objection(opened, bob, bobsWindow, 'review.opened', again)).toBe('not-permitted');
    for (const [person, replica] of [[ann, annsWindow] as const, [eve, evesWindow] as const]) {
      expect(objection(opened, person, replica, 'review.closed', {})).toBeNull();
      expect(objection(opened, person, replica, 'review.opened', again)).toBeNull();
    }
    expect(objection(people, bob, bobsWindow, 'review.opened', again)).toBeNull();
    expect(objection(people, bob, bobsWindow, 'review.closed', {})).toBe('not-found');
    expect(objection(people, bob, bobsWindow, 'review.looked', { files: [idOf('one')], looked: true })).toBe(
      'not-found',
    );
  });
});
