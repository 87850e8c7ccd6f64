import { describe, expect, it } from 'vitest';
import type { CommentThread } from '../../../../../src/shared/capabilities/comments/comment-state.ts';
import { inReviewOrder, reviewMarkdown } from '../../../../../src/shared/capabilities/comments/review-text.ts';

function threadOf(
  id: string,
  words: string,
  lines: string[],
  resolved: CommentThread['resolved'] = null,
): CommentThread {
  const quote = { before: [], lines, after: [], count: lines.length, only: [] };
  const place = { selection: null, lines: { start: 7, end: 7 }, quote, hash: '' };
  const comment = { id: 'c', person: 'evil', atMs: 0, words, mentions: [], editedMs: null };
  return { id, ref: 'r', beganBy: 'evil', place, moment: null, resolved, comments: [comment] };
}

const nameOf = (person: string) => (person === 'evil' ? '<b>*Evil*\n# x' : 'Ada');

describe('a review in Markdown', () => {
  it('lists threads whose code is gone first, and then by file and line', () => {
    const at = (id: string, path: string, start: number | null) => ({
      thread: threadOf(id, 'x', ['x']),
      path,
      lines: start === null ? null : { start, end: start },
    });
    const all = [at('1', 'b', 2), at('2', 'a', 9), at('3', 'z', null), at('4', 'a', 1)];
    expect(inReviewOrder(all).map(({ thread }) => thread.id)).toEqual(['3', '4', '2', '1']);
  });

  it('has code in fences, words as quotes, and nobody’s name or word as anything else', () => {
    const thread = threadOf(
      '1',
      'see ![x](http://y)\n</details>\n# no heading',
      ['```', 'a\u0000b', '`\u202e``\u200b\tx'],
      {
        person: 'a',
        atMs: 0,
      },
    );
    const reviews = { evil: { verdict: 'approved' as const, words: '](x)\n# y', atMs: 0 } };
    const text = reviewMarkdown(
      'boats',
      [{ thread, path: 'src/[a].ts', lines: { start: 3, end: 4 } }],
      { reviews },
      nameOf,
    );
    expect(text).toContain('0 open, 1 resolved.');
    expect(text).toContain('## src\\/\\[a\\]\\.ts, lines 3 to 4 (resolved by Ada)');
    expect(text).toContain('````\n```\na b\n```\tx\n````');
    expect(text).toContain('> see \\![x](http://y)\n> &lt;/details>\n> # no heading');
    expect(text).not.toMatch(/^# (?!Review)/m);
    expect(text).not.toContain('<b>');
  });
});
