import { existsSync } from 'node:fs';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { hasRight, type Role } from '../../src/shared/core/rights.ts';
import { type WorkspaceMethod, workspaceMethods, workspaceStreams } from '../../src/shared/session/contract.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { AttackedRepository } from './lib/attacked-repository.ts';
import { fittingValue } from './lib/bodies.ts';
import type { RawClient } from './lib/raw-client.ts';

const methods = (Object.keys(workspaceMethods) as WorkspaceMethod[]).filter((method) => method.startsWith('git.'));
const here = { repository: '' };
const secret = 'canary-of-a-committed-secret';

let host: AttackedHost;
let repository: AttackedRepository;
const guests: Partial<Record<Role, RawClient>> = {};

const git = (...args: string[]) => repository.git(...args);
const standing = () => repository.standing();

beforeAll(async () => {
  host = await AttackedHost.start();
  repository = await AttackedRepository.make(host, { '.env': secret, 'open.txt': 'one\n' });
  await writeFile(join(host.folder, 'open.txt'), 'two\n');
  await writeFile(join(host.folder, '.env'), `${secret}2`);
  for (const role of ['editor', 'reviewer', 'viewer'] as const) guests[role] = await host.guest(role);
  await vi.waitFor(async () => expect((await ask('viewer', 'git.refs', here)).error).toBeUndefined(), {
    timeout: 10_000,
  });
});
afterAll(() => host.close());

const ask = (role: Role, method: string, params: unknown) => guests[role]!.request(method, params, host.host);

it('hears no question of the host’s, and reaches no remote, as any guest', async () => {
  const streams = Object.keys(workspaceStreams).filter((name) => name.startsWith('git.'));
  for (const role of ['editor', 'reviewer', 'viewer'] as const)
    for (const name of streams.filter((each) => !each.startsWith('git.askTo'))) {
      const { error, parts } = await guests[role]!.open(name, here, host.host);
      expect([name, error?.code, parts]).toEqual([name, 'not-permitted', []]);
    }
});

it('reaches remotes as a maintainer alone, who hears no question of the host’s either', async () => {
  const maintainer = await host.guest('maintainer');
  for (const name of Object.keys(workspaceStreams).filter((each) => each.startsWith('git.'))) {
    const isRemote = workspaceStreams[name as keyof typeof workspaceStreams].right.startsWith('git');
    const { error, parts } = await maintainer.open(name, here, host.host);
    expect([name, error?.code === 'not-permitted', parts]).toEqual([name, !isRemote, []]);
  }
  expect((await maintainer.request('git.init', {}, host.host)).error?.code).toBe('not-permitted');
});

it('asks for a push as somebody who commits alone', async () => {
  for (const role of ['reviewer', 'viewer'] as const)
    expect((await guests[role]!.open('git.askToPush', here, host.host)).error?.code).toBe('not-permitted');
  expect((await guests.editor!.open('git.askToPush', here, host.host)).error?.message).toMatch(/no remote/);
});

it('asks others for no act that it could not do: none as a reviewer, no pull as an editor', async () => {
  const pull = { ...here, over: 'x', move: { method: 'git.pull', params: {} } };
  for (const role of ['reviewer', 'viewer', 'editor'] as const)
    expect((await guests[role]!.open('git.askToMove', pull, host.host)).error?.code).toBe('not-permitted');
  const evil = [
    { method: 'git.init', params: {} },
    { method: 'git.checkout', params: { target: { branch: '-f' } } },
  ];
  for (const move of evil)
    expect((await guests.editor!.open('git.askToMove', { ...pull, move }, host.host)).error?.code).toBe('bad-request');
});

