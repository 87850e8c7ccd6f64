import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { PushQuestion } from '../../../../src/main/git/asked-push.ts';
import type { TransferProgress } from '../../../../src/shared/capabilities/git/questions.ts';
import { ada, GitFolder, HeardStream } from './git-fixture.ts';

const { signal } = new AbortController();
const here = { repository: '' };
const olga = (choice: string) => ({ choice, person: 'Olga' });

function withRemote(): GitFolder {
  const folder = GitFolder.committed({ 'a.txt': 'one\n' });
  folder.git('init', '-q', '--bare', '-b', 'main', '../far.git');
  folder.git('remote', 'add', 'origin', join(folder.base, 'far.git'));
  return folder;
}

const far = (folder: GitFolder, ref = 'main') => folder.git('--git-dir=../far.git', 'rev-parse', ref).trim();
const change = (folder: GitFolder, text: string) => {
  folder.write('a.txt', `${text}\n`);
  folder.git('commit', '-q', '-am', text);
};

/** Asks to push as somebody who may not, while somebody answers. */
function asking(folder: GitFolder, answer: () => string | null) {
  const asked: [string, PushQuestion][] = [];
  const service = folder.service({
    ask: async (person, question) => {
      asked.push([person, question]);
      const choice = answer();
      return choice === null ? null : olga(choice);
    },
  });
  const heard = new HeardStream<TransferProgress>();
  return { asked, heard, push: () => service.handlers['git.askToPush'](here, ada, signal, heard) };
}

it('names the remote, the branch and the commits, and pushes them once it is allowed', async () => {
  const folder = withRemote();
  change(folder, 'two');
  const { asked, heard, push } = asking(folder, () => 'push');
  await push();
  expect(asked).toMatchObject([['Ada', { wish: { is: 'push' }, title: 'Push 2 commits of main to main at origin' }]]);
  expect(asked[0]![1].detail).toMatch(/^origin: .*far\.git\n[0-9a-f]+ two\n[0-9a-f]+ one$/);
  expect(heard.parts[0]).toMatchObject({ words: 'Waiting for somebody who may push' });
  expect(far(folder)).toBe(folder.git('rev-parse', 'main').trim());
  expect(folder.deeds.at(-1)).toMatchObject({ person: 'Ada', act: 'pushed', what: 'main' });
  expect(folder.git('rev-parse', '--abbrev-ref', 'main@{upstream}').trim()).toBe('origin/main');
  await expect(push()).rejects.toThrow('nothing to push');
});

it('pushes nothing where the branch, or the remote, has moved since', async () => {
  const folder = withRemote();
  folder.git('push', '-q', '-u', 'origin', 'main');
  const before = far(folder);
  change(folder, 'two');
  const moved = asking(folder, () => {
    change(folder, 'three');
    return 'push';
  });
  await expect(moved.push()).rejects.toThrow('main has moved');
  const elsewhere = asking(folder, () => {
    folder.git('remote', 'set-url', 'origin', join(folder.base, 'other.git'));
    return 'push';
  });
  await expect(elsewhere.push()).rejects.toThrow('another place');
  expect(far(folder)).toBe(before);
});

it('pushes to the branch that is followed, and nothing where nobody allows it', async () => {
  const folder = withRemote();
  folder.git('push', '-q', '-u', 'origin', 'main:theirs');
  const before = far(folder, 'theirs');
  change(folder, 'two');
  for (const [choice, words] of [
    ['refuse', 'Olga has not agreed'],
    [null, 'Nobody has answered'],
  ] as const)
    await expect(asking(folder, () => choice).push()).rejects.toThrow(words);
  expect(far(folder, 'theirs')).toBe(before);
  const { asked, push } = asking(folder, () => 'push');
  await push();
  expect(asked[0]![1].title).toBe('Push 1 commit of main to theirs at origin');
  expect(far(folder, 'theirs')).toBe(folder.git('rev-parse', 'main').trim());
});

it('names every commit that is new to the branch, though other branches of the remote have it', async () => {
  const folder = withRemote();
  folder.git('push', '-q', '-u', 'origin', 'main');
  folder.git('switch', '-q', '-c', 'feature');
  for (const text of ['two', 'three']) change(folder, text);
  folder.git('push', '-q', 'origin', 'feature');
  folder.git('switch', '-q', 'main');
  folder.git('merge', '-q', '--ff-only', 'feature');
  const { asked, push } = asking(folder, () => 'push');
  await push();
  expect(asked[0]![1].title).toBe('Push 2 commits of main to main at origin');
  expect(asked[0]![1].detail).toMatch(/ three\n[0-9a-f]+ two$/);
  expect(far(folder)).toBe(far(folder, 'feature'));
  await expect(push()).rejects.toThrow('nothing to push');
});

it('pushes no tags with the commits, and names each place that they go to', async () => {
  const folder = withRemote();
  folder.git('init', '-q', '--bare', '-b', 'main', '../second.git');
  for (const name of ['far.git', 'second.git'])
    folder.git('remote', 'set-url', '--add', '--push', 'origin', join(folder.base, name));
  folder.git('config', 'push.followTags', 'true');
  folder.git('tag', '-a', '-m', 'first', 'v1');
  const moved = asking(folder, () => {
    folder.git('remote', 'set-url', '--add', '--push', 'origin', join(folder.base, 'third.git'));
    return 'push';
  });
  await expect(moved.push()).rejects.toThrow('another place');
  folder.git('remote', 'set-url', '--delete', '--push', 'origin', 'third\\.git');
  const { asked, push } = asking(folder, () => 'push');
  await push();
  expect(asked[0]![1].detail).toMatch(/^origin: .*far\.git\norigin: .*second\.git\n[0-9a-f]+ one$/);
  for (const name of ['far.git', 'second.git'])
    expect(folder.git(`--git-dir=../${name}`, 'for-each-ref', '--format=%(refname)').trim()).toBe('refs/heads/main');
});

it.each([
  ['https://olga:secret@example.org/far.git', 'https://example.org/far.git'],
  ['https://olga:se@secret@example.org/far.git', 'https://example.org/far.git'],
  ['https://example.org/far.git?access_token=secret#secret', 'https://example.org/far.git'],
  ['ssh://olga:secret@example.org:22/far.git', 'ssh://example.org:22/far.git'],
  ['https://olga:se/secret@example.org/far.git?token=secret', 'https://example.org/far.git'],
  ['some::https://olga:secret@example.org/far.git', 'some::https://example.org/far.git'],
  ['olga:se@secret@example.org:far.git', 'example.org:far.git'],
  ['../olga@home/far.git', '../olga@home/far.git'],
])('tells nothing that signs in with the address %s', async (address, shown) => {
  const folder = withRemote();
  folder.git('remote', 'set-url', 'origin', address);
  const { asked, push } = asking(folder, () => 'refuse');
  await expect(push()).rejects.toThrow('not agreed');
  expect(asked[0]![1].detail.split('\n')[0]).toBe(`origin: ${shown}`);
});
