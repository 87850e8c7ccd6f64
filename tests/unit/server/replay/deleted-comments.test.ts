import { expect, it } from 'vitest';
import { ReplayHistory } from '../../../../server/replay/replay-history.ts';
import { idOf } from '../../shared/session/sample-of.ts';
import { ref } from '../session/session-fixture.ts';
import { packed } from './packed-session.ts';

/** A session in which comments quoted a password: one thread is deleted by now, another has a reply that is not. */
async function commented(entriesOfSegment: number) {
  const session = await packed(entriesOfSegment);
  const { stage, work } = session;
  const quote = (line: string) => ({ before: [], lines: [line], after: [], count: 1, only: [] });
  const start = (name: string, line: string) =>
    stage.host.say(
      'comment.started',
      {
        place: { selection: null, lines: { start: 1, end: 1 }, quote: quote(line), hash: 'a'.repeat(64) },
        mentions: [],
        moment: null,
        thread: idOf(name),
        comment: idOf(`${name}-c`),
        words: `${name} words`,
      },
      { ref },
    );
  const say = (kind: 'comment.replied' | 'comment.edited', thread: string, comment: string, words: string) =>
    stage.host.say(kind, { thread: idOf(thread), comment: idOf(comment), words, mentions: [] }, { ref });
  const remove = (thread: string, comment: string) =>
    stage.host.say('comment.deleted', { thread: idOf(thread), comment: idOf(comment) }, { ref });
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
    await stage.world.run(1_000);
    await cutting;
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
