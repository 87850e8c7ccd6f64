import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import type { FolderStatus } from '../../../../src/shared/capabilities/git/git-state.ts';
import { gitMethods } from '../../../../src/shared/capabilities/git/methods.ts';
import { ada, GitFolder, HeardStream, owner } from './git-fixture.ts';

const { signal } = new AbortController();
const here = { repository: '' };
type Service = ReturnType<GitFolder['service']>;

interface Sort {
  make: () => GitFolder;
  /** Status that guests are told. */
  told: object;
  /** Further demands. */
  holds?: (folder: GitFolder, service: Service) => Promise<unknown>;
}

const one = (...changes: object[]) => ({ repositories: [{ path: '', problem: null, changes }] });
const changed = (path: string, is: string) => ({ path, is });

/** A commit of 10,000 files, of which none is in the working tree. */
function huge(): GitFolder {
  const folder = GitFolder.committed({ 'a.txt': 'one\n' });
  const files = Array.from({ length: 9_999 }, (_, at) => `M 100644 inline dir${at % 100}/f${at}.txt\ndata 2\nx\n`);
  const stream = `commit refs/heads/big\ncommitter O <o@example.org> 1 +0000\ndata 3\nbig\nfrom refs/heads/main\n${files.join('')}`;
  execFileSync('git', ['fast-import', '--quiet'], { cwd: folder.root, input: stream });
  folder.git('symbolic-ref', 'HEAD', 'refs/heads/big');
  folder.git('read-tree', 'big');
  return folder;
}

