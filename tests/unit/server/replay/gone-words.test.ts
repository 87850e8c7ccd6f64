import { expect, it } from 'vitest';
import { ReplayHistory } from '../../../../server/replay/replay-history.ts';
import { idOf } from '../../shared/session/sample-of.ts';
import { ref, type Stage } from '../session/session-fixture.ts';
import { packed } from './packed-session.ts';

type Commented = Awaited<ReturnType<typeof comments>>;

/** A session in which people say something about a document. */
async function comments(entriesOfSegment: number) {
  const session = await packed(entriesOfSegment);
  const { stage } = session;
  const quote = (line: string) => ({ before: [], lines: [line], after: [], count: 1, only: [] });
  const start = (name: string, line: string, words = `${name} words`) =>
    stage.host.say(
      'comment.started',
      {
        place: { selection: null, lines: { start: 1, end: 1 }, quote: quote(line), hash: 'a'.repeat(64) },
        mentions: [],
        moment: null,
        thread: idOf(name),
        comment: idOf(`${name}-c`),
        words,
      },
      { ref },
    );
  const say = (kind: 'comment.replied' | 'comment.edited', thread: string, comment: string, words: string) =>
    stage.host.say(kind, { thread: idOf(thread), comment: idOf(comment), words, mentions: [] }, { ref });
  const remove = (thread: string, comment: string) =>
    stage.host.say('comment.deleted', { thread: idOf(thread), comment: idOf(comment) }, { ref });
  return { ...session, start, say, remove };
}

/** A session in which comments quoted a password: one thread is deleted by now, another has a reply that is not. */
async function commented(entriesOfSegment: number) {
  const session = await comments(entriesOfSegment);
  const { stage, work, start, say, remove } = session;
  await work(['first ']);
  await start('early', 'quoted');
  await start('stays', 'quoted');
  const after = stage.session.head;
  await start('gone', 'password');
  await say('comment.replied', 'gone', 'reply', 'password again');
  await say('comment.edited', 'gone', 'gone-c', 'password anew');
  await say('comment.replied', 'early', 'early-reply', 'password here');
  await say('comment.replied', 'stays', 'stays-reply', 'kept');
  await work(['inside ']);
  const upTo = stage.session.head;
  await say('comment.replied', 'gone', 'late', 'said later');
  await work(['later ', 'last ']);
  await remove('gone', 'reply');
  await remove('gone', 'gone-c');
  await remove('gone', 'late');
  await remove('early', 'early-c');
  await remove('early', 'early-reply');
  await work(['after ', 'all ', 'of ', 'it ']);
  return { ...session, after, upTo };
}

/** Resolves once a cut is done: what the log does takes time of the real world, what waits has time of the virtual one. */
async function finished({ world }: Stage, cutting: Promise<void>): Promise<void> {
  let isDone = false;
  const done = cutting.finally(() => {
    isDone = true;
  });
  done.catch(() => undefined);
  while (!isDone) {
    await world.run(100);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await done;
}

it.each([
  [4, ref],
  [500, ref],
  [4, null],
  [500, null],
])(
  'a cut leaves nothing of comments that are deleted by now, in entries, marks, states and on the disk (segments of %i, of %s)',
  async (count, only) => {
    const { stage, after, upTo, log, restart, reports, isOnDisk } = await commented(count);
    const { comments } = stage.session.state;
    const cutting = stage.session.cut({ after, upTo }, only);
    await finished(stage, cutting);
    expect(isOnDisk('password')).toBe(false);
    const kinds = (await log().readRecorded('s', ref, after, upTo, 100)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind.startsWith('comment.'))).toEqual(only === null ? [] : ['comment.replied']);
    const history = await ReplayHistory.open(log(), 's');
    expect(JSON.stringify(history.timeline)).not.toContain('password');
    for (const seq of [upTo, upTo + 1, upTo + 6, stage.session.head]) {
      const then = (await history.stateAt(seq)).comments;
      expect(JSON.stringify(then)).not.toContain('password');
      expect(then.threads[idOf('stays')]?.comments.map(({ words }) => words)).toEqual(['stays words', 'kept']);
    }
    expect((await history.stateAt(stage.session.head)).comments).toEqual(comments);
    await restart();
    expect(stage.session.state.comments).toEqual(comments);
    const standing = await stage.session.standingFrom({ after, upTo }, ref);
    expect(standing.filter(({ path }) => path.startsWith('comments'))).toEqual(
      only === null ? [] : [{ path: 'comments on a.txt', characters: 21 }],
    );
    expect(reports).toEqual([]);
  },
);

