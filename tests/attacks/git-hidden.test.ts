import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { type OwnWindow, ownWindow } from '../lib/own-window.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { AttackedRepository } from './lib/attacked-repository.ts';
import type { RawClient } from './lib/raw-client.ts';

const here = { repository: '' };
/** A hidden file whose name is a secret, and one that guests may not change. */
const hidden = 'private/canary-of-a-name.txt';
const guarded = 'guarded.txt';
/** A hidden file and a guarded one, by rules about their places. */
const [placed, locked] = ['docs/plans/canary-of-a-name.txt', 'config/locked.txt'];

let host: AttackedHost;
let repository: AttackedRepository;
let window: OwnWindow;
let editor: RawClient;
let first: string;
let second: string;

const git = (...args: string[]) => repository.git(...args);
const write = (path: string, text: string) => writeFile(join(host.folder, path), text);
const ask = (method: string, params: object = {}) => editor.request(method, { ...here, ...params }, host.host);
const standing = async () => [...repository.standing(), await host.read(hidden), await host.read(guarded)];

beforeAll(async () => {
  host = await AttackedHost.start();
  repository = await AttackedRepository.make(host, {
    ...Object.fromEntries([hidden, guarded, placed, locked, 'open.txt'].map((path) => [path, 'one\n'])),
    [placed]: 'canary-of-a-text\n',
  });
  first = git('rev-parse', 'HEAD').trim();
  git('checkout', '-q', '-b', 'other');
  for (const path of [hidden, guarded]) await write(path, 'two\n');
  git('commit', '-q', '-a', '-m', 'two');
  second = git('rev-parse', 'HEAD').trim();
  git('checkout', '-q', 'main');
  window = await ownWindow(host.url);
  editor = await host.guest('editor');
  await vi.waitFor(async () => expect((await ask('git.refs')).error).toBeUndefined(), { timeout: 10_000 });
}, 60_000);
beforeEach(() => git('checkout', '-q', '-f', 'main'));
afterEach(() => {
  for (const guest of host.guests)
    for (const canary of ['canary-of-a-name', 'canary-of-a-text']) expect(guest.hasHeard(canary)).toBe(false);
});
afterAll(() => {
  window.client.leave();
  return host.close();
});

const moves: [string, () => object][] = [
  ['git.checkout', () => ({ target: { branch: 'other' } })],
  ['git.checkout', () => ({ target: { commit: second } })],
  ['git.merge', () => ({ branch: 'other' })],
  ['git.rebase', () => ({ onto: 'other' })],
  ['git.pick', () => ({ commit: second })],
];

it.each(moves)('an editor moves no file that is hidden or guarded by %s', async (method, params) => {
  const before = await standing();
  expect((await ask(method, params())).error?.code).toBe('no-access');
  expect(await standing()).toEqual(before);
});

it('an editor takes nothing that is hidden or guarded back to an older version', async () => {
  git('checkout', '-q', 'other');
  const before = await standing();
  for (const [method, params] of [
    ['git.revert', { commit: second }],
    ['git.checkout', { target: { commit: first } }],
  ] as const)
    expect([method, (await ask(method, params)).error?.code]).toEqual([method, 'no-access']);
  expect(await standing()).toEqual(before);
});

it.each([true, false])(
  'an editor puts aside their own files only, and brings back no others (untracked: %s)',
  async (untracked) => {
    for (const path of [hidden, guarded, 'open.txt', 'new.txt', 'private/new.txt']) await write(path, 'three\n');
    expect((await ask('git.stash', { message: '', untracked })).error).toBeUndefined();
    for (const path of [hidden, guarded, 'private/new.txt', '.ensemble/sharing.json'])
      expect([path, await host.read(path)]).toEqual([path, expect.stringMatching(/three|private/)]);
    expect(await host.read('open.txt')).toBe('one\n');
    expect((await ask('git.unstash')).error).toBeUndefined();
    expect(await host.read('open.txt')).toBe('three\n');
    git('stash', 'push', '-q');
    const { result } = await ask('git.stashes');
    const [{ id }] = (result as { stashes: { id: string }[] }).stashes as [{ id: string }];
    for (const stash of [{}, { id }, { id, keep: true }])
      expect((await ask('git.unstash', stash)).error?.code).toBe('no-access');
    git('stash', 'drop', '-q');
  },
);

it('the owner puts all aside, and brings it back', async () => {
  for (const path of [hidden, 'open.txt', 'new.txt']) await write(path, 'four\n');
  await window.direct.request('git.stash', { ...here, message: '', untracked: true });
  expect(git('status', '--porcelain')).toBe('');
  await window.direct.request('git.unstash', here);
  expect(await host.read('new.txt')).toBe('four\n');
});

