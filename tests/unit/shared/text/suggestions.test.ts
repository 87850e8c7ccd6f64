import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lineChange, patchOf, suggestionIn } from '../../../../src/shared/text/suggestions.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'suggestions-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Has Git apply a patch to files, and gives them as they are then. */
function applied(files: Record<string, string>, patch: string): Record<string, string> {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  execFileSync('git', ['apply', '--whitespace=nowarn', '-'], { cwd: folder, input: patch });
  return Object.fromEntries(Object.keys(files).map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

const lf = { eol: 'lf', bom: false } as const;

describe('a suggestion', () => {
  it('is a block of that language, whatever its fence', () => {
    expect(suggestionIn('no\n```suggestion\none\n  two\n```\nok')).toEqual(['one', '  two']);
    expect(suggestionIn('````suggestion\n```\n````')).toEqual(['```']);
    expect(suggestionIn('```suggestion\r\n```')).toEqual([]);
    expect(suggestionIn('```ts\none\n```')).toBeNull();
    expect(suggestionIn('```suggestion\nnever ends')).toBeNull();
  });
});

describe('a patch of suggestions', () => {
  const lines = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`);
  const text = `${lines.join('\n')}\n`;

  it('is applied by Git: near and far changes, more and fewer lines, of several files with odd names', () => {
    const changes = [
      { span: { start: 20, end: 20 }, lines: [] },
      { span: { start: 1, end: 1 }, lines: ['first', 'and more'] },
      { span: { start: 5, end: 6 }, lines: ['five and six'] },
      { span: { start: 30, end: 30 }, lines: ['last'] },
      { span: { start: 6, end: 7 }, lines: ['overlaps'] },
      { span: { start: 40, end: 41 }, lines: ['outside'] },
    ];
    const wanted = [...lines];
    wanted.splice(29, 1, 'last');
    wanted.splice(19, 1);
    wanted.splice(4, 2, 'five and six');
    wanted.splice(0, 1, 'first', 'and more');
    for (const path of ['plain.txt', 'a b/c d.txt', 'quo"te\\.txt', 'tab\there.txt', 'ünï/💡.txt']) {
      const patch = patchOf({ path, text, ...lf }, changes);
      expect([path, applied({ [path]: text }, patch)]).toEqual([path, { [path]: `${wanted.join('\n')}\n` }]);
    }
  });

  it('keeps line ends, a mark at the beginning and a missing break at the end', () => {
    const changes = [
      { span: { start: 1, end: 1 }, lines: ['one'] },
      { span: { start: 30, end: 30 }, lines: ['end'] },
    ];
    const crlf = `\ufeff${lines.join('\r\n')}`;
    const patch = patchOf({ path: 'dos.txt', text: lines.join('\n'), eol: 'crlf', bom: true }, changes);
    const wanted = ['one', ...lines.slice(1, -1), 'end'].join('\r\n');
    expect(applied({ 'dos.txt': crlf }, patch)).toEqual({ 'dos.txt': `\ufeff${wanted}` });
  });

  it('is nothing where nothing changes', () => {
    expect(patchOf({ path: 'a', text, ...lf }, [{ span: { start: 2, end: 2 }, lines: ['line 2'] }])).toBe('');
    expect(patchOf({ path: 'a', text, ...lf }, [])).toBe('');
  });
});

describe('a suggestion that is put in', () => {
  const put = (text: string, span: { start: number; end: number }, lines: string[]) => {
    const { offset, deleteLength, insertText } = lineChange(text, { span, lines });
    return text.slice(0, offset) + insertText + text.slice(offset + deleteLength);
  };

  it('takes the place of its lines alone, and of their line breaks where it has none', () => {
    expect(put('a\nb\nc\n', { start: 2, end: 2 }, ['x', 'y'])).toBe('a\nx\ny\nc\n');
    expect(put('a\nb\nc', { start: 2, end: 3 }, ['x'])).toBe('a\nx');
    expect(put('a\nb\nc', { start: 1, end: 1 }, [])).toBe('b\nc');
    expect(put('a\nb\nc', { start: 2, end: 3 }, [])).toBe('a');
    expect(put('a', { start: 1, end: 1 }, [])).toBe('');
    expect(put('a\n\nc', { start: 2, end: 2 }, ['x'])).toBe('a\nx\nc');
  });
});
