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
    expect(commentMarkdown('<img src=x> ![a](http://x/y) `a<b>`', [])).toBe('&lt;img src=x> \\![a](http://x/y) `a<b>`');
    expect(commentMarkdown('```ts\n\ta<b>()\n```\n<x>', [])).toBe('```ts\n    a<b>()\n```\n&lt;x>');
    expect(commentMarkdown('a\u202eb\u0007c\r\nd', [])).toBe('ab c \nd');
  });

  const picture = '![p](https://evil.example/seen.png)';
  /** Places in which some renderer of Markdown takes for words what looks like code. */
  const evil = [
    '\\PICTURE',
    'https://a.examplePICTURE',
    'https://a.example\\PICTURE',
    'words\n    ```\nPICTURE',
    'words\n  ```\ncode\n```\nPICTURE',
    '```\n~~~\n```\nPICTURE',
    '```a`b\nPICTURE',
    '```PICTURE\n```',
    '- a\n\n  ```\n  code\n\nPICTURE',
    '```\n```\u200b\nPICTURE',
    '```\n```~\nPICTURE',
    '\u00a0```\n```\nPICTURE',
    '[a]: /u "x\n```\n"\nPICTURE',
    '`PICTURE``',
    '\\`PICTURE\\`',
    'x `\ny` PICTURE `z`',
    '| a |\n|---|\n| `b | PICTURE` |',
    '[a](x`)PICTURE`',
    '[x`]: /u\n\n[x`]PICTURE`',
    '[x\n`]PICTURE`\n\n[x `]: /u',
  ];
  it.each(evil)('has no picture and no tag in %j, whatever the renderer', (words) => {
    for (const sign of [picture, '<img src=x>']) {
      const markdown = commentMarkdown(words.replace('PICTURE', sign), []);
      expect(markdown).not.toMatch(/(?<!\\)(?:\\\\)*(?:!\[|<)/);
    }
  });

  it.each([
    '[a](javascript:alert(1))',
    '[a]( JavaScript:alert(1))',
    '[a](&#106;avascript:alert(1))',
    '[a](java\\script:alert(1))',
    '[a](command:evil)',
    '[a](<javascript:alert(1)>)',
    '[a](\njavascript:alert(1))',
    '[a]: javascript:alert(1)\n\n[a]',
    '[a]:\njavascript:alert(1)\n\n[a]',
    '[a](vscode://evil)',
  ])('has no link in %j', (words) => {
    expect(commentMarkdown(words, [])).not.toMatch(/(?<!\\)(?:\\\\)*\][(:]/);
  });

  it('has links to pages, and to places of the folder', () => {
    for (const words of [
      '[a](https://a.example/?b=c&d=e#f:g)',
      '[a](mailto:b@c.example)',
      '[a](docs/b.md "c")',
      '[a](#b)',
    ])
      expect(commentMarkdown(words, [])).toBe(words);
  });

  it('has none behind a name that takes a mark of code in', () => {
    expect(commentMarkdown('@a``<img src=x>`` and @a`` `@Ada`', ['a``', 'Ada'])).not.toContain('\\`\\`**<');
    expect(commentMarkdown('`@Ada` @Ada', ['Ada'])).toBe('`@Ada` **@Ada**');
  });

  it('leaves code alone where all renderers agree that it is code', () => {
    for (const words of [
      '```ts\na<b>\n```\n\n`c<d>` and ``e`<f>`` [link](https://a.example) `x[0]<y>`',
      '~~~\n```\na<b>\n~~~\n`c<d>`',
      '````\n```\na<b>\n```\n````\n`c<d>`',
    ])
      expect(commentMarkdown(words, [])).toBe(words);
  });
});
