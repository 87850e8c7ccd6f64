import { describe, expect, it } from 'vitest';
import { commentMarkdown, mentionedIn } from '../../../../src/shared/text/comment-words.ts';

const names = new Map([
  ['a', 'Ada'],
  ['b', 'Ada (2)'],
  ['c', 'Jean Luc'],
]);

describe('mentions', () => {
  it('are whole names behind an @, of which the longest counts; an address or code has none', () => {
    expect(mentionedIn('@Ada, see', names)).toEqual(['a']);
    expect(mentionedIn('(@ada (2)) and @Jean Luc', names)).toEqual(['b', 'c']);
    expect(mentionedIn('@Adam, mail x@Ada', names)).toEqual([]);
    expect(mentionedIn('```\n@Ada\n```\n@Jean', names)).toEqual([]);
    expect(
      mentionedIn(
        '@Ada @Ada',
        new Map([
          ['a', 'Ada'],
          ['z', ''],
        ]),
      ),
    ).toEqual(['a']);
  });
});

describe('the Markdown of a comment', () => {
  it('has people who are meant in bold, whatever their names are', () => {
    expect(commentMarkdown('hi @Ada!', ['Ada'])).toBe('hi **@Ada**!');
    expect(commentMarkdown('hi @[x](command:y)', ['[x](command:y)'])).toBe('hi **@\\[x\\]\\(command\\:y\\)**');
    expect(commentMarkdown('hi @Bob', ['Ada'])).toBe('hi @Bob');
  });

  it('shows tags and pictures as they were written, leaves code alone, and has nothing invisible', () => {
    expect(commentMarkdown('<img src=x> ![a](http://x/y) `a<b>`', [])).toBe('\\<img src=x> \\![a](http://x/y) `a<b>`');
    expect(commentMarkdown('```ts\n\ta<b>()\n```\n<x>', [])).toBe('```ts\n    a<b>()\n```\n\\<x>');
    expect(commentMarkdown('a\u202eb\u0007c\r\nd', [])).toBe('ab c \nd');
  });
});
