import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FolderBoundary } from '../../../../src/main/files/folder-boundary.ts';
import { SearchedFolder } from '../../../../src/main/files/searched-folder.ts';
import { createVisibility, sharingSettings, viewOf } from '../../../../src/main/files/visibility.ts';
import {
  createSearchService,
  type SearchServiceOptions,
  SearchTurns,
} from '../../../../src/main/search/search-service.ts';
import {
  type Caller,
  type Params,
  type StreamParams,
  workspaceMethods,
} from '../../../../src/shared/session/contract.ts';
import { searchWith } from '../../../lib/search-text.ts';
import { guest, never, owner, refusal, refusedWith, temporaryFolder } from '../files/folder-fixture.ts';

type Settings = { hidden?: string[]; shown?: string[] };

function search(root: string, settings: Settings = {}, options: Partial<SearchServiceOptions> = {}) {
  const visibility = createVisibility(sharingSettings.parse(settings));
  const service = FolderBoundary.open(root).then((boundary) => {
    const folder = new SearchedFolder(boundary);
    return createSearchService({ folder, viewFor: (caller) => viewOf(caller, visibility), ...options });
  });
  return {
    text: async (params: StreamParams<'search.text'>, caller: Caller = owner, signal = never) =>
      searchWith(await service, params, caller, signal),
    files: async (params: Params<'search.files'>, caller: Caller = owner, signal = never) =>
      (await service)['search.files'](workspaceMethods['search.files'].params.parse(params), caller, signal),
  };
}

async function foundIn(results: Promise<{ matches: { path: string }[] }>): Promise<string[]> {
  return [...new Set((await results).matches.map(({ path }) => path))].sort();
}

describe('text', () => {
  test('is found with lines and columns from 0, in UTF-16 units', async () => {
    const root = await temporaryFolder({ 'a.txt': 'one\né😀 two two\r\n' });
    const { matches, limitHit } = await search(root).text({ pattern: 'two' });
    expect(limitHit).toBe(false);
    expect(matches).toEqual([
      {
        path: 'a.txt',
        line: 1,
        preview: 'é😀 two two',
        ranges: [
          { start: 4, end: 7, column: 4 },
          { start: 8, end: 11, column: 8 },
        ],
      },
    ]);
  });

  test('is found in the encodings that files are opened in', async () => {
    const root = await temporaryFolder({
      utf16: Buffer.from('\ufeffé needle', 'utf16le'),
      bom: '\ufeffneedle',
      latin: Uint8Array.from([0xe9, 0x20, ...Buffer.from('needle')]),
      binary: Uint8Array.from([0, 1, ...Buffer.from('needle')]),
    });
    const { matches } = await search(root).text({ pattern: 'needle' });
    const columns = matches.map(({ path, preview, ranges }) => `${path} ${preview} ${ranges[0]?.column}`);
    expect(columns.sort()).toEqual(['bom needle 0', 'latin é needle 2', 'utf16 é needle 2']);
  });

  test('is taken as it is typed, unless it is an expression', async () => {
    const root = await temporaryFolder({ a: 'f(x) F(X) foo food' });
    const { text } = search(root);
    const count = async (params: StreamParams<'search.text'>) =>
      (await text(params)).matches.flatMap(({ ranges }) => ranges).length;
    expect(await count({ pattern: 'f(x)' })).toBe(2);
    expect(await count({ pattern: 'f(x)', isCaseSensitive: true })).toBe(1);
    expect(await count({ pattern: 'foo' })).toBe(2);
    expect(await count({ pattern: 'foo', isWordMatch: true })).toBe(1);
    expect(await count({ pattern: 'fo+', isRegExp: true })).toBe(2);
    expect(await count({ pattern: 'foo(?!d)', isRegExp: true })).toBe(1);
    expect(await count({ pattern: '' })).toBe(0);
  });

  test.each(['--files', '-e', '--pre=touch', '-', '--', '-f/etc/passwd'])(
    '%s is looked for, never taken as an option',
    async (pattern) => {
      const root = await temporaryFolder({ a: `x ${pattern} y`, b: 'nothing' });
      for (const isRegExp of [true, false]) {
        const { matches } = await search(root).text({ pattern, isRegExp });
        expect(matches.map(({ path, preview }) => `${path} ${preview}`)).toEqual([`a x ${pattern} y`]);
      }
      const inScope = { pattern: 'nothing', includes: [pattern], excludes: [pattern] };
      expect((await search(root).text(inScope)).matches).toEqual([]);
      expect((await search(root).files({ pattern })).paths).toEqual([]);
    },
  );

  test('over several lines is found whatever ends them', async () => {
    const root = await temporaryFolder({ unix: 'a one\ntwo b', dos: 'a one\r\ntwo b' });
    for (const params of [{ pattern: 'one\ntwo' }, { pattern: 'one\\ntwo', isRegExp: true }]) {
      const { matches } = await search(root).text(params);
      expect(matches.map(({ path, line, preview, ranges }) => [path, line, preview, ranges]).sort()).toEqual([
        ['dos', 0, 'a one\ntwo b', [{ start: 2, end: 9, column: 2 }]],
        ['unix', 0, 'a one\ntwo b', [{ start: 2, end: 9, column: 2 }]],
      ]);
    }
  });

  test('in a long line is shown with what is around it, no character cut in two', async () => {
    const root = await temporaryFolder({ a: `${'😀'.repeat(5000)}needle${'😀'.repeat(5000)}needle` });
    const { matches } = await search(root).text({ pattern: 'needle' });
    expect(matches.length).toBe(2);
    expect(matches.map(({ ranges }) => ranges[0]?.column)).toEqual([10000, 20006]);
    for (const { preview, ranges } of matches) {
      expect(preview.length).toBeLessThan(500);
      expect(preview.isWellFormed()).toBe(true);
      expect(preview.slice(ranges[0]?.start, ranges[0]?.end)).toBe('needle');
    }
  });

  test('a wrong expression is refused with the words of ripgrep, and no place on the disk', async () => {
    const root = await temporaryFolder({ a: 'x' });
    const { code, message } = await refusal(search(root).text({ pattern: '(', isRegExp: true }));
    expect(code).toBe('bad-request');
    expect(message).toContain('unclosed group');
    expect(message).not.toContain(root);
    expect(await refusedWith(search(root).text({ pattern: 'x', includes: ['[z'] }))).toBe('bad-request');
    expect(await refusedWith(search(root).text({ pattern: 'a\0b' }))).toBe('bad-request');
    expect(await refusedWith(search(root).text({ pattern: 'x', excludes: ['y'.repeat(20_000)] }))).toBe('bad-request');
  });
});

