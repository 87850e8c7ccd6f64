import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { mayBringRepository } from '../../../../src/main/git/find-repositories.ts';
import { ada, GitFolder, owner } from './git-fixture.ts';

const { signal } = new AbortController();
const here = { repository: '' };
const waiting = { timeout: 20_000 };

it('finds a repository anew only where one can have come or gone', async () => {
  const folder = GitFolder.committed({ 'a.txt': 'one\n' });
  mkdirSync(join(folder.root, 'sub/below/deep'), { recursive: true });
  const isKnown = (path: string) => path === '';
  const may = (path: string, type = 'created') => mayBringRepository(folder.root, [{ path, type }], isKnown);
  folder.write('sub/below/deep/b.txt', 'b\n');
  for (const path of ['a.txt', 'gone.txt', 'sub/below/deep/b.txt', 'sub/below/deep', 'sub/new.txt'])
    expect([path, await may(path)]).toEqual([path, false]);
  expect(await may('sub')).toBe(true);
  expect(await may('sub/below/deep/b.txt', 'changed')).toBe(false);
  mkdirSync(join(folder.root, 'sub/below/.git'));
  expect(await may('sub/below/deep/b.txt', 'changed')).toBe(true);
  expect(await mayBringRepository(folder.root, [{ path: 'inner', type: 'deleted' }], (path) => path === 'inner')).toBe(
    true,
  );
});

it('says that the folder is a part of a larger repository, and offers nothing of it', async () => {
  const folder = new GitFolder({ 'a.txt': 'one\n' });
  execFileSync('git', ['init', '-q', folder.base]);
  const service = folder.service();
  await vi.waitFor(
    () => expect(folder.told.at(-1)).toEqual({ repositories: [], problem: null, isPart: true }),
    waiting,
  );
  await expect(service.handlers['git.refs'](here, ada, signal)).rejects.toThrow(/no repository/);
  await service.handlers['git.init']({}, owner, signal);
  await vi.waitFor(() => expect(folder.told.at(-1)?.isPart).toBeUndefined(), waiting);
});

it('lists, applies and drops what was put aside, by its name and not by its place', async () => {
  const folder = GitFolder.committed({ 'a.txt': 'one\n', 'b.txt': 'b\n' });
  const { handlers } = folder.service();
  for (const [path, message] of [
    ['a.txt', 'the first'],
    ['b.txt', ''],
  ] as const) {
    folder.write(path, 'two\n');
    await handlers['git.stash']({ ...here, message, untracked: false }, ada, signal);
  }
  const { stashes } = await handlers['git.stashes'](here, ada, signal);
  expect(stashes.map(({ words }) => words)).toEqual([
    expect.stringMatching(/^WIP on main/),
    expect.stringMatching(/the first$/),
  ]);
  const first = stashes[1]!.id;
  await handlers['git.dropStash']({ ...here, id: stashes[0]!.id }, ada, signal);
  await expect(handlers['git.dropStash']({ ...here, id: stashes[0]!.id }, ada, signal)).rejects.toThrow(/any more/);
  await handlers['git.unstash']({ ...here, id: first, keep: true }, ada, signal);
  expect([folder.read('a.txt'), folder.read('b.txt')]).toEqual(['two\n', 'b\n']);
  expect((await handlers['git.stashes'](here, ada, signal)).stashes.map(({ id }) => id)).toEqual([first]);
});

it('makes, lists and removes working trees inside the folder', async () => {
  const folder = GitFolder.committed({ 'a.txt': 'one\n', 'vendor/x': 'x\n' });
  const { handlers } = folder.service();
  const tree = { ...here, path: 'trees/my topic' };
  await handlers['git.addWorktree']({ ...tree, branch: 'topic', isNew: true }, ada, signal);
  expect(folder.read('trees/my topic/a.txt')).toBe('one\n');
  folder.git('worktree', 'add', '-q', '../outside', '-b', 'far');
  const { worktrees } = await handlers['git.worktrees'](here, ada, signal);
  expect(worktrees.map(({ path, place, branch }) => [path, place, branch])).toEqual([
    ['', null, 'main'],
    ['trees/my topic', null, 'topic'],
  ]);
  expect((await handlers['git.worktrees'](here, owner, signal)).worktrees.length).toBe(3);
  await vi.waitFor(() => expect(folder.files).toEqual({}), waiting);
  await vi.waitFor(
    () => expect(folder.told.at(-1)!.repositories.map(({ path }) => path)).toEqual(['', tree.path]),
    waiting,
  );
  folder.write('trees/my topic/a.txt', 'two\n');
  await expect(handlers['git.removeWorktree']({ ...tree, force: false }, owner, signal)).rejects.toThrow(/Git says/);
  await expect(handlers['git.removeWorktree']({ ...here, path: 'vendor', force: true }, owner, signal)).rejects.toThrow(
    /no further working tree/,
  );
  await handlers['git.removeWorktree']({ ...tree, force: true }, owner, signal);
  expect(existsSync(join(folder.root, tree.path))).toBe(false);
});

