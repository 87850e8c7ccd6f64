import { describe, expect, it } from 'vitest';
import { authorInWords, sharesInWords } from '../../../../src/renderer/features/collaboration/author-words.ts';

const nameOf = (author: string) => author.toUpperCase();
const stretch = (length: number, author: string, manner: 'typed' | 'pasted') => ({
  offset: 0,
  length,
  by: { author, manner },
  atMs: null,
});

describe('the words about authors', () => {
  it('say who and how, and when where that is known', () => {
    expect(authorInWords(stretch(3, 'ada', 'pasted'), nameOf)).toBe('Pasted by ADA');
    const atMs = new Date(2026, 10, 21, 14, 5).getTime();
    expect(authorInWords({ ...stretch(3, 'ada', 'typed'), atMs }, nameOf)).toMatch(/^Written by ADA, .*2026.*05/);
    expect(authorInWords({ ...stretch(3, 'ada', 'typed'), by: null }, nameOf)).toBe('Just typed here');
    const by = { author: 'disk', manner: 'disk', beside: ['bot'] } as const;
    expect(authorInWords({ ...stretch(3, 'disk', 'typed'), by }, nameOf)).toBe(
      'Unverified: written on the disk while BOT worked',
    );
  });

  it('give each one’s share, the largest first, with what was pasted', () => {
    expect(
      sharesInWords([stretch(10, 'ada', 'typed'), stretch(20, 'bob', 'typed'), stretch(10, 'bob', 'pasted')], nameOf),
    ).toEqual(['BOB 75% (30 characters, 10 of them pasted)', 'ADA 25% (10 characters)']);
  });
});
