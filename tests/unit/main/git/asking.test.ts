import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { progressIn } from '../../../../src/main/git/remotes.ts';
import type { QuestionPart, TransferProgress } from '../../../../src/shared/capabilities/git/questions.ts';
import { guardedRemote } from '../../../lib/guarded-remote.ts';
import { ada, answering, GitFolder, HeardStream, owner } from './git-fixture.ts';

const { signal } = new AbortController();
const here = { repository: '' };
const commit = { ...here, amend: false, signOff: false };

it('a remote’s sign-in is asked of the host’s own window only, and whoever fetches is told that it is', async () => {
  const folder = GitFolder.committed({ 'a.txt': 'one\n' });
  const remote = await guardedRemote(folder.root, join(folder.base, 'far.git'));
  onTestFinished(remote.close);
  folder.git('remote', 'add', 'far', remote.url);
  const service = folder.service();
  const heard = new HeardStream<TransferProgress>();
  await expect(service.handlers['git.fetch'](here, ada, signal, heard)).rejects.toThrow(/It is for the host/);
  const asked = answering(service, ({ is }) => (is === 'secret' ? 'pass word' : 'olga'));
  await service.handlers['git.fetch'](here, ada, signal, heard);
  expect(folder.git('rev-parse', 'far/main')).toBe(folder.git('rev-parse', 'main'));
  expect(asked.map(({ is, isOfOther, title }) => [is, isOfOther, title])).toEqual([
    ['word', true, 'Ada wants to fetch'],
    ['secret', true, 'Ada wants to fetch'],
  ]);
  expect(heard.parts.some(({ asksHost }) => asksHost)).toBe(true);
  expect(JSON.stringify([heard.parts, folder.told, folder.deeds, folder.reports])).not.toContain('pass word');
  const declining = new HeardStream<TransferProgress>();
  await service.handlers['git.questions']({}, ada, signal, new HeardStream()).then(
    () => expect.unreachable(),
    (error: Error) => expect(error.message).toMatch(/own machine/),
  );
  const stop = new AbortController();
  stop.abort();
  await expect(service.handlers['git.fetch'](here, owner, stop.signal, declining)).rejects.toThrow(/cancelled/);
});

it('no act waits for a sign-in that nobody answers', async () => {
  const folder = GitFolder.committed({ 'a.txt': 'one\n' });
  const remote = await guardedRemote(folder.root, join(folder.base, 'far.git'));
  onTestFinished(remote.close);
  folder.git('remote', 'add', 'far', remote.url);
  folder.git('config', 'branch.main.remote', 'far');
  folder.git('config', 'branch.main.merge', 'refs/heads/main');
  const service = folder.service();
  const ending = new AbortController();
  const window = new HeardStream<QuestionPart, { id: number; answer: string | null }>();
  void service.handlers['git.questions']({}, { ...owner, isDirect: true }, ending.signal, window);
  onTestFinished(() => {
    ending.abort();
    window.end();
  });
  for (const method of ['git.fetch', 'git.pull', 'git.push'] as const) {
    const cancelled = new AbortController();
    const asked = () => window.parts.filter((part) => 'asked' in part).length;
    const before = asked();
    const waiting = service.handlers[method](here, ada, cancelled.signal, new HeardStream<TransferProgress>());
    await vi.waitFor(() => expect(asked()).toBe(before + 1), { timeout: 15_000 });
    await service.handlers['git.tag']({ ...here, name: method, commit: null }, ada, signal);
    cancelled.abort();
    await expect(waiting).rejects.toThrow();
  }
});

