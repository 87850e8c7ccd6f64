import { describe, expect, it } from 'vitest';
import type { Workspace } from '../../src/shared/session/contract.ts';
import { allOf, searchText } from '../lib/search-text.ts';
import type { SharedFolder } from '../unit/main/host/host-fixture.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const textOf = (content: Uint8Array) => new TextDecoder().decode(content);
const files = { 'a.txt': 'hello\n', 'src/b.ts': 'const one = 1;\nconst two = 2;\n' };

/** A way to the host of a folder with these files in it. */
export type OpenWorkspace = (files: Record<string, string>) => Promise<OpenedWorkspace>;

export interface OpenedWorkspace {
  workspace: Workspace;
  folder: SharedFolder;
  /** Breaks the connection; the next thing asked goes over a new one. */
  cut: () => Promise<void>;
}

/** More than any window for parts holds. */
const manyMatches = { 'many.txt': `needle in ${'a haystack '.repeat(30)}\n`.repeat(10_000), 'a.txt': 'hello\n' };
const everything = { pattern: 'needle', maxResults: 20_000 };

/** Contract of a window's host, whichever way its requests go. */
export function describeWorkspace(name: string, open: OpenWorkspace): void {
  describe(name, () => {
    it('describes the folder', async () => {
      const { workspace } = await open(files);
      expect(await workspace.request('workspace.describe', {})).toMatchObject({ name: 'project', readable: true });
    });

    it('lists, reads and describes what is there', async () => {
      const { workspace } = await open(files);
      const { entries } = await workspace.request('files.list', { path: '' });
      expect(entries.map((entry) => [entry.name, entry.type]).sort()).toEqual([
        ['a.txt', 'file'],
        ['src', 'folder'],
      ]);
      expect(textOf((await workspace.request('files.read', { path: 'a.txt' })).content)).toBe('hello\n');
      expect(await workspace.request('files.stat', { path: 'src' })).toMatchObject({ type: 'folder' });
      expect(await workspace.request('files.stat', { path: 'a.txt' })).toMatchObject({ type: 'file', sizeBytes: 6 });
    });

    it('carries files too large for a frame both ways', async () => {
      const large = 'a line of a large file\n'.repeat(40_000);
      const { workspace } = await open({ 'large.txt': large });
      expect(textOf((await workspace.request('files.read', { path: 'large.txt' })).content)).toBe(large);
      const write = { path: 'copy.txt', content: bytes(large), create: true, overwrite: false };
      await workspace.request('files.write', write);
      expect((await workspace.request('files.stat', { path: 'copy.txt' })).sizeBytes).toBe(large.length);
    });

    it('writes, moves, copies and removes', async () => {
      const { workspace } = await open(files);
      await workspace.request('files.createFolder', { path: 'new' });
      await workspace.request('files.write', {
        path: 'new/c.txt',
        content: bytes('c'),
        create: true,
        overwrite: false,
      });
      await workspace.request('files.copy', { from: 'new/c.txt', to: 'new/d.txt', overwrite: false });
      await workspace.request('files.move', { from: 'new/c.txt', to: 'e.txt', overwrite: false });
      await workspace.request('files.remove', { path: 'new', recursive: true });
      const { entries } = await workspace.request('files.list', { path: '' });
      expect(entries.map((entry) => entry.name).sort()).toEqual(['a.txt', 'e.txt', 'src']);
    });

    it('finds text and files', async () => {
      const { workspace } = await open(files);
      const { matches } = await searchText(workspace, { pattern: 'const' });
      expect(matches.map(({ path, line }) => [path, line])).toHaveLength(2);
      const found = await workspace.request('search.files', { pattern: 'b.ts' });
      expect(found.paths).toEqual(['src/b.ts']);
    });

    it('gives a file the same document each time', async () => {
      const { workspace } = await open(files);
      const [one, two] = [
        await workspace.request('documents.open', { path: 'a.txt' }),
        await workspace.request('documents.open', { path: 'a.txt' }),
      ];
      expect(one.ref).toBe(two.ref);
      expect((await workspace.request('documents.open', { path: 'src/b.ts' })).ref).not.toBe(one.ref);
    });

    it.each([
      ['what is not there', 'files.read', { path: 'gone.txt' }, 'not-found'],
      ['a folder read as a file', 'files.read', { path: 'src' }, 'is-a-folder'],
      ['a file listed as a folder', 'files.list', { path: 'a.txt' }, 'not-a-folder'],
      ['a way out of the folder', 'files.read', { path: '../home/folders' }, 'outside-folder'],
      ['what is there already', 'files.copy', { from: 'a.txt', to: 'src/b.ts', overwrite: false }, 'exists'],
    ] as const)('says what is wrong with %s', async (_what, method, params, code) => {
      const { workspace } = await open(files);
      await expect(workspace.request(method, params as never)).rejects.toMatchObject({ code });
    });

    it('answers many requests at once, each with its own', async () => {
      const { workspace } = await open(files);
      const paths = Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? 'a.txt' : 'src/b.ts'));
      const sizes = await Promise.all(paths.map((path) => workspace.request('files.stat', { path })));
      expect(sizes.map(({ sizeBytes }) => sizeBytes)).toEqual(paths.map((path) => (path === 'a.txt' ? 6 : 30)));
    });

    it('gives up what is cancelled at once', async () => {
      const { workspace } = await open(files);
      const controller = new AbortController();
      const asked = workspace.request('search.files', { pattern: 'b.ts' }, { signal: controller.signal });
      controller.abort();
      await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    });

    it('gives up what was cancelled before it was asked', async () => {
      const { workspace } = await open(files);
      const asked = workspace.request('files.list', { path: '' }, { signal: AbortSignal.abort() });
      await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    });

    it('streams what it finds, as it is found, all of it and in order', async () => {
      const { workspace } = await open(manyMatches);
      const search = workspace.open('search.text', everything);
      const sizes: number[] = [];
      const lines: number[] = [];
      for await (const { matches } of search) {
        sizes.push(matches.length);
        lines.push(...matches.map(({ line }) => line));
      }
      expect(await search.result).toEqual({ limitHit: false });
      expect(sizes[0]).toBe(1);
      expect(lines).toEqual(Array.from({ length: 10_000 }, (_, line) => line));
    });

    it('says what is wrong with a stream where it is read, and in its result', async () => {
      const { workspace } = await open(files);
      const search = workspace.open('search.text', { pattern: '(', isRegExp: true });
      await expect(allOf(search)).rejects.toMatchObject({ code: 'bad-request' });
      await expect(search.result).rejects.toMatchObject({ code: 'bad-request' });
      await expect(allOf(workspace.open('search.text', { pattern: 7 } as never))).rejects.toMatchObject({
        code: 'bad-request',
      });
    });

    it('keeps streams at once apart, and one that nobody reads keeps nothing else waiting', async () => {
      const { workspace } = await open(manyMatches);
      const some = { ...everything, maxResults: 2_000 };
      const unread = Array.from({ length: 3 }, () => workspace.open('search.text', some));
      const found = await Promise.all(
        ['hello', 'needle', 'hello', 'nothing'].map((pattern) => searchText(workspace, { pattern, maxResults: 5_000 })),
      );
      expect(found.map(({ matches }) => matches.length)).toEqual([1, 5_000, 1, 0]);
      expect(await workspace.request('files.stat', { path: 'a.txt' })).toMatchObject({ sizeBytes: 6 });
      for (const each of unread) expect((await allOf(each)).matches).toHaveLength(2_000);
    });

    it('ends a stream that is cancelled, left or no longer wanted, and opens the next', async () => {
      const { workspace } = await open(manyMatches);
      for (const how of ['cancel', 'signal', 'leave'] as const) {
        const controller = new AbortController();
        const search = workspace.open('search.text', everything, { signal: controller.signal });
        for await (const { matches } of search) {
          expect(matches.length).toBeGreaterThan(0);
          if (how === 'leave') break;
          if (how === 'cancel') search.cancel();
          else controller.abort();
          await expect(search.result).rejects.toMatchObject({ code: 'cancelled' });
          break;
        }
        await expect(search.result).rejects.toMatchObject({ code: 'cancelled' });
      }
      expect((await searchText(workspace, { pattern: 'hello' })).matches).toHaveLength(1);
    });

    it('ends streams and answers under way as disconnected where the connection breaks, and begins anew after', async () => {
      const { workspace, cut } = await open({ ...manyMatches, 'large.txt': 'x'.repeat(3_000_000) });
      const search = workspace.open('search.text', everything);
      await search[Symbol.asyncIterator]().next();
      const asked = workspace.request('files.read', { path: 'large.txt' });
      asked.catch(() => undefined);
      await cut();
      await expect(search.result).rejects.toMatchObject({ code: 'disconnected' });
      await expect(asked.then(({ content }) => content.length)).rejects.toMatchObject({ code: 'disconnected' });
      expect((await searchText(workspace, everything)).matches).toHaveLength(10_000);
      expect((await workspace.request('files.read', { path: 'large.txt' })).content).toHaveLength(3_000_000);
    });

    it('answers large requests at once, each with its own answer', async () => {
      const { workspace } = await open(Object.fromEntries([...'0123'].map((i) => [`${i}.txt`, i.repeat(100_000)])));
      const asked = [...'01230123'].map((i) => workspace.request('files.read', { path: `${i}.txt` }));
      const ends = (await Promise.all(asked)).map(({ content }) => new TextDecoder().decode(content.subarray(99_999)));
      expect(ends).toEqual([...'01230123']);
    });
  });
}
