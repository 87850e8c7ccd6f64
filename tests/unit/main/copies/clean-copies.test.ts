import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { CleanCopies, type CleanCopiesOptions } from '../../../../src/main/copies/clean-copies.ts';
import { copyLimits, copyWhole } from '../../../../src/main/copies/copied-files.ts';
import { CleanTrees } from '../../../../src/main/git/clean-tree.ts';
import { nodeEnvironment } from '../../../../src/main/machine/environment.ts';
import type { CleanCopyState } from '../../../../src/shared/capabilities/copies/copies.ts';
import { newId } from '../../../../src/shared/core/ids.ts';
import { GitFolder, owner } from '../git/git-fixture.ts';

const { signal } = new AbortController();
const person = newId(nodeEnvironment);

type OwnFile = Awaited<ReturnType<CleanCopiesOptions['ownTexts']>>[number];

/** Copies of a folder, whose unsaved texts the test says. */
function copiesOf(folder: GitFolder) {
  const own: OwnFile[] = [];
  let tell = () => {};
  const copies = new CleanCopies({
    root: folder.root,
    folder: join(folder.base, 'copies'),
    trees: new CleanTrees(folder.root, { closing: signal }),
    sees: (_caller, path) => path !== 'hidden.txt',
    ownTexts: async (_person, takesBoth) =>
      own.map((file) => (file.shared.length > 0 && !takesBoth ? { ...file, content: null } : file)),
    onTextsChanged: (listener) => {
      tell = listener;
      return () => undefined;
    },
    environment: nodeEnvironment,
    report: (message) => void folder.reports.push(message),
  });
  onTestFinished(() => copies.close());
  const make = () => copies.handlers['copies.make']({ person }, owner, signal);
  const write = (...files: OwnFile[]) => {
    own.splice(0, own.length, ...files);
    tell();
  };
  return { copies, make, write };
}

const own = (path: string, text: string, shared: OwnFile['shared'] = []): OwnFile => ({
  path,
  content: new TextEncoder().encode(text),
  shared,
});

const holds = (place: string, path: string, text: string | null) =>
  vi.waitFor(() => {
    const at = join(place, path);
    expect(existsSync(at) ? readFileSync(at, 'utf8') : null).toBe(text);
  }, 20_000);

