import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { mayBringRepository } from '../../../../src/main/git/find-repositories.ts';
import { ada, GitFolder, owner } from './git-fixture.ts';

const { signal } = new AbortController();
const here = { repository: '' };

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
  await vi.waitFor(() => expect(folder.told.at(-1)).toEqual({ repositories: [], problem: null, isPart: true }), {
    timeout: 20_000,
  });
  await expect(service.handlers['git.refs'](here, ada, signal)).rejects.toThrow(/no repository/);
  await service.handlers['git.init']({}, owner, signal);
  await vi.waitFor(() => expect(folder.told.at(-1)?.isPart).toBeUndefined(), { timeout: 20_000 });
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
  await vi.waitFor(() => expect(folder.files).toEqual({}), { timeout: 20_000 });
  await vi.waitFor(() => expect(folder.told.at(-1)!.repositories.map(({ path }) => path)).toEqual(['', tree.path]), {
    timeout: 20_000,
  });
  folder.write('trees/my topic/a.txt', 'two\n');
  await expect(handlers['git.removeWorktree']({ ...tree, force: false }, owner, signal)).rejects.toThrow(/Git says/);
  await expect(handlers['git.removeWorktree']({ ...here, path: 'vendor', force: true }, owner, signal)).rejects.toThrow(
    /no further working tree/,
  );
  await handlers['git.removeWorktree']({ ...tree, force: true }, owner, signal);
  expect(existsSync(join(folder.root, tree.path))).toBe(false);
});