describe.each(['reviewer', 'viewer'] as const)('a %s', (role) => {
  it('is refused everything that needs a right of theirs not, with a reason', async () => {
    const before = standing();
    for (const method of methods.filter((each) => !hasRight(role, workspaceMethods[each].right))) {
      const params = fittingValue(workspaceMethods[method].params, {
        ...here,
        paths: 'all',
        target: { branch: 'main' },
      });
      const { error } = await ask(role, method, params);
      expect([method, error?.code]).toEqual([method, 'not-permitted']);
      expect(error?.message).toMatch(/needs the right|host/);
    }
    expect(standing()).toEqual(before);
  });
});

describe('an editor', () => {
  it('makes no repository, decides nothing for the host, and says nothing as it', async () => {
    for (const method of ['git.init', 'git.forgetDecisions'] as const)
      expect([method, (await ask('editor', method, {})).error?.code]).toEqual([method, 'not-permitted']);
    const status = { term: host.term, repositories: [], problem: 'evil' };
    expect(await guests.editor!.verdict('git.status', status)).not.toBe('taken');
    const deed = { term: host.term, person: 'x', act: 'committed', repository: '', what: 'evil', commit: null };
    expect(await guests.editor!.verdict('git.done', deed)).not.toBe('taken');
  });

  it('reads, stages, unstages and discards nothing that is hidden, by no name and in no version', async () => {
    const before = standing();
    const head = git('rev-parse', 'HEAD').trim();
    await symlink('.env', join(host.folder, 'to-env')).catch(() => undefined);
    for (const path of [
      '.env',
      './.env',
      'src/../.env',
      '.ENV',
      '.git/config',
      '.git',
      'to-env/',
      ':(top).env',
      ':/.env',
    ]) {
      for (const version of ['HEAD', 'index', head, `HEAD:.env`, 'HEAD^{tree}'])
        await ask('editor', 'git.show', { ...here, path, version });
      await ask('editor', 'git.log', { ...here, refs: ['HEAD'], path, skip: 0, count: 5 });
      for (const method of ['git.stage', 'git.unstage', 'git.discard'])
        await ask('editor', method, { ...here, paths: [path] });
      const put = { ...here, path, content: Buffer.from('evil'), expected: null };
      await ask('editor', 'git.stageText', put);
    }
    const changed = await ask('editor', 'git.changedIn', { ...here, commit: head, parent: null });
    expect(JSON.stringify(changed.result)).not.toContain('.env');
    await rm(join(host.folder, 'to-env'));
    expect(standing()).toEqual(before);
    for (const guest of host.guests) expect(guest.hasHeard(secret)).toBe(false);
  });

  it('puts no option into a command by a name', async () => {
    const mark = resolve(host.folder, '..', 'ran');
    const evil = [
      `--upload-pack=touch ${mark}`,
      '--output=evil.txt',
      '-rf',
      '--exec=touch',
      '-',
      '--',
      '@{-1}',
      '..',
      'a..b',
    ];
    for (const name of evil) {
      await ask('editor', 'git.branch', { ...here, name });
      await ask('editor', 'git.renameBranch', { ...here, name, newName: 'topic' });
      await ask('editor', 'git.renameBranch', { ...here, name: 'main', newName: name });
      await ask('editor', 'git.deleteTag', { ...here, name });
      await ask('editor', 'git.dropStash', { ...here, id: name });
      await ask('editor', 'git.addWorktree', { ...here, path: name, branch: name, isNew: true });
      await ask('editor', 'git.removeWorktree', { ...here, path: name, force: true });
      await ask('editor', 'git.checkout', { ...here, target: { branch: name } });
      await ask('editor', 'git.checkout', { ...here, target: { commit: name } });
      await ask('viewer', 'git.log', { ...here, refs: [name], path: null, skip: 0, count: 1 });
      await ask('viewer', 'git.mergeBase', { ...here, refs: [name, 'HEAD'] });
      await ask('viewer', 'git.changedIn', { ...here, commit: name, parent: name });
      await ask('viewer', 'git.refs', { repository: name });
    }
    expect(git('branch', '--list').trim()).toBe('* main');
    expect([mark, join(host.folder, 'evil.txt')].filter((path) => existsSync(path))).toEqual([]);
  });

  it('brings no control into what a terminal of the host shows by Git', async () => {
    const controls = ['\x1b]52;c;eA==\x07', '\x9b6n', '\x9d0;x\x9c', '\u202e'];
    for (const control of controls) {
      const name = `a${control}b`;
      for (const [method, params] of [
        ['git.branch', { name }],
        ['git.renameBranch', { name: 'main', newName: name }],
        ['git.tag', { name, commit: null }],
        ['git.addWorktree', { path: 'controls', branch: name, isNew: true }],
      ] as const)
        expect([method, (await ask('editor', method, { ...here, ...params })).error?.code]).toEqual([
          method,
          'bad-request',
        ]);
    }
    const message = `one\n\n${controls.slice(0, 3).join('and')}`;
    await writeFile(join(host.folder, 'open.txt'), 'three\n');
    expect((await ask('editor', 'git.stash', { ...here, message, untracked: false })).error).toBeUndefined();
    await ask('editor', 'git.unstash', here);
    await ask('editor', 'git.stage', { ...here, paths: ['open.txt'] });
    const wish = { ...here, message, amend: false, signOff: false };
    expect((await ask('editor', 'git.commit', wish)).error).toBeUndefined();
    expect(git('log', '-1', '--format=%B')).toBe('one\n\n]52;c;eA==and6nand0;x\n\n');
    expect(git('reflog', '-3')).not.toMatch(/(?!\n)\p{Cc}/u);
    git('reset', '-q', '--hard', 'HEAD~1');
    await writeFile(join(host.folder, 'open.txt'), 'two\n');
  });

  it('makes no working tree where they may not write, and removes none of others', async () => {
    for (const path of ['../outside-tree', '.git/tree', '.env', 'vendor/tree', '/tmp/tree', 'src/../../tree'])
      expect([
        path,
        (await ask('editor', 'git.addWorktree', { ...here, path, branch: 'wt', isNew: true })).result,
      ]).toEqual([path, undefined]);
    for (const path of ['src', '.', '.git', '..'])
      expect([path, (await ask('editor', 'git.removeWorktree', { ...here, path, force: true })).result]).toEqual([
        path,
        undefined,
      ]);
    const { result } = await ask('viewer', 'git.worktrees', here);
    expect(JSON.stringify(result)).not.toContain(host.folder);
    expect(git('branch', '--list').trim()).toBe('* main');
  });

  it('stages files of any name, and nothing else by them', async () => {
    for (const name of ['-rf', '--all', ':(glob)*', '*']) {
      await writeFile(join(host.folder, name), 'x\n');
      const { error } = await ask('editor', 'git.stage', { ...here, paths: [name] });
      expect([name, error]).toEqual([name, undefined]);
      expect(git('diff', '--cached', '--name-only', '-z').split('\0').filter(Boolean)).toEqual([name]);
      await ask('editor', 'git.unstage', { ...here, paths: [name] });
      await rm(join(host.folder, name));
    }
  });

  it('makes no repository of a folder, and none counts that looks like the insides of one', async () => {
    await mkdir(join(host.folder, 'fake/objects'), { recursive: true });
    await mkdir(join(host.folder, 'fake/refs'), { recursive: true });
    const content = Buffer.from(`[core]\n\tfsmonitor = touch ${resolve(host.folder, '..', 'ran')}\n`);
    await ask('editor', 'files.write', { path: 'fake/config', content, create: true, overwrite: true });
    await ask('editor', 'files.write', {
      path: 'fake/HEAD',
      content: Buffer.from('ref: refs/heads/main\n'),
      create: true,
      overwrite: true,
    });
    for (const method of ['git.refs', 'git.stage'])
      expect((await ask('editor', method, { repository: 'fake', paths: 'all' })).error?.code).toBe('not-found');
    expect(existsSync(resolve(host.folder, '..', 'ran'))).toBe(false);
    await host.goesOn();
  });
});
