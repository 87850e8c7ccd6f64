import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { keepDraft } from '../../../../src/main/documents/draft.ts';
import { SharedFolder } from '../host/host-fixture.ts';

const nowMs = Date.UTC(2026, 10, 21, 13, 45, 0);
const git = (folder: string, ...args: string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim();

/** A repository with one commit. */
function repository(): SharedFolder {
  const folder = new SharedFolder({ 'a.txt': 'a\n', 'gone.txt': 'gone\n', '.gitignore': 'out\n' });
  git(folder.folder, 'init', '-q', '-b', 'main');
  git(folder.folder, 'add', '-A');
  git(folder.folder, '-c', 'user.name=T', '-c', 'user.email=t@localhost', 'commit', '-q', '-m', 'first');
  return folder;
}

it('keeps a repository as it is on a branch, and touches neither index nor files nor the branch one is on', async () => {
  const here = repository();
  const { folder, home } = here;
  here.write('a.txt', 'staged\n');
  git(folder, 'add', 'a.txt');
  here.write('a.txt', 'in the work tree\n');
  here.write('new/file.txt', 'new\n');
  here.write('out', 'ignored\n');
  rmSync(join(folder, 'gone.txt'));
  const before = git(folder, 'status', '--porcelain');
  expect(await keepDraft(folder, home, [], nowMs)).toBe('the branch ensemble/draft-20261121-134500');
  expect(git(folder, 'status', '--porcelain')).toBe(before);
  expect(git(folder, 'show', ':a.txt')).toBe('staged');
  expect(git(folder, 'branch', '--show-current')).toBe('main');
  const kept = git(folder, 'ls-tree', '-r', '--name-only', 'ensemble/draft-20261121-134500').split('\n');
  expect(kept).toEqual(['.gitignore', 'a.txt', 'new/file.txt']);
  expect(git(folder, 'show', 'ensemble/draft-20261121-134500:a.txt')).toBe('in the work tree');
});

it('keeps nothing where all is committed', async () => {
  const { folder, home } = repository();
  expect(await keepDraft(folder, home, ['a.txt'], nowMs)).toBeNull();
  expect(git(folder, 'branch')).toBe('* main');
});

it('copies the files where there is no repository', async () => {
  const { folder, home } = new SharedFolder({ 'src/a.txt': 'a\n', 'b.txt': 'b\n' });
  const kept = await keepDraft(folder, home, ['src/a.txt', 'not-there.txt'], nowMs);
  expect(kept).toBe(join(home, 'drafts', '20261121-134500'));
  expect(readFileSync(join(kept!, 'src', 'a.txt'), 'utf8')).toBe('a\n');
});
