import { expect, test } from 'vitest';
import { cleanAnswer, cleanMarkdown, cleanTold } from '../../../../src/renderer/features/languages/clean-answers.ts';

const own = new Set(['server.fix']);
const hidden = 'admin\u202e\u200b';

test('documentation has no pictures, which would be asked for elsewhere, and nothing invisible', () => {
  const text = cleanMarkdown(`![x](https://example.org/x.png)\n![y][z]\n${hidden}`);
  expect(text).not.toContain('![');
  expect(text.split('\n')[2]).toBe('admin');
  const hover = { contents: [{ kind: 'markdown', value: '![a](b)' }, '![a](b)', { language: 'ts', value: '![a](b)' }] };
  expect(JSON.stringify(cleanAnswer('textDocument/hover', hover, own))).not.toContain('![');
});

test('an item whose label fakes another is shown without its disguise, and inserts what it is', () => {
  const [item] = cleanAnswer('textDocument/completion', [{ label: hidden }], own) as {
    label: string;
    insertText: string;
  }[];
  expect(item).toEqual({ label: 'admin', insertText: hidden, filterText: hidden });
});

test('an answer names no command but those of the server', () => {
  const foreign = {
    title: 'Run',
    command: 'workbench.action.terminal.sendSequence',
    arguments: [{ text: 'rm -rf /' }],
  };
  const fix = { title: 'Fix', command: 'server.fix' };
  expect(cleanAnswer('textDocument/codeLens', [{ command: foreign }, { command: fix }], own)).toEqual([
    {},
    { command: fix },
  ]);
  expect(cleanAnswer('textDocument/codeAction', [foreign, fix, { title: 'x', command: foreign }], own)).toEqual([
    null,
    fix,
    { title: 'x' },
  ]);
  expect(cleanAnswer('textDocument/completion', { items: [{ label: 'a', command: foreign }] }, own)).toEqual({
    items: [{ label: 'a' }],
  });
  expect(cleanAnswer('textDocument/inlayHint', [{ label: [{ value: 'a', command: foreign }] }], own)).toEqual([
    { label: [{ value: 'a' }] },
  ]);
});

test('a link leads to the web or the folder, never to a command', () => {
  const link = (target: string) => cleanAnswer('textDocument/documentLink', [{ target }], own);
  expect(link('https://example.org')).toEqual([{ target: 'https://example.org' }]);
  expect(link('folder:/a.ts')).toEqual([{ target: 'folder:/a.ts' }]);
  for (const bad of ['command:x', 'javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', ' command:x'])
    expect(link(bad)).toEqual([{}]);
});

test('names of symbols, and words that a server says by itself, are words', () => {
  const symbols = [{ name: hidden, children: [{ name: hidden, detail: hidden }] }];
  expect(cleanAnswer('textDocument/documentSymbol', symbols, own)).toEqual([
    { name: 'admin', children: [{ name: 'admin', detail: 'admin' }] },
  ]);
  expect(cleanTold('window/showMessage', { type: 1, message: `${hidden}\n` })).toEqual({ type: 1, message: 'admin ' });
});
