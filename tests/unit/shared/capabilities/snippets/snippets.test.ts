import { describe, expect, it } from 'vitest';
import { mostDated } from '../../../../../src/shared/capabilities/snippets/kinds.ts';
import { commitOf } from '../../../../../src/shared/capabilities/snippets/snippets-state.ts';
import { narrowed, sightOf, told } from '../../../../../src/shared/session/narrowed.ts';
import { lookUp } from '../../../../../src/shared/session/table.ts';
import { ann, annsWindow, bob, bobsWindow, document, entryOf, foldAll, joined, opened } from '../../session/entries.ts';
import { idOf } from '../../session/sample-of.ts';

const commit = 'a1b2c3d'.padEnd(40, '0');
const other = 'b'.repeat(40);
const message = idOf('message');
const inside = idOf('inside');
const people = foldAll([
  joined(ann, annsWindow),
  joined(bob, bobsWindow),
  opened(document, 'src/a.txt'),
  opened(inside, 'part/b.txt'),
]);
const dated = (by: string, ref = document, of = commit, at = message) =>
  entryOf('snippet.dated', { message: at, commit: of }, { by, ref });

describe('the commit of lines in a message', () => {
  it('is what its author said first, and nobody else', () => {
    const state = foldAll(
      [dated(bobsWindow, document, other), dated(annsWindow), dated(annsWindow, document, other)],
      people,
    );
    expect(commitOf(state, { id: message, person: ann }, document)).toBe(commit);
    expect(commitOf(state, { id: message, person: ann }, inside)).toBeNull();
    expect(commitOf(state, { id: idOf('another'), person: ann }, document)).toBeNull();
    expect(commitOf(people, { id: message, person: ann }, document)).toBeNull();
  });

  it('is a whole name of a commit', () => {
    const body = lookUp('snippet.dated')!.body;
    for (const not of ['', 'main', '<b>', 'a1b2c3d', `${commit}0`, commit.toUpperCase()])
      expect(body.safeParse({ message, commit: not }).success).toBe(false);
  });

  it('is kept for so many messages of a person, and leaves with the document and with the person', () => {
    const many = Array.from({ length: mostDated + 1 }, (_, at) => dated(annsWindow, document, commit, idOf(`m${at}`)));
    const full = foldAll([...many, dated(bobsWindow)], people);
    expect(full.snippets[ann]).toHaveLength(mostDated);
    expect(commitOf(full, { id: idOf('m0'), person: ann }, document)).toBeNull();
    expect(commitOf(full, { id: message, person: bob }, document)).toBe(commit);
    const removed = foldAll([entryOf('participant.removed', { person: ann, ban: false })], full);
    expect(Object.keys(removed.snippets)).toEqual([bob]);
  });

  it('is not told to somebody who does not see the file, now or later', () => {
    const limits = entryOf('paths.limited', { person: bob, paths: ['part'] });
    const state = foldAll([dated(annsWindow), dated(annsWindow, inside, other, idOf('two')), limits], people);
    const sight = sightOf(state, bob)!;
    expect(narrowed(state, sight).state.snippets).toEqual({
      [ann]: [{ ref: inside, message: idOf('two'), commit: other }],
    });
    expect(told(state, dated(annsWindow), sight).kind).toBe('time.passed');
    expect(told(state, dated(annsWindow, inside), sight).kind).toBe('snippet.dated');
  });
});