it('nobody is told of the owner’s acts on hidden files, nor of hidden files by Git’s complaints', async () => {
  await write(hidden, 'five\n');
  await window.direct.request('git.stage', { ...here, paths: [hidden] });
  await window.direct.request('git.unstage', { ...here, paths: [hidden] });
  await window.direct.request('git.discard', { ...here, paths: [hidden] });
  // An untracked hidden file is in the way of one that is no secret elsewhere.
  git('checkout', '-q', '-b', 'in-the-way');
  git('rm', '-q', '--cached', hidden);
  git('commit', '-q', '-m', 'without');
  await write('open.txt', 'six\n');
  for (const [method, params] of moves) await ask(method, params());
  await host.goesOn();
});

it('a guest signs off in their own name only', async () => {
  await write('open.txt', 'seven\n');
  await ask('git.stage', { paths: ['open.txt'] });
  await ask('git.commit', { message: 'More\n\nFixes: 1', amend: false, signOff: true });
  const told = git('log', '-1', '--format=%an%n%B');
  expect(told).toContain('The editor');
  expect(told).toMatch(/Fixes: 1\nSigned-off-by: The editor </);
  expect(told).not.toContain('Olga');
});

/** Makes a branch of commits of one file each, in a working tree beside the folder. */
async function branchOf(name: string, ...files: [path: string, text: string][]): Promise<string> {
  const side = resolve(host.folder, '..', 'side');
  if (!existsSync(side)) git('worktree', 'add', '-q', '--detach', side, first);
  git('-C', side, 'checkout', '-q', '-B', name, first);
  for (const [path, text] of files) {
    await mkdir(join(side, path, '..'), { recursive: true });
    await writeFile(join(side, path), text);
    git('-C', side, 'add', '--force', path);
    git('-C', side, 'commit', '-q', '-m', `${name}: a change`);
  }
  git('-C', side, 'checkout', '-q', '--detach');
  return git('rev-parse', name).trim();
}

it('an editor passes off no branch as another commit by a tag of its name', async () => {
  const names = ['other', 'heads/other', 'refs/heads/other'];
  for (const name of names) await ask('git.tag', { name, commit: first });
  const files = (await standing()).slice(-2);
  for (const branch of names) {
    await ask('git.checkout', { target: { branch } });
    await ask('git.merge', { branch });
    await ask('git.rebase', { onto: branch });
  }
  expect((await standing()).slice(-2)).toEqual(files);
  git('checkout', '-q', '-f', 'main');
  git('tag', '-d', ...names);
});

it('an editor brings no former version of a hidden file back in the middle of a rebase', async () => {
  await branchOf('onto', ['open.txt', 'other\n']);
  await branchOf('there-and-back', [hidden, 'two\n'], ['open.txt', 'three\n'], [hidden, 'one\n']);
  git('checkout', '-q', 'there-and-back');
  const before = await standing();
  expect((await ask('git.rebase', { onto: 'onto' })).error?.code).toBe('no-access');
  expect(await standing()).toEqual(before);
});

it('a maintainer pulls what guests may change, and nothing else', async () => {
  git('reset', '-q', '--hard', first);
  const far = resolve(host.folder, '..', 'far.git');
  git('clone', '-q', '--bare', host.folder, far);
  git('remote', 'add', 'origin', far);
  const maintainer = await host.guest('maintainer');
  const pull = async () => {
    const others = await maintainer.request('git.others', here, host.host);
    const { mark: over } = others.result as { mark: string };
    return maintainer.open('git.pull', { ...here, over }, host.host);
  };
  const follow = async (...files: [string, string][]) => {
    git('push', '-q', '--force', 'origin', `${await branchOf('far', ...files)}:refs/heads/main`);
    git('branch', '-q', '--set-upstream-to', 'origin/main', 'main');
  };
  for (const path of [hidden, guarded, '.ensemble/sharing.json']) {
    await follow([path, '{}\n']);
    const before = await standing();
    expect([path, (await pull()).error?.code]).toEqual([path, 'no-access']);
    expect(await standing()).toEqual(before);
  }
  await follow(['open.txt', 'pulled\n']);
  expect((await pull()).error).toBeUndefined();
  expect(await host.read('open.txt')).toBe('pulled\n');
  git('reset', '-q', '--hard', first);
  git('remote', 'remove', 'origin');
});