it('hooks run when the host has agreed to exactly these, for guests apart, and are said where they do not', async () => {
  const folder = GitFolder.committed({ 'a.txt': 'one\n' });
  const mark = join(folder.base, 'ran');
  const hook = (text: string) => {
    folder.write('.git/hooks/pre-commit', `#!/bin/sh\n${text}\n`);
    chmodSync(join(folder.root, '.git/hooks/pre-commit'), 0o755);
  };
  hook(`echo ran >> '${mark}'`);
  const service = folder.service();
  const commitAs = async (caller: typeof ada, text: string) => {
    folder.write('a.txt', `${text}\n`);
    await service.handlers['git.stage']({ ...here, paths: 'all' }, caller, signal);
    return (await service.handlers['git.commit']({ ...commit, message: text }, caller, signal)).notice;
  };
  const runs = async () => (existsSync(mark) ? (await readFile(mark, 'utf8')).split('\n').length - 1 : 0);
  // Nobody is there who could agree.
  expect(await commitAs(owner, 'nobody')).toMatch(/has not agreed to them: pre-commit/);
  const asked = answering(service, ({ choices, isOfOther }) => choices[isOfOther ? 1 : 0]!);
  expect(await commitAs(owner, 'two')).toBeNull();
  expect(await commitAs(owner, 'three')).toBeNull();
  expect([asked.length, await runs()]).toEqual([1, 2]);
  expect(asked[0]!.detail.join()).toContain(`echo ran`);
  expect(await commitAs(ada, 'four')).toMatch(/has not agreed/);
  expect(await commitAs(ada, 'five')).toMatch(/has not agreed/);
  expect([asked.length, await runs()]).toEqual([2, 2]);
  hook(`echo again >> '${mark}'; exit 1`);
  folder.write('a.txt', 'six\n');
  await service.handlers['git.stage']({ ...here, paths: 'all' }, owner, signal);
  await expect(service.handlers['git.commit']({ ...commit, message: 'six' }, owner, signal)).rejects.toThrow();
  expect([asked.length, await runs()]).toEqual([3, 3]);
  folder.git('config', 'core.hooksPath', 'hooks');
  expect(await commitAs(owner, 'seven')).toMatch(/in a folder that others may write/);
  await service.handlers['git.forgetDecisions']({}, { ...owner, isDirect: true }, signal);
  folder.git('config', '--unset', 'core.hooksPath');
  hook('true');
  expect(await commitAs(ada, 'eight')).toMatch(/has not agreed/);
  expect(asked.length).toBe(4);
});

it('a hook that is another one by the time of the commit does not run on the word about the one before', async () => {
  const folder = GitFolder.committed({ 'a.txt': 'one\n' });
  const mark = join(folder.base, 'ran');
  const hook = (text: string) => {
    folder.write('.git/hooks/pre-commit', `#!/bin/sh\n${text}\n`);
    chmodSync(join(folder.root, '.git/hooks/pre-commit'), 0o755);
  };
  hook('true');
  const service = folder.service();
  const asked = answering(service, ({ choices }) => {
    hook(`touch '${mark}'`);
    return choices[0]!;
  });
  folder.write('a.txt', 'two\n');
  await service.handlers['git.stage']({ ...here, paths: 'all' }, owner, signal);
  const { notice } = await service.handlers['git.commit']({ ...commit, message: 'two' }, owner, signal);
  expect(notice).toMatch(/has not agreed to them: pre-commit/);
  expect([asked.length, existsSync(mark)]).toEqual([1, false]);
  expect(folder.git('log', '-1', '--format=%s').trim()).toBe('two');
});

it('a repository to which a .git file leads outside of the folder is shown when its owner agrees', async () => {
  const folder = new GitFolder({ 'a.txt': 'one\n' });
  const outside = join(folder.base, 'outside');
  execFileSync('git', ['init', '-q', '--separate-git-dir', outside, folder.root], { stdio: 'ignore' });
  const service = folder.service();
  const problem = () => folder.told.at(-1)?.repositories[0]?.problem;
  await vi.waitFor(() => expect(problem()).toMatch(/Its owner is asked/), { timeout: 20_000 });
  expect(JSON.stringify(folder.told)).not.toContain(outside);
  await expect(service.handlers['git.refs'](here, ada, signal)).rejects.toThrow(/no repository/);
  const asked = answering(service, ({ choices }) => choices[0]!);
  await vi.waitFor(() => expect(folder.files).toEqual({ 'a.txt': '??' }), { timeout: 20_000 });
  expect([asked.length, asked[0]!.detail[0]]).toEqual([1, expect.stringContaining(outside)]);
});

it('the last words of progress count', () => {
  expect(progressIn('remote: Counting objects:  10% (1/10)\rremote: Counting objects:  20% (2/10)\r')).toEqual({
    words: 'Counting objects',
    percent: 20,
  });
  expect(progressIn('From ../far\n * [new branch] main')).toBeNull();
});
