import { describe, expect, it } from 'vitest';
import { standingVerdicts } from '../../../../../src/shared/capabilities/comments/comment-state.ts';
import { commentLimits } from '../../../../../src/shared/capabilities/comments/limits.ts';
import type { Entry } from '../../../../../src/shared/core/entry.ts';
import { authorize } from '../../../../../src/shared/session/authorize.ts';
import type { SessionState } from '../../../../../src/shared/session/state.ts';
import { type Body, decodeBody, type KindName } from '../../../../../src/shared/session/table.ts';
import { ann, annsWindow, bob, bobsWindow, document, entryOf, foldAll, joined, opened } from '../../session/entries.ts';
import { idOf } from '../../session/sample-of.ts';

const thread = idOf('thread');
const [one, two] = [idOf('comment-1'), idOf('comment-2')];
const place: Body<'comment.started'>['place'] = {
  selection: { anchor: Uint8Array.of(1), head: Uint8Array.of(2) },
  lines: { start: 3, end: 4 },
  quote: { before: ['b'], lines: ['one', 'two'], after: [], count: 2, only: [0] },
  hash: 'a'.repeat(64),
};
const here = foldAll([joined(ann, annsWindow), joined(bob, bobsWindow), opened(), opened(idOf('other'), 'b.txt')]);

const about = (by: string, change: Partial<Entry> = {}) => ({ ref: document, by, ...change });
const started = (by: string, body: Partial<Body<'comment.started'>> = {}, change: Partial<Entry> = {}) =>
  entryOf(
    'comment.started',
    { thread, comment: one, place, words: 'why?', mentions: [], moment: null, ...body },
    about(by, change),
  );
const replied = (by: string, body: Partial<Body<'comment.replied'>> = {}, change: Partial<Entry> = {}) =>
  entryOf('comment.replied', { thread, comment: two, words: 'so', mentions: [], ...body }, about(by, change));
const deleted = (by: string, comment: string) => entryOf('comment.deleted', { thread, comment }, about(by));
const resolved = (by: string, isResolved: boolean, at = 2000) =>
  entryOf('comment.resolved', { thread, isResolved }, about(by, { at }));

/** Code of the refusal of an entry at the door; null where it is let in. */
function refusal(state: SessionState, { kind, ref, by, body }: Entry): string | null {
  const who = { person: state.replicas[by]?.person ?? null, replica: by };
  const said = decodeBody(kind as KindName, body) as Record<string, unknown>;
  return authorize(state, who, 'say', { kind, ref, to: null, body: said })?.code ?? null;
}

describe('a thread', () => {
  it('has the place, the words and the people that it means, and every reply in the order of the log', () => {
    const state = foldAll(
      [started(annsWindow, { mentions: [bob, bob, idOf('nobody')] }), replied(bobsWindow, {}, { at: 1500 })],
      here,
    );
    expect(state.comments.threads[thread]).toMatchObject({ ref: document, beganBy: ann, place, resolved: null });
    expect(state.comments.threads[thread]!.comments).toMatchObject([
      { id: one, person: ann, words: 'why?', mentions: [bob], atMs: 1000, editedMs: null },
      { id: two, person: bob, words: 'so', atMs: 1500 },
    ]);
  });

  it('is resolved and opened again, by anybody; a second word for the same changes nothing', () => {
    const done = foldAll([started(annsWindow), resolved(bobsWindow, true), resolved(annsWindow, true, 3000)], here);
    expect(done.comments.threads[thread]!.resolved).toEqual({ person: bob, atMs: 2000 });
    expect(foldAll([resolved(annsWindow, false)], done).comments.threads[thread]!.resolved).toBeNull();
  });

  it('goes with its last comment, and with its document', () => {
    const begun = foldAll([started(annsWindow), replied(bobsWindow)], here);
    const first = foldAll([deleted(annsWindow, one)], begun);
    expect(first.comments.threads[thread]!.comments.map(({ id }) => id)).toEqual([two]);
    const none = foldAll([deleted(bobsWindow, two)], first);
    expect(none.comments).toEqual(here.comments);
    const sealed = foldAll([entryOf('doc.sealed', { term: 1 }, { ref: document })], begun);
    expect(sealed.comments).toEqual(here.comments);
  });
});