describe('where to look', () => {
  const content = {
    'src/a.ts': 'needle',
    'src/b.js': 'needle',
    'dist/c.ts': 'needle',
    'docs/d.md': 'needle',
    '.hidden/e': 'needle',
    '.git/config': 'needle',
    '.gitignore': 'dist\n',
  };

  test('includes, excludes and ignore files are honoured; Git is never searched', async () => {
    const root = await temporaryFolder(content);
    const { text } = search(root);
    const pattern = 'needle';
    expect(await foundIn(text({ pattern }))).toEqual(['.hidden/e', 'docs/d.md', 'src/a.ts', 'src/b.js']);
    expect(await foundIn(text({ pattern, useIgnoreFiles: false }))).toContain('dist/c.ts');
    expect(await foundIn(text({ pattern, includes: ['**/*.ts'] }))).toEqual(['src/a.ts']);
    expect(await foundIn(text({ pattern, includes: ['src'] }))).toEqual(['src/a.ts', 'src/b.js']);
    expect(await foundIn(text({ pattern, excludes: ['src/**', '.hidden'] }))).toEqual(['docs/d.md']);
    expect(await foundIn(text({ pattern, includes: ['.git/**'], useIgnoreFiles: false }))).toEqual([]);
  });

  test('ignore files above the folder and links out of it play no part', async () => {
    const root = await temporaryFolder({ a: 'needle' });
    const outside = join(dirname(root), 'outside');
    await mkdir(outside);
    await writeFile(join(outside, 'secret'), 'needle');
    await writeFile(join(dirname(root), '.ignore'), '*');
    await symlink(outside, join(root, 'folder-link'));
    await symlink(join(outside, 'secret'), join(root, 'file-link'));
    await symlink(join(outside, 'secret'), join(root, '.gitignore'));
    expect(await foundIn(search(root).text({ pattern: 'needle' }))).toEqual(['a']);
    expect((await search(root).files({ pattern: '' })).paths).toEqual(['a']);
  });

  test('a guest finds nothing in what is hidden, whatever is included', async () => {
    const root = await temporaryFolder({
      'a.txt': 'needle',
      '.env': 'needle',
      'x/ID_RSA': 'needle',
      '.ssh/config': 'needle',
      '.env.example': 'needle',
    });
    const scope = {
      pattern: 'needle',
      useIgnoreFiles: false,
      includes: ['**', '.env', '.env*', '**/ID_RSA', '.ssh/**'],
    };
    expect(await foundIn(search(root).text(scope, guest))).toEqual(['a.txt']);
    expect(await foundIn(search(root, { shown: ['.env.example'] }).text(scope, guest))).toEqual([
      '.env.example',
      'a.txt',
    ]);
    expect((await foundIn(search(root).text(scope, owner))).length).toBe(5);
    expect((await search(root).files({ ...scope, pattern: '' }, guest)).paths).toEqual(['a.txt']);
  });
});