it('a further working tree shows and gives away nothing that the folder does not', async () => {
  expect((await ask('git.addWorktree', { path: 'tree', branch: 'tree', isNew: true })).error).toBeUndefined();
  const inTree = { repository: 'tree', path: `tree/${placed}` };
  for (const [method, params] of [
    ['files.read', { path: `tree/${placed}` }],
    ['documents.open', { path: `tree/${placed}` }],
    ['git.show', { ...inTree, version: 'HEAD' }],
    ['git.blame', { ...inTree, content: Buffer.from('x\n') }],
  ] as const)
    expect([method, (await editor.request(method, params, host.host)).error?.code]).toEqual([method, 'hidden']);
  const listed = await editor.request('files.list', { path: 'tree/docs' }, host.host);
  expect(listed.error?.code ?? listed.result).toEqual(expect.not.objectContaining({ entries: [expect.anything()] }));
  await ask('git.changedIn', { repository: 'tree', commit: first, parent: null });
  const content = Buffer.from('evil');
  for (const path of [`tree/${locked}`, `tree/${guarded}`]) {
    const { error } = await editor.request('files.write', { path, content, create: true, overwrite: true }, host.host);
    expect([path, error?.code]).toEqual([path, 'no-access']);
  }
  const moved = await ask('git.checkout', { repository: 'tree', target: { commit: second } });
  expect(moved.error?.code).toBe('no-access');
  git('worktree', 'remove', '--force', 'tree');
  git('branch', '-q', '-D', 'tree');
});

it('a further working tree of a repository in the folder keeps its rules as well, wherever it lies', async () => {
  const nested = 'docs';
  const inNested = (...args: string[]) =>
    git('-C', join(host.folder, nested), '-c', 'user.name=Olga', '-c', 'user.email=olga@example.org', ...args);
  inNested('init', '-q', '-b', 'main');
  inNested('add', '--force', '--all');
  inNested('commit', '-q', '-m', 'nested');
  const add = { repository: nested, path: `${nested}/beside`, branch: 'beside', isNew: true };
  await vi.waitFor(async () => expect((await ask('git.addWorktree', add)).error).toBeUndefined(), { timeout: 10_000 });
  inNested('worktree', 'add', '-q', '-b', 'elsewhere', join(host.folder, 'elsewhere'));
  const name = placed.slice(nested.length + 1);
  for (const tree of [`${nested}/beside`, 'elsewhere']) {
    expect(existsSync(join(host.folder, tree, name))).toBe(true);
    for (const [method, params] of [
      ['files.read', { path: `${tree}/${name}` }],
      ['documents.open', { path: `${tree}/${name}` }],
      ['git.show', { repository: tree, path: `${tree}/${name}`, version: 'HEAD' }],
    ] as const) {
      const { error } = await editor.request(method, params, host.host);
      expect([tree, method, error?.code]).toEqual([tree, method, 'hidden']);
    }
    await editor.request('files.list', { path: `${tree}/plans` }, host.host);
  }
  for (const tree of ['beside', join(host.folder, 'elsewhere')]) inNested('worktree', 'remove', '--force', tree);
  await rm(join(host.folder, nested, '.git'), { recursive: true });
});

it.each(['a\n*', 'a\r', 'a\nworktree /evil\nHEAD 0000', 'a\u001b[31m'])(
  'an editor writes no line of their own into the repository by a working tree’s name: %j',
  async (path) => {
    const before = await readFile(join(host.folder, '.git/info/exclude'), 'utf8');
    expect((await ask('git.addWorktree', { path, branch: 'lines', isNew: true })).error?.code).toBe('bad-request');
    expect(await readFile(join(host.folder, '.git/info/exclude'), 'utf8')).toBe(before);
    expect(existsSync(join(host.folder, path))).toBe(false);
  },
);

it('an editor stages no text of their own for a guarded file, and none in the place of a folder or under a file', async () => {
  const before = standing();
  for (const [path, code] of [
    [guarded, 'no-access'],
    [locked, 'no-access'],
    ['docs', 'bad-request'],
    ['config', 'bad-request'],
    ['open.txt/evil', 'bad-request'],
  ] as const) {
    const expected = ((await ask('git.show', { path, version: 'index' })).result?.id ?? null) as string | null;
    const { error } = await ask('git.stageText', { path, content: Buffer.from('evil\n'), expected });
    expect([path, error?.code]).toEqual([path, code]);
  }
  expect(await standing()).toEqual(await before);
});

it('an editor says of no guarded file that its conflict is resolved', async () => {
  await branchOf('ours', [guarded, 'ours\n']);
  await branchOf('theirs', [guarded, 'theirs\n']);
  git('checkout', '-q', 'ours');
  expect(() => git('merge', '-q', 'theirs')).toThrow();
  for (const paths of [[guarded], 'all']) expect((await ask('git.stage', { paths })).error?.code).toBe('no-access');
  expect((await ask('git.resolve', { path: guarded, take: 'theirs' })).error?.code).toBe('no-access');
  expect(git('status', '--porcelain', guarded)).toBe(`UU ${guarded}\n`);
  git('merge', '--abort');
});
