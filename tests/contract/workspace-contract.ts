import { describe, expect, it } from 'vitest';
import type { Workspace } from '../../src/shared/workspace/contract.ts';

/** A way to a host, and what its folder really holds. */
export interface WorkspaceStage {
  workspace: Workspace;
  /** Writes a file of the folder as another program would. */
  write(path: string, content: string): void;
  /** Reads a file of the folder; null when there is none. */
  read(path: string): string | null;
}

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (content: Uint8Array) => new TextDecoder().decode(content);

/** What every way to the host promises to windows, whether requests go straight to it or through a session. */
export function describeWorkspace(name: string, open: () => Promise<WorkspaceStage>): void {
  describe(name, () => {
    it('describes, lists and reads the folder', async () => {
      const { workspace, write } = await open();
      write('sub/a.txt', 'hello');
      expect(await workspace.request('workspace.describe', {})).toMatchObject({ name: 'project', readable: true });
      const { entries } = await workspace.request('files.list', { path: '' });
      expect(entries).toEqual([{ name: 'sub', type: 'folder' }]);
      const stat = await workspace.request('files.stat', { path: 'sub/a.txt' });
      expect(stat).toMatchObject({ type: 'file', sizeBytes: 5, readOnly: false });
      const { content } = await workspace.request('files.read', { path: 'sub/a.txt' });
      expect(text(content)).toBe('hello');
    });

    it('writes, moves, copies and removes', async () => {
      const { workspace, read } = await open();
      const write = { content: bytes('one'), create: true, overwrite: false };
      await workspace.request('files.createFolder', { path: 'sub' });
      await workspace.request('files.write', { path: 'sub/a.txt', ...write });
      await workspace.request('files.copy', { from: 'sub/a.txt', to: 'copy.txt', overwrite: false });
      await workspace.request('files.move', { from: 'sub/a.txt', to: 'b.txt', overwrite: false });
      await workspace.request('files.remove', { path: 'copy.txt', recursive: false });
      expect(['sub/a.txt', 'b.txt', 'copy.txt'].map(read)).toEqual([null, 'one', null]);
    });

    it('searches texts and names', async () => {
      const { workspace, write } = await open();
      write('a.txt', 'first\na needle here\n');
      const { matches, limitHit } = await workspace.request('search.text', { pattern: 'needle' });
      expect([matches.map(({ path, line }) => [path, line]), limitHit]).toEqual([[['a.txt', 1]], false]);
      expect((await workspace.request('search.files', { pattern: 'a.t' })).paths).toEqual(['a.txt']);
    });

    it('opens a file as the same document each time, and saves it', async () => {
      const { workspace, write, read } = await open();
      write('a.txt', 'kept\n');
      const { ref } = await workspace.request('documents.open', { path: 'a.txt' });
      expect(await workspace.request('documents.open', { path: 'a.txt' })).toEqual({ ref });
      const { hash } = await workspace.request('documents.save', { ref, update: Uint8Array.of(0, 0) });
      expect([read('a.txt'), hash.length]).toEqual(['kept\n', 64]);
    });

    it('carries what is larger than a frame, both ways, whole', async () => {
      const { workspace, write, read } = await open();
      const large = 'a line with ünïcödé\n'.repeat(20_000);
      write('large.txt', large);
      const { content } = await workspace.request('files.read', { path: 'large.txt' });
      expect(text(content) === large).toBe(true);
      await workspace.request('files.write', { path: 'back.txt', content, create: true, overwrite: false });
      expect(read('back.txt') === large).toBe(true);
    });

    it('answers many large requests at once, each with its own answer', async () => {
      const { workspace, write } = await open();
      for (let i = 0; i < 8; i++) write(`${i}.txt`, `${i}`.repeat(100_000));
      const reads = Array.from({ length: 16 }, (_, i) => workspace.request('files.read', { path: `${i % 8}.txt` }));
      const got = (await Promise.all(reads)).map(({ content }) => text(content.subarray(99_999)));
      expect(got).toEqual([...'0123456701234567']);
    });

    it('keeps the codes and words of errors', async () => {
      const { workspace, write } = await open();
      write('a.txt', 'text');
      write('binary.bin', 'a\0b');
      const content = bytes('new');
      const tries: [Promise<unknown>, string][] = [
        [workspace.request('files.read', { path: 'gone.txt' }), 'not-found'],
        [workspace.request('files.read', { path: '' }), 'is-a-folder'],
        [workspace.request('files.list', { path: 'a.txt' }), 'not-a-folder'],
        [workspace.request('files.read', { path: '../x' }), 'outside-folder'],
        [workspace.request('files.write', { path: 'a.txt', content, create: true, overwrite: false }), 'exists'],
        [workspace.request('documents.open', { path: 'binary.bin' }), 'not-text'],
        [workspace.request('documents.open', { path: 'gone.txt' }), 'not-found'],
      ];
      for (const [index, result] of (await Promise.allSettled(tries.map(([asked]) => asked))).entries()) {
        const message = expect.stringMatching(/\w+ .+/);
        expect(result).toMatchObject({ status: 'rejected', reason: { code: tries[index]![1], message } });
      }
    });

    it('gives up what is cancelled, and answers the next all the same', async () => {
      const { workspace, write } = await open();
      write('a.txt', 'needle\n');
      const stop = new AbortController();
      const search = workspace.request('search.text', { pattern: 'needle' }, { signal: stop.signal });
      stop.abort();
      await expect(search).rejects.toMatchObject({ code: 'cancelled' });
      const { matches } = await workspace.request('search.text', { pattern: 'needle' });
      expect(matches).toHaveLength(1);
    });

    it('gives up at once what was cancelled before it was asked', async () => {
      const { workspace } = await open();
      const asked = workspace.request('files.list', { path: '' }, { signal: AbortSignal.abort() });
      await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    });
  });
}