const sorts: Record<string, Sort> = {
  'with a detached head': {
    make: () => {
      const folder = GitFolder.committed({ 'a.txt': 'one\n' });
      folder.git('checkout', '-q', '--detach');
      return folder;
    },
    told: { repositories: [{ branch: null, head: expect.stringMatching(/^[0-9a-f]{40}$/) }] },
    holds: (_, { handlers }) =>
      expect(handlers['git.push'](here, owner, signal, new HeardStream())).rejects.toThrow(/head is detached/),
  },
  'of SHA-256': {
    make: () => {
      const folder = new GitFolder({ 'a.txt': 'one\n' });
      folder.git('init', '-q', '-b', 'main', '--object-format=sha256');
      folder.git('add', '--all');
      folder.git('commit', '-q', '-m', 'one');
      return folder;
    },
    told: { repositories: [{ head: expect.stringMatching(/^[0-9a-f]{64}$/), changes: [] }] },
    holds: async (folder, { handlers }) => {
      const shown = await handlers['git.show']({ ...here, path: 'a.txt', version: 'HEAD' }, ada, signal);
      expect(Buffer.from(shown.content!).toString()).toBe('one\n');
      folder.write('a.txt', 'two\n');
      await handlers['git.stage']({ ...here, paths: ['a.txt'] }, ada, signal);
      expect(folder.files).toEqual({ 'a.txt': 'M.' });
    },
  },
  'with a submodule, which is a repository of its own': {
    make: () => {
      const folder = GitFolder.committed({ 'a.txt': 'one\n' });
      execFileSync('git', ['clone', '-q', folder.root, join(folder.base, 'far')]);
      folder.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', '../far', 'sub');
      folder.git('commit', '-q', '-m', 'sub');
      folder.write('sub/a.txt', 'two\n');
      return folder;
    },
    told: {
      repositories: [
        { path: '', changes: [] },
        { path: 'sub', changes: [changed('sub/a.txt', '.M')] },
      ],
    },
    holds: async ({ root }, { handlers }) => {
      await handlers['git.stage']({ repository: 'sub', paths: 'all' }, ada, signal);
      expect(
        execFileSync('git', ['diff', '--cached', '--name-only'], { cwd: join(root, 'sub'), encoding: 'utf8' }),
      ).toBe('a.txt\n');
    },
  },
  'with files of Git LFS, which is not set up': {
    make: () => {
      const folder = GitFolder.committed({
        'a.txt': 'one\n',
        '.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n',
      });
      folder.git('config', 'filter.lfs.clean', 'cat');
      folder.write('big.bin', 'raw');
      return folder;
    },
    told: one(changed('big.bin', '??')),
    holds: (_, { handlers }) =>
      expect(handlers['git.stage']({ ...here, paths: 'all' }, ada, signal)).rejects.toThrow(
        /“big.bin” is kept by Git LFS/,
      ),
  },
  'of 10,000 files that all differ': {
    make: huge,
    told: { repositories: [{ branch: 'big', rest: 4_999, problem: null }] },
    holds: async ({ told }) => expect(told.at(-1)!.repositories[0]!.changes.length).toBe(5_000),
  },
  'whose index is broken': {
    make: () => {
      const folder = GitFolder.committed({ 'a.txt': 'one\n' });
      writeFileSync(join(folder.root, '.git/index'), 'nonsense');
      return folder;
    },
    told: { repositories: [{ problem: expect.stringMatching(/index file/) }] },
    holds: async (folder) => {
      rmSync(join(folder.root, '.git/index'));
      await vi.waitFor(() => expect(folder.files).toEqual({ 'a.txt': '??' }), { timeout: 20_000 });
    },
  },
  'with files named as options and patterns': {
    make: () => {
      const folder = GitFolder.committed({ '-rf': 'one\n', 'a.txt': 'one\n' });
      for (const name of ['-rf', '--all', ':(glob)**', 'a\nb']) folder.write(name, 'two\n');
      return folder;
    },
    told: { repositories: [{ problem: null }] },
    holds: async (folder, { handlers }) => {
      await handlers['git.stage']({ ...here, paths: ['-rf', '--all', ':(glob)**', 'a\nb'] }, ada, signal);
      expect(folder.git('diff', '--cached', '--name-only', '-z').split('\0').filter(Boolean).sort()).toEqual(
        ['--all', '-rf', ':(glob)**', 'a\nb'].sort(),
      );
      await handlers['git.discard']({ ...here, paths: 'all' }, ada, signal).catch(() => undefined);
      expect(folder.read('a.txt')).toBe('one\n');
    },
  },
  'on a branch named as an option': {
    make: () => {
      const folder = GitFolder.committed({ 'a.txt': 'one\n' });
      folder.git('init', '-q', '--bare', '../far.git');
      folder.git('remote', 'add', 'origin', '../far.git');
      folder.git('update-ref', 'refs/heads/--upload-pack=touch', 'HEAD');
      folder.git('symbolic-ref', 'HEAD', 'refs/heads/--upload-pack=touch');
      return folder;
    },
    told: { repositories: [{ branch: '--upload-pack=touch', problem: null }] },
    holds: async (folder, { handlers }) => {
      const { refs } = await handlers['git.refs'](here, ada, signal);
      expect(refs.map(({ name }) => name)).toContain('--upload-pack=touch');
      for (const method of ['git.merge', 'git.rebase', 'git.deleteBranch'] as const) {
        const name = '--upload-pack=touch';
        expect(
          gitMethods[method].params.safeParse({ ...here, branch: name, onto: name, name, force: true }).success,
        ).toBe(false);
      }
      await handlers['git.push'](here, owner, signal, new HeardStream());
      expect(folder.git('ls-remote', 'origin')).toContain('refs/heads/--upload-pack=touch');
      await handlers['git.renameBranch']({ ...here, name: 'main', newName: 'plain' }, ada, signal);
      await handlers['git.checkout']({ ...here, target: { branch: 'plain' } }, ada, signal);
      expect(existsSync(join(folder.root, 'touch'))).toBe(false);
    },
  },
  'beside another one': {
    make: () => {
      const folder = GitFolder.committed({ 'a.txt': 'one\n' });
      execFileSync('git', ['clone', '-q', folder.root, join(folder.root, 'inner/copy')]);
      folder.write('inner/copy/a.txt', 'two\n');
      return folder;
    },
    told: { repositories: [{ path: '' }, { path: 'inner/copy', changes: [changed('inner/copy/a.txt', '.M')] }] },
  },
};

it.each(Object.entries(sorts))('a repository %s is told and worked with, or its trouble is said', async (_, sort) => {
  const folder = sort.make();
  const service = folder.service();
  await vi.waitFor(() => expect(folder.told.at(-1)).toMatchObject(sort.told as FolderStatus), { timeout: 10_000 });
  await sort.holds?.(folder, service);
});