it('takes back a stash that came with conflicts, staged work and new files included', async () => {
  const folder = GitFolder.committed({
    'a.txt': 'one\n',
    'b.txt': 'b\n',
    'c.txt': 'c\n',
    'gone.txt': '1\n',
    'old.txt': '2\n',
  });
  const { handlers } = folder.service();
  folder.write('a.txt', 'put aside\n');
  folder.write('b.txt', 'b, put aside\n');
  folder.write('gone.txt', 'put aside\n');
  folder.write('new.txt', 'new\n');
  folder.write('kept.txt', 'kept\n');
  rmSync(join(folder.root, 'old.txt'));
  await handlers['git.stash']({ ...here, message: '', untracked: true }, ada, signal);
  folder.write('a.txt', 'two\n');
  folder.git('rm', '-q', 'gone.txt');
  folder.git('commit', '-qam', 'Two');
  folder.write('c.txt', 'staged\n');
  folder.git('add', 'c.txt');
  folder.write('d.txt', 'nobody asked\n');
  const before = folder.git('status', '--porcelain');
  const pop = () => handlers['git.unstash']({ ...here, id: null, keep: false }, ada, signal);
  const underway = () => vi.waitFor(() => expect(folder.told.at(-1)?.repositories[0]?.underway).toBe('stash'), waiting);
  expect((await pop()).notice).toContain('2 files have conflicts');
  await underway();
  await expect(handlers['git.continue'](here, ada, signal)).rejects.toThrow(/nothing is left to continue/);
  folder.write('kept.txt', 'kept, and changed since\n');
  await handlers['git.abort'](here, ada, signal);
  expect(folder.git('status', '--porcelain')).toBe(`${before}?? kept.txt\n`);
  expect(['a.txt', 'b.txt', 'c.txt', 'old.txt', 'kept.txt'].map((path) => folder.read(path))).toEqual([
    'two\n',
    'b\n',
    'staged\n',
    '2\n',
    'kept, and changed since\n',
  ]);
  expect(['new.txt', 'gone.txt'].filter((path) => existsSync(join(folder.root, path)))).toEqual([]);
  expect((await handlers['git.stashes'](here, ada, signal)).stashes).toHaveLength(1);
  await expect(handlers['git.abort'](here, ada, signal)).rejects.toThrow(/Nothing is under way/);

  rmSync(join(folder.root, 'kept.txt'));
  await pop();
  await underway();
  await handlers['git.resolve']({ ...here, path: 'gone.txt', take: 'deleted' }, ada, signal);
  await handlers['git.resolve']({ ...here, path: 'a.txt', take: 'theirs' }, ada, signal);
  await vi.waitFor(() => expect(folder.told.at(-1)?.repositories[0]?.underway).toBeNull(), waiting);
  expect(existsSync(join(folder.root, '.git/ENSEMBLE_UNSTASH'))).toBe(false);
  expect(folder.read('a.txt')).toBe('put aside\n');
});

it('tells where the upstream is, and that a branch or tag has come or moved', async () => {
  const folder = GitFolder.committed({ 'a.txt': 'one\n' });
  folder.git('branch', 'far');
  folder.git('branch', '-q', '--set-upstream-to=far');
  folder.service();
  const told = () => folder.told.at(-1)?.repositories[0];
  const marks = new Set<string | undefined>();
  await vi.waitFor(() => expect(told()?.upstreamCommit).toBe(folder.git('rev-parse', 'far').trim()), waiting);
  marks.add(told()?.refsMark);
  folder.git('tag', 'v1');
  await vi.waitFor(() => expect(marks).not.toContain(told()?.refsMark), waiting);
  marks.add(told()?.refsMark);
  folder.git(
    'update-ref',
    'refs/heads/far',
    folder.git('commit-tree', '-m', 'Far', 'HEAD^{tree}', '-p', 'HEAD').trim(),
  );
  await vi.waitFor(
    () => expect(told()).toMatchObject({ behind: 1, upstreamCommit: folder.git('rev-parse', 'far').trim() }),
    waiting,
  );
  expect(marks).not.toContain(told()?.refsMark);
});

it('goes by no note about a stash that is not its own', async () => {
  const folder = GitFolder.committed({ 'a.txt': 'one\n' });
  const { handlers } = folder.service();
  // A conflict that a terminal of the host has left.
  folder.write('a.txt', 'two\n');
  folder.git('stash', '-q');
  folder.write('a.txt', 'three\n');
  folder.git('commit', '-qam', 'Three');
  expect(() => folder.git('stash', 'pop', '-q')).toThrow();
  const marked = folder.read('a.txt');
  const head = folder.git('rev-parse', 'HEAD').trim();
  const mine = { head, tree: folder.git('rev-parse', 'HEAD^{tree}').trim(), paths: ['a.txt'] };
  const none = { untracked: [], untrackedOf: null };
  for (const note of [
    'nonsense',
    JSON.stringify({ ...mine, ...none, tree: '--hard' }),
    JSON.stringify({ ...mine, ...none, head: mine.tree }),
    JSON.stringify({ ...mine, ...none, paths: ['b.txt'] }),
    JSON.stringify(mine),
  ]) {
    folder.write('.git/ENSEMBLE_UNSTASH', note);
    await expect(handlers['git.abort'](here, ada, signal)).rejects.toThrow(/Nothing is under way/);
    expect(folder.read('a.txt')).toBe(marked);
  }
});
