import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { type OwnWindow, ownWindow } from '../lib/own-window.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { AttackedRepository } from './lib/attacked-repository.ts';
import type { RawClient } from './lib/raw-client.ts';

const here = { repository: '' };
/** A hidden file whose name is a secret, and one that guests may not change. */
const hidden = 'private/canary-of-a-name.txt';
const guarded = 'guarded.txt';

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
  repository = await AttackedRepository.make(host, { [hidden]: 'one\n', [guarded]: 'one\n', 'open.txt': 'one\n' });
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
  for (const guest of host.guests) expect(guest.hasHeard('canary-of-a-name')).toBe(false);
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
