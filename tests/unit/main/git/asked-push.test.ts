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
    askToPush: async (person, question) => {
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

it('tells no name and password of a remote', async () => {
  const folder = withRemote();
  folder.git('remote', 'set-url', 'origin', 'https://olga:secret@example.org/far.git');
  const { asked, push } = asking(folder, () => 'refuse');
  await expect(push()).rejects.toThrow('not agreed');
  expect(asked[0]![1].detail).toContain('origin: https://example.org/far.git');
});
