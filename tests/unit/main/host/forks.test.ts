import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createFork } from '../../../../src/main/host/forks.ts';
import type { Caller, HostStream } from '../../../../src/shared/session/contract.ts';

const format = { encoding: 'utf8', bom: false, eol: 'lf', mixedEol: false } as const;
const owner = { person: 'ada', replica: 'r', isOwner: true, isDirect: true, rights: new Set() } as unknown as Caller;

async function place(): Promise<string> {
  const made = await realpath(await mkdtemp(join(tmpdir(), 'ensemble-fork-test-')));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  return made;
}

/** Forks files, in parts of one character each. */
async function fork(root: string, to: { place?: string; branch?: string }, files: [string, string][], caller = owner) {
  const parts = files.flatMap(([path, text]) =>
    [...text].map((letter, index) => ({
      path,
      content: Buffer.from(letter),
      format,
      isLast: index === text.length - 1,
    })),
  );
  const all = [...parts, { path: null, content: new Uint8Array(), format, isLast: true }];
  const stream = {
    send: async () => undefined,
    unsentBytes: 0,
    async *[Symbol.asyncIterator]() {
      yield* all;
    },
  } as unknown as HostStream<'replay.fork'>;
  const asked = { place: to.place ?? null, branch: to.branch ?? null, message: 'From a recording' };
  const { signal } = new AbortController();
  return createFork(root, { closing: signal })(asked, caller, signal, stream);
}

it('writes the files into a new folder, or an empty one, and into no other', async () => {
  const at = await place();
  const made = await fork(at, { place: join(at, 'new') }, [
    ['a.txt', 'one\n'],
    ['src/deep/b.txt', 'two'],
  ]);
  expect(made).toEqual({ place: join(at, 'new'), files: 2 });
  expect(await readFile(join(at, 'new/src/deep/b.txt'), 'utf8')).toBe('two');
  await expect(fork(at, { place: join(at, 'new') }, [['c.txt', 'x']])).rejects.toThrow('already');
  await symlink('/', join(at, 'link'));
  await expect(fork(at, { place: join(at, 'link') }, [['c.txt', 'x']])).rejects.toThrow('not a folder');
  await expect(fork(at, { place: join(at, 'nowhere/new') }, [['c.txt', 'x']])).rejects.toThrow();
  await expect(fork(at, { place: join(at, 'other') }, [['c.txt', 'x']], { ...owner, isDirect: false })).rejects.toThrow(
    'own alone',
  );
  expect(await readdir(at)).toEqual(['link', 'new']);
});

it.each([
  '../out.txt',
  '/etc/out.txt',
  'a/../../out.txt',
  '.git/hooks/post-checkout',
  'a/.GIT/config',
  '',
  'a//b',
  'x\0y',
])('takes back all of it where a file is called %j', async (path) => {
  const at = await place();
  await expect(
    fork(at, { place: join(at, 'new') }, [
      ['a/b.txt', 'good'],
      [path, 'evil'],
    ]),
  ).rejects.toThrow();
  expect(await readdir(at)).toEqual([]);
});

it('follows no link that somebody puts into it meanwhile, and writes over nothing', async () => {
  const at = await place();
  await mkdir(join(at, 'outside'));
  await writeFile(join(at, 'outside/kept.txt'), 'kept');
  const twice: [string, string][] = [
    ['a.txt', 'one'],
    ['a.txt', 'two'],
  ];
  await expect(fork(at, { place: join(at, 'new') }, twice)).rejects.toThrow('already');
  expect(await readdir(at)).toEqual(['outside']);
  const { ForkedFolder } = await import('../../../../src/main/files/forked-folder.ts');
  const forked = await ForkedFolder.open(join(at, 'new'));
  await symlink(join(at, 'outside'), join(at, 'new/sub'));
  await symlink(join(at, 'outside/kept.txt'), join(at, 'new/file.txt'));
  await expect(forked.write('sub/kept.txt', Buffer.from('evil'))).rejects.toThrow();
  await expect(forked.write('sub/new.txt', Buffer.from('evil'))).rejects.toThrow();
  await expect(forked.write('file.txt', Buffer.from('evil'))).rejects.toThrow();
  await forked.undo();
  expect(await readFile(join(at, 'outside/kept.txt'), 'utf8')).toBe('kept');
  expect(await readdir(join(at, 'outside'))).toEqual(['kept.txt']);
});

it('makes a branch on the last commit, and touches neither files nor index', async () => {
  const root = await place();
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
  git('init', '-q', '-b', 'main');
  for (const [key, value] of [
    ['user.name', 'Ada'],
    ['user.email', 'ada@example.org'],
  ] as const)
    git('config', key, value);
  await writeFile(join(root, 'a.txt'), 'old');
  await writeFile(join(root, 'other.txt'), 'other');
  git('add', '.');
  git('commit', '-qm', 'First');
  await writeFile(join(root, 'a.txt'), 'mine');
  const made = await fork(root, { branch: 'then' }, [
    ['a.txt', 'as it was'],
    ['src/b.txt', 'new'],
  ]);
  expect(made).toEqual({ place: 'then', files: 2 });
  expect(git('show', 'then:a.txt')).toBe('as it was');
  expect(git('ls-tree', '-r', '--name-only', 'then').split('\n')).toEqual(['a.txt', 'other.txt', 'src/b.txt']);
  expect(git('log', '-1', '--format=%s', 'then')).toBe('From a recording');
  expect(git('status', '--porcelain')).toBe('M a.txt');
  expect(git('branch', '--show-current')).toBe('main');
  await expect(fork(root, { branch: 'then' }, [['a.txt', 'x']])).rejects.toThrow('already');
  await expect(fork(root, { branch: '--force' }, [['a.txt', 'x']])).rejects.toThrow();
  await expect(fork(root, { branch: 'evil' }, [['../a.txt', 'x']])).rejects.toThrow();
  await expect(fork(root, { branch: 'evil' }, [['.git/config', 'x']])).rejects.toThrow();
  expect(git('branch', '--list', 'evil')).toBe('');
});