describe('limits', () => {
  test('no more is given than was wanted, and it is said', async () => {
    const root = await temporaryFolder({ a: 'x x x\nx x\n', b: 'x' });
    const { text, files } = search(root);
    const countOf = async (maxResults: number) => {
      const { matches, limitHit } = await text({ pattern: 'x', maxResults });
      return [matches.flatMap(({ ranges }) => ranges).length, limitHit];
    };
    expect(await countOf(2)).toEqual([2, true]);
    expect(await countOf(5)).toEqual([5, true]);
    expect(await countOf(6)).toEqual([6, false]);
    expect(await files({ pattern: '', maxResults: 1 })).toEqual({ paths: ['a'], limitHit: true });
    expect((await files({ pattern: '', maxResults: 2 })).limitHit).toBe(false);
  });

  test('what a guest does not see does not count', async () => {
    const root = await temporaryFolder({ '.env': 'x\nx\nx\n', a: 'x' });
    const { text } = search(root, { shown: ['nothing'] });
    const { matches, limitHit } = await text({ pattern: 'x', maxResults: 1 }, guest);
    expect([matches.length, limitHit]).toEqual([1, false]);
  });

  test('the memory for an answer is bounded', async () => {
    const root = await temporaryFolder({ a: `${'x'.repeat(300)}\n`.repeat(2000), huge: `y${'x'.repeat(9_000_000)}` });
    const { text } = search(root, {}, { maxAnswerLength: 3000 });
    const { matches, limitHit } = await text({ pattern: 'xx', maxResults: 20_000 });
    expect([matches.length <= 11, limitHit]).toEqual([true, true]);
    expect(await text({ pattern: 'yx' })).toEqual({ matches: [], limitHit: true });
  });

  test('a search that takes too long gives what it has', async () => {
    const root = await temporaryFolder({ a: 'x'.repeat(3_000_000) });
    const endless = { pattern: '(x+x+)+(?=y)', isRegExp: true };
    const { limitHit, notice } = await search(root, {}, { ownerTimeoutMs: 0 }).text(endless);
    expect(limitHit).toBe(true);
    expect(notice).toContain('was stopped after 0 s');
  });

  test('an aborted search is cancelled, waiting or running, and lets the next one run', async () => {
    const root = await temporaryFolder({ a: 'x'.repeat(3_000_000) });
    const { text } = search(root, {}, { turns: new SearchTurns(1) });
    const running = new AbortController();
    const waiting = new AbortController();
    const first = refusedWith(text({ pattern: '(x+x+)+(?=y)', isRegExp: true }, owner, running.signal));
    const second = refusedWith(text({ pattern: 'x' }, owner, waiting.signal));
    const third = text({ pattern: 'z' });
    waiting.abort();
    expect(await second).toBe('cancelled');
    running.abort();
    expect(await first).toBe('cancelled');
    expect(await third).toEqual({ matches: [], limitHit: false });
    expect(await refusedWith(text({ pattern: 'x' }, owner, AbortSignal.abort()))).toBe('cancelled');
  });
});

test('files are found by letters in order, the best first', async () => {
  const root = await temporaryFolder({
    'src/main.ts': '',
    'src/domain/x.ts': '',
    main: '',
    'm/a/i/n.ts': '',
    'other.md': '',
  });
  const { files } = search(root);
  expect((await files({ pattern: 'main' })).paths).toEqual(['main', 'src/main.ts', 'src/domain/x.ts', 'm/a/i/n.ts']);
  expect((await files({ pattern: 'sdx' })).paths).toEqual(['src/domain/x.ts']);
  expect((await files({ pattern: 'M/N' })).paths).toEqual(['m/a/i/n.ts']);
});

test.skipIf(process.platform === 'win32')('a name with a backslash is found by it and by a slash', async () => {
  const root = await temporaryFolder({ 'src/a\\b.txt': 'needle' });
  const { text, files } = search(root);
  expect(await foundIn(text({ pattern: 'needle' }, guest))).toEqual(['src/a\\b.txt']);
  for (const pattern of ['a\\b', 'a/b', '']) expect((await files({ pattern }, guest)).paths).toEqual(['src/a\\b.txt']);
});

