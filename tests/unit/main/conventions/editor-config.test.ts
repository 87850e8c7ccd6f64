import { describe, expect, it } from 'vitest';
import { conventionsFrom, readEditorConfig } from '../../../../src/main/conventions/editor-config.ts';
import { fitsSection } from '../../../../src/main/conventions/section-glob.ts';

describe('a pattern', () => {
  it.each([
    ['*', 'a/b.ts', true],
    ['*.ts', 'deep/in/a.ts', true],
    ['*.ts', 'a.tsx', false],
    ['src/*.ts', 'src/a.ts', true],
    ['src/*.ts', 'src/b/a.ts', false],
    ['/*.ts', 'b/a.ts', false],
    ['src/**.ts', 'src/b/a.ts', true],
    ['a/**/z.c', 'a/z.c', true],
    ['a/**/z.c', 'a/b/c/z.c', true],
    ['a/**/z.c', 'az.c', false],
    ['?.md', 'a.md', true],
    ['?.md', 'ab.md', false],
    ['[ab].md', 'b.md', true],
    ['[!ab].md', 'b.md', false],
    ['[a-c].md', 'b.md', true],
    ['[.md', '[.md', true],
    ['{Makefile,*.mk}', 'sub/Makefile', true],
    ['*.{js,{j,t}sx}', 'a.tsx', true],
    ['*.{js,{j,t}sx}', 'a.ts', false],
    ['{single}.b', '{single}.b', true],
    ['{single}.b', 'single.b', false],
    ['{,x}.b', '.b', true],
    ['no{open', 'no{open', true],
    ['file{3..120}', 'file42', true],
    ['file{3..120}', 'file2', false],
    ['file{3..120}', 'file1a', false],
    ['{-3..3}', '-2', true],
    ['\\*.md', '*.md', true],
    ['\\*.md', 'a.md', false],
    ['*.ts', '', false],
  ])('%s and the path %s: %s', (pattern, path, fits) => {
    expect(fitsSection(pattern, path)).toBe(fits);
  });

  it.each(['*a'.repeat(500), '**/'.repeat(300), '{a,b}'.repeat(200), '{'.repeat(1000), '{{{{{{{{{a,b},c}'.repeat(60)])(
    'that would take a regular expression for ever is tried in no time: %s',
    (pattern) => {
      const startedMs = performance.now();
      fitsSection(`${pattern}!`, 'a'.repeat(1000));
      expect(performance.now() - startedMs).toBeLessThan(2000);
    },
  );
});

it('reads what a folder says of its texts, the nearer and the later before others', () => {
  const above = readEditorConfig(
    '\uFEFF; comment\nroot = true\n[*]\nindent_style = space\nindent_size = 4\nend_of_line = CRLF\ntrim_trailing_whitespace = true\n[*.md]\ntrim_trailing_whitespace = false ; two blanks end a line\n[Makefile]\nindent_style = tab\nindent_size = unset\n',
  );
  const below = readEditorConfig(
    '[*.ts]\r\nindent_size: 2\r\ninsert_final_newline=TRUE\r\nnonsense\r\n=\r\n[*.go]\nindent_style=tab\nindent_size=tab\ntab_width=8\n[*.x]\nindent_size=1000\nend_of_line=unset\n',
  );
  expect([above.isRoot, below.isRoot]).toEqual([true, false]);
  const of = (name: string) =>
    conventionsFrom([
      { config: below, path: name },
      { config: above, path: `src/${name}` },
    ]);
  const usual = { indentStyle: 'space', lineEnd: 'crlf', trimsBlanks: true };
  expect(of('a.ts')).toEqual({ ...usual, indentSize: 2, tabWidth: 2, endsLastLine: true });
  expect(of('a.md')).toEqual({ ...usual, indentSize: 4, tabWidth: 4, trimsBlanks: false });
  expect(of('a.go')).toEqual({ ...usual, indentStyle: 'tab', indentSize: 8, tabWidth: 8 });
  expect(of('Makefile')).toEqual({ ...usual, indentStyle: 'tab' });
  expect(of('a.x')).toEqual({ indentStyle: 'space', trimsBlanks: true });
  expect(conventionsFrom([])).toEqual({});
});