describe('a comment', () => {
  it('is changed by its author alone, and deleted by its author or an owner', () => {
    const edit = (by: string) =>
      entryOf('comment.edited', { thread, comment: one, words: 'other', mentions: [] }, about(by, { at: 1700 }));
    const begun = foldAll([started(annsWindow)], here);
    expect(refusal(begun, edit(bobsWindow))).toBe('not-permitted');
    expect(refusal(begun, deleted(bobsWindow, one))).toBe('not-permitted');
    expect(foldAll([edit(bobsWindow), deleted(bobsWindow, one)], begun).comments).toEqual(begun.comments);
    expect(refusal(begun, edit(annsWindow))).toBeNull();
    expect(foldAll([edit(annsWindow)], begun).comments.threads[thread]!.comments).toMatchObject([
      { words: 'other', editedMs: 1700 },
    ]);
    const owned = foldAll([entryOf('role.changed', { person: bob, role: 'owner' })], begun);
    expect(refusal(owned, deleted(bobsWindow, one))).toBeNull();
    expect(foldAll([deleted(bobsWindow, one)], owned).comments).toEqual(here.comments);
  });

  it('is refused for another document’s thread, a document that is not there, and an id that is used', () => {
    const begun = foldAll([started(annsWindow), replied(bobsWindow)], here);
    const elsewhere = { ref: idOf('other') };
    expect(refusal(begun, replied(annsWindow, { comment: idOf('new') }, elsewhere))).toBe('not-found');
    expect(refusal(begun, started(bobsWindow))).toBe('exists');
    expect(refusal(begun, replied(annsWindow))).toBe('exists');
    expect(refusal(begun, started(bobsWindow, { thread: idOf('new') }, { ref: idOf('nowhere') }))).toBe('not-found');
    expect(refusal(begun, started(bobsWindow, { thread: idOf('constructor') }, { ref: null }))).toBe('not-found');
    const all = [replied(annsWindow, { comment: idOf('new') }, elsewhere), started(bobsWindow), replied(annsWindow)];
    expect(foldAll(all, begun).comments).toEqual(begun.comments);
  });

  it('has words, and no more than fit', () => {
    for (const words of ['', ' \n', 'x'.repeat(commentLimits.words + 1)])
      expect(() => decodeBody('comment.started', started(annsWindow, { words }).body)).toThrow(/malformed/);
  });
});

describe('the bounds of comments', () => {
  it('hold for each person, in threads and in their length; what is deleted counts no more', () => {
    const words = 'x'.repeat(commentLimits.words);
    let state = here;
    let count = 0;
    for (; refusal(state, started(annsWindow, { thread: idOf(`t${count}`), words })) === null; count++)
      state = foldAll([started(annsWindow, { thread: idOf(`t${count}`), words })], state);
    expect(count).toBe(Math.floor(commentLimits.unitsOfOne / (commentLimits.words + 7)));
    expect(foldAll([started(annsWindow, { thread: idOf('more'), words })], state).comments).toEqual(state.comments);
    expect(refusal(state, started(bobsWindow, { thread: idOf('more'), words }))).toBeNull();
    const gone = entryOf('comment.deleted', { thread: idOf('t0'), comment: one }, about(annsWindow));
    expect(refusal(foldAll([gone], state), started(annsWindow, { thread: idOf('more'), words }))).toBeNull();
  });

  it('end threads of one person before they fill the session', () => {
    let state = here;
    for (let count = 0; count < commentLimits.threadsOfOne; count++)
      state = foldAll([started(annsWindow, { thread: idOf(`t${count}`), words: 'x' })], state);
    expect(refusal(state, started(annsWindow, { thread: idOf('more') }))).toBe('too-large');
    expect(refusal(state, started(bobsWindow, { thread: idOf('more') }))).toBeNull();
  });
});

describe('a verdict', () => {
  it('is each person’s newest, and can be taken back', () => {
    const given = (by: string, verdict: Body<'review.given'>['verdict'], at: number) =>
      entryOf('review.given', { verdict, words: 'look' }, { by, at });
    const state = foldAll([given(annsWindow, 'approved', 1), given(bobsWindow, 'changes-wanted', 2)], here);
    expect(state.comments.reviews).toEqual({
      [ann]: { verdict: 'approved', words: 'look', atMs: 1 },
      [bob]: { verdict: 'changes-wanted', words: 'look', atMs: 2 },
    });
    expect(Object.keys(foldAll([given(annsWindow, 'none', 3)], state).comments.reviews)).toEqual([bob]);
  });
});

describe('a verdict', () => {
  const version = { name: 'main', commit: 'a'.repeat(40) };
  const given = (by: string) => entryOf('review.given', { verdict: 'approved', words: 'good' }, { by });
  const begun = (by: string) => entryOf('review.opened', { repository: '', base: version, head: null }, { by });

  it('belongs to the review in which it was said: another begins without', () => {
    const at = (entry: Entry, ms: number) => ({ ...entry, at: ms });
    const approved = foldAll([at(begun(annsWindow), 10), at(given(bobsWindow), 20)], here);
    expect(Object.keys(standingVerdicts(approved))).toEqual([bob]);
    const next = foldAll([at(begun(annsWindow), 30)], approved);
    expect(standingVerdicts(next)).toEqual({});
    expect(Object.keys(standingVerdicts(foldAll([at(given(annsWindow), 40)], next)))).toEqual([ann]);
  });
});
