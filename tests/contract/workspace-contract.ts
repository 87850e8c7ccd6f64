import { describe, expect, it } from 'vitest';
import type { Workspace } from '../../src/shared/session/contract.ts';
import type { SharedFolder } from '../unit/main/host/host-fixture.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const textOf = (content: Uint8Array) => new TextDecoder().decode(content);
const files = { 'a.txt': 'hello\n', 'src/b.ts': 'const one = 1;\nconst two = 2;\n' };

/** A way to the host of a folder with these files in it. */
export type OpenWorkspace = (files: Record<string, string>) => Promise<{ workspace: Workspace; folder: SharedFolder }>;

/** What a window may expect of its host, whichever way its requests go. */
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
      const { matches } = await workspace.request('search.text', { pattern: 'const' });
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
      const asked = workspace.request('search.text', { pattern: 'const' }, { signal: controller.signal });
      controller.abort();
      await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    });

    it('gives up what was cancelled before it was asked', async () => {
      const { workspace } = await open(files);
      const asked = workspace.request('files.list', { path: '' }, { signal: AbortSignal.abort() });
      await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    });

    it('answers large requests at once, each with its own answer', async () => {
      const { workspace } = await open(Object.fromEntries([...'0123'].map((i) => [`${i}.txt`, i.repeat(100_000)])));
      const asked = [...'01230123'].map((i) => workspace.request('files.read', { path: `${i}.txt` }));
      const ends = (await Promise.all(asked)).map(({ content }) => new TextDecoder().decode(content.subarray(99_999)));
      expect(ends).toEqual([...'01230123']);
    });
  });
}