/** Words that nobody may find after a cut, by the way in which they went. */
const living = {
  edited: (session: Commented) => session.say('comment.edited', 'early', 'early-c', 'clean words'),
  'edited twice': async ({ say }: Commented) => {
    await say('comment.edited', 'early', 'early-c', 'password again');
    await say('comment.edited', 'early', 'early-c', 'clean words');
  },
  'deleted before a reply': ({ remove }: Commented) => remove('early', 'early-c'),
  'deleted as a reply': async ({ say, remove }: Commented) => {
    await say('comment.edited', 'early', 'early-c', 'clean words');
    await say('comment.edited', 'early', 'early-reply', 'password anew');
    await remove('early', 'early-reply');
  },
};

it.each(
  Object.entries(living).flatMap(([way, go]) =>
    [4, 500].flatMap((count) => [null, ref].map((only) => [way, count, only, go] as const)),
  ),
)(
  'a cut leaves nothing of words that are %s in a thread that stands (segments of %i, of %s)',
  async (_, count, only, go) => {
    const session = await comments(count);
    const { stage, work, log, restart, reports, isOnDisk, start, say } = session;
    await work(['first ']);
    const after = stage.session.head;
    await start('early', 'a line', 'the password');
    await say('comment.replied', 'early', 'early-reply', 'is a password');
    await say('comment.replied', 'early', 'late', 'stays');
    await work(['inside ']);
    const upTo = stage.session.head;
    await work(['later ']);
    await go(session);
    if (stage.session.state.comments.threads[idOf('early')]!.comments.some(({ words }) => words === 'is a password'))
      await say('comment.edited', 'early', 'early-reply', 'other');
    await work(['after ', 'all ', 'of ', 'it ']);
    const before = stage.session.state.comments;
    expect(JSON.stringify(before)).not.toContain('password');
    // The edits themselves lie behind the stretch: they are cut as well.
    const end = stage.session.head;
    const cutting = stage.session.cut({ after, upTo: end }, only);
    await finished(stage, cutting);
    expect(isOnDisk('password')).toBe(false);
    const history = await ReplayHistory.open(log(), 's');
    expect(JSON.stringify(history.timeline)).not.toContain('password');
    for (const seq of [after, upTo, upTo + 2, end, stage.session.head])
      expect(JSON.stringify((await history.stateAt(seq)).comments)).not.toContain('password');
    expect((await history.stateAt(stage.session.head)).comments).toEqual(before);
    await restart();
    expect(stage.session.state.comments).toEqual(before);
    expect(reports).toEqual([]);
  },
);

it.each([4, 500])('a cut leaves nothing of the line to which everyone was brought (segments of %i)', async (count) => {
  const { stage, work, typist, log, restart, reports } = await packed(count);
  const path = stage.session.state.documents[ref]!.path!;
  await work(['first ']);
  const after = stage.session.head;
  await work(['inside ', 'more ']);
  await stage.host.say('people.gathered', { path, line: 987_654_321 });
  const upTo = stage.session.head;
  for (const word of ['later ', 'after ', 'all ', 'of ', 'it ']) await typist.type(word);
  await stage.world.run(5_000);
  await stage.session.packed();
  expect(stage.session.state.gathering).toMatchObject({ path, line: 987_654_321 });
  await finished(stage, stage.session.cut({ after, upTo }));
  expect(stage.session.state.gathering).toBeNull();
  const history = await ReplayHistory.open(log(), 's');
  expect(JSON.stringify(history.timeline)).not.toContain('987654321');
  for (const seq of [after + 1, upTo, upTo + 1, stage.session.head])
    expect((await history.stateAt(seq)).gathering?.line ?? 0).toBeLessThan(10);
  const said = await log().readRecorded('s', null, after, stage.session.head, 1_000);
  expect(said.some(({ kind, seq }) => kind === 'people.gathered' && seq === upTo)).toBe(false);
  await restart();
  expect(stage.session.state.gathering).toBeNull();
  expect(reports).toEqual([]);
});