describe('a clean copy', () => {
  it('has what is saved and one person’s unsaved text, follows both, and leaves nothing', async () => {
    const folder = GitFolder.committed({
      'a.txt': 'a\n',
      'sub/b.txt': 'b\n',
      '.gitignore': 'built\n',
      'gone.txt': 'x\n',
    });
    folder.write('a.txt', 'a saved\n');
    folder.write('new.txt', 'new\n');
    folder.write('built/out.js', 'out\n');
    folder.write('node_modules/p/index.js', 'p\n');
    rmSync(join(folder.root, 'gone.txt'));
    const { copies, make, write } = copiesOf(folder);
    write(own('sub/b.txt', 'b of mine\n'));
    const { place, notice } = await make();
    const read = (path: string) => readFileSync(join(place, path), 'utf8');
    expect([read('a.txt'), read('new.txt'), read('sub/b.txt')]).toEqual(['a saved\n', 'new\n', 'b of mine\n']);
    expect([existsSync(join(place, 'gone.txt')), existsSync(join(place, 'built'))]).toEqual([false, false]);
    expect(lstatSync(join(place, 'node_modules')).isSymbolicLink()).toBe(true);
    expect(notice).toMatch(/node_modules/);
    write(own('sub/b.txt', 'more of mine\n'));
    await holds(place, 'sub/b.txt', 'more of mine\n');
    folder.write('a.txt', 'saved again\n');
    folder.write('built/more.js', 'x\n');
    rmSync(join(folder.root, 'new.txt'));
    copies.onFiles([
      { path: 'a.txt', type: 'changed' },
      { path: 'new.txt', type: 'deleted' },
      { path: 'built/more.js', type: 'created' },
      { path: 'node_modules/p/index.js', type: 'changed' },
    ]);
    await holds(place, 'a.txt', 'saved again\n');
    await holds(place, 'new.txt', null);
    write();
    await holds(place, 'sub/b.txt', 'b\n');
    folder.git('-C', place, 'status');
    expect(existsSync(join(place, 'built'))).toBe(false);
    expect(folder.read('node_modules/p/index.js')).toBe('p\n');
    await copies.left(place);
    expect(existsSync(place)).toBe(false);
    expect(folder.git('worktree', 'list').trim().split('\n')).toHaveLength(1);
    expect(folder.read('node_modules/p/index.js')).toBe('p\n');
    expect(folder.reports).toEqual([]);
  });

  it('says what needs another’s edit, and takes both or neither', async () => {
    const folder = GitFolder.committed({ 'a.txt': 'a\n' });
    const { copies, make, write } = copiesOf(folder);
    const ada = newId(nodeEnvironment);
    write(own('a.txt', 'a of both\n', [{ line: 1, people: [ada] }]));
    const { copy, place } = await make();
    const told: unknown[] = [];
    const ending = new AbortController();
    const send = async ({ copies: all }: { copies: unknown[] }) => void told.push(...all);
    const watching = copies.handlers['copies.watch']({}, { ...owner, isDirect: true }, ending.signal, {
      send,
      unsentBytes: 0,
    } as never);
    const shared = [{ path: 'a.txt', line: 1, people: [ada] }];
    await vi.waitFor(() => expect(told.at(-1)).toMatchObject({ copy, takesBoth: false, shared }), { timeout: 20_000 });
    await holds(place, 'a.txt', 'a\n');
    await copies.handlers['copies.choose']({ copy, takesBoth: true }, { ...owner, isDirect: true }, signal);
    await holds(place, 'a.txt', 'a of both\n');
    await vi.waitFor(() => expect(told.at(-1)).toMatchObject({ takesBoth: true }), { timeout: 20_000 });
    ending.abort();
    await watching;
  });

  it('of a guest’s edits is told to that guest, who chooses for it, and to no other', async () => {
    const folder = GitFolder.committed({ 'a.txt': 'a\n' });
    const { copies, make, write } = copiesOf(folder);
    const [ada, stranger] = [newId(nodeEnvironment), newId(nodeEnvironment)];
    const line = { line: 1, people: [ada] };
    write(own('a.txt', 'a of both\n', [line]), own('hidden.txt', 'h of both\n', [line]));
    const { copy, place } = await make();
    const guest = (id: string) => ({ ...owner, person: id, isOwner: false, isDirect: false });
    const ending = new AbortController();
    onTestFinished(() => ending.abort());
    const toldTo = (id: string) => {
      const told: CleanCopyState[][] = [];
      const send = async ({ copies: all }: { copies: CleanCopyState[] }) => void told.push(all);
      void copies.handlers['copies.watch']({}, guest(id), ending.signal, { send, unsentBytes: 0 } as never);
      return told;
    };
    const [mine, others] = [toldTo(person), toldTo(stranger)];
    const shared = [{ path: 'a.txt', line: 1, people: [ada] }];
    await vi.waitFor(() => expect(mine.at(-1)).toMatchObject([{ copy, place: null, shared }]), { timeout: 20_000 });
    const choose = (id: string) => copies.handlers['copies.choose']({ copy, takesBoth: true }, guest(id), signal);
    await expect(choose(stranger)).rejects.toMatchObject({ code: 'not-found' });
    await holds(place, 'a.txt', 'a\n');
    await choose(person);
    await holds(place, 'a.txt', 'a of both\n');
    expect(others.flat()).toEqual([]);
  });

  it('of a folder without Git is a plain one, and none beyond a bound', async () => {
    const folder = new GitFolder({ 'a.txt': 'a\n', 'sub/b.txt': 'b\n' });
    const { copies, make, write } = copiesOf(folder);
    write(own('a.txt', 'mine\n'));
    const { place } = await make();
    await holds(place, 'a.txt', 'mine\n');
    await holds(place, 'sub/b.txt', 'b\n');
    await copies.left(place);
    expect(existsSync(place)).toBe(false);
    const elsewhere = join(folder.base, 'elsewhere');
    const most = { ...copyLimits, files: 1 };
    await expect(copyWhole(folder.root, elsewhere, most)).rejects.toThrow(/too large to be copied/);
    expect(existsSync(elsewhere)).toBe(false);
  });

  it('is written through no link, and what a host that died has left is removed', async () => {
    const folder = GitFolder.committed({ 'sub/b.txt': 'b\n' });
    const outside = join(folder.base, 'outside');
    mkdirSync(outside);
    const { copies, make, write } = copiesOf(folder);
    const { place } = await make();
    rmSync(join(place, 'sub'), { recursive: true });
    symlinkSync(outside, join(place, 'sub'));
    write(own('sub/b.txt', 'mine\n'));
    await holds(place, 'sub/b.txt', 'mine\n');
    expect(existsSync(join(outside, 'b.txt'))).toBe(false);
    const next = copiesOf(folder);
    await next.copies.start();
    expect(existsSync(place)).toBe(false);
    expect(folder.git('worktree', 'list').trim().split('\n')).toHaveLength(1);
    await copies.left(place);
  });
});
