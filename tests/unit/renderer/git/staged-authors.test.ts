import { describe, expect, it } from 'vitest';
import type { AuthorRange } from '../../../../src/client/authorship.ts';
import { authorsOfStaged } from '../../../../src/renderer/features/git/staged-authors.ts';
import { coAuthorTrailer, noReplyAddress, withTrailers } from '../../../../src/shared/capabilities/git/co-author.ts';

/** Ranges of a text by its parts, each with its author and manner. */
function rangesOf(...parts: [text: string, author: string, manner: string][]): { text: string; ranges: AuthorRange[] } {
  let offset = 0;
  const ranges = parts.map(([text, author, manner]): AuthorRange => {
    const range = { offset, length: text.length, by: { author, manner }, atMs: null } as AuthorRange;
    offset += text.length;
    return range;
  });
  return { text: parts.map(([text]) => text).join(''), ranges };
}

describe('authors of what is staged', () => {
  it('are those whose typed or pasted characters are new in it', () => {
    const { text, ranges } = rangesOf(
      ['one\n', 'olga', 'disk'],
      ['two\n', 'ada', 'typed'],
      ['three\n', 'bob', 'pasted'],
      ['four\n', 'cleo', 'formatted'],
      ['five\n', 'dora', 'typed'],
    );
    const persons = authorsOfStaged('one\nfive\n', 'one\ntwo\nthree\nfour\nfive\n', text, ranges);
    expect([...persons].sort()).toEqual(['ada', 'bob']);
  });

  it('are not those whose lines are unstaged, gone or only in the last commit', () => {
    const { text, ranges } = rangesOf(
      ['one\n', 'ada', 'typed'],
      ['two\n', 'bob', 'typed'],
      ['three\n', 'cleo', 'typed'],
    );
    expect([...authorsOfStaged('one\n', 'one\nthree\n', text, ranges)]).toEqual(['cleo']);
    expect([...authorsOfStaged('', 'elsewhere\n', text, ranges)]).toEqual([]);
  });

  it('have an address to which nothing is sent, in a block at the end of the message', () => {
    expect(noReplyAddress('Ada Lovelace')).toBe('ada.lovelace@users.noreply.ensemble.invalid');
    expect(noReplyAddress('李')).toBe('guest@users.noreply.ensemble.invalid');
    const ada = coAuthorTrailer('Ada <x>\nEvil: y');
    expect(ada).toBe('Co-authored-by: Ada xEvil: y <ada.x.evil.y@users.noreply.ensemble.invalid>');
    const bob = coAuthorTrailer('Bob');
    expect(withTrailers('Say more', [bob])).toBe(`Say more\n\n${bob}`);
    expect(withTrailers(`Say more\n\n${bob}`, [bob])).toBe(`Say more\n\n${bob}`);
    expect(withTrailers(`Say more\n\nSigned-off-by: O <o@x>`, [bob])).toBe(
      `Say more\n\nSigned-off-by: O <o@x>\n${bob}`,
    );
  });
});