describe('one person cannot take the turns of all', () => {
  const bob: Caller = { ...guest, person: 'Eve', replica: 'e' };

  test('an expression without end of one guest is stopped, and waits for nobody else', async () => {
    const root = await temporaryFolder({ a: `${'x'.repeat(60)} needle`, b: 'needle' });
    const { text } = search(root);
    const ending = new AbortController();
    const evil = [
      ...Array.from({ length: 5 }, () => '(?:x{0,1000}){0,1000}'),
      ...Array.from({ length: 3 }, () => '(x+x+)+(?=y)'),
    ].map((pattern) =>
      text({ pattern, isRegExp: true }, guest, ending.signal).catch((error: { code: string }) => error.code),
    );
    const startMs = performance.now();
    expect((await text({ pattern: 'needle' }, owner)).matches.length).toBe(2);
    expect((await text({ pattern: 'needle' }, bob)).matches.length).toBe(2);
    // Long before the time of one of them is over.
    expect(performance.now() - startMs).toBeLessThan(5000);
    ending.abort();
    await Promise.all(evil);
  });

  test('a search of a guest has its time, and says so', async () => {
    const root = await temporaryFolder({ a: `${'x'.repeat(60)} needle` });
    const endless = { pattern: '(?:x{0,1000}){0,1000}', isRegExp: true };
    const { limitHit, notice } = await search(root, {}, { guestTimeoutMs: 0 }).text(endless, guest);
    expect([limitHit, notice?.includes('was stopped after 0 s')]).toEqual([true, true]);
  });

  test('more than a queue full is turned down in words, and only for who asked', async () => {
    const { text } = search(await temporaryFolder({ a: 'x' }));
    const answers = await Promise.all(
      Array.from({ length: 12 }, () =>
        text({ pattern: 'x' }, guest).then(
          () => 'found',
          ({ code, message }: { code: string; message: string }) => `${code}: ${message}`,
        ),
      ).concat(text({ pattern: 'x' }, bob).then(() => 'found for another')),
    );
    const words = 'too-fast: 8 of your searches are waiting already. Wait until some of them are done, then try again.';
    expect(answers).toEqual([...Array(10).fill('found'), words, words, 'found for another']);
  });
});

describe('a host without its search program', () => {
  const words = 'The host cannot search: its search program (ripgrep) is missing or may not be run.';

  test.each<[string, (root: string) => Promise<string>]>([
    ['not installed', () => Promise.reject(new Error('Could not find it'))],
    ['gone', async (root) => join(root, 'gone')],
    ['not executable, as inside of an archive', async (root) => join(root, 'a')],
  ])('says so in words: %s', async (_how, program) => {
    const root = await temporaryFolder({ a: 'x' });
    const { text, files } = search(root, {}, { findProgram: () => program(root) });
    for (const work of [text({ pattern: 'x' }), files({ pattern: 'a' })]) {
      const { code, message } = await refusal(work);
      expect([code, message.startsWith(words)]).toEqual(['internal', true]);
    }
  });
});

describe('links', () => {
  test('are found as files where they lead to one that the caller sees', async () => {
    const root = await temporaryFolder({
      'src/a.ts': 'needle',
      '.env': 'SECRET',
      'ignored/x': '',
      '.gitignore': 'ignored\n*.skip\n',
    });
    const outside = join(dirname(root), 'outside');
    await mkdir(outside);
    await writeFile(join(outside, 'secret'), 'needle');
    await symlink('src/a.ts', join(root, 'link.ts'));
    await symlink('../src/a.ts', join(root, 'src', 'again [x].ts'));
    await symlink('src/a.ts', join(root, 'link.skip'));
    await symlink('src', join(root, 'folder'));
    await symlink('.', join(root, 'loop'));
    await symlink('nothing', join(root, 'broken'));
    await symlink('.env', join(root, 'plain.txt'));
    await symlink(outside, join(root, 'out'));
    await symlink(join(outside, 'secret'), join(root, 'out.txt'));
    const { files } = search(root);
    const seen = ['link.ts', 'src/a.ts', 'src/again [x].ts'];
    expect((await files({ pattern: '' }, guest)).paths.sort()).toEqual(['.gitignore', ...seen]);
    expect((await files({ pattern: '' })).paths.sort()).toEqual(['.env', '.gitignore', ...seen, 'plain.txt'].sort());
    expect((await files({ pattern: 'link' }, guest)).paths).toEqual(['link.ts']);
    expect((await files({ pattern: '', excludes: ['**/link*'] }, guest)).paths).not.toContain('link.ts');
  });
});
