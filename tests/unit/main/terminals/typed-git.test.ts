import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { nodeEnvironment } from '../../../../src/main/machine/environment.ts';
import { newId } from '../../../../src/shared/core/ids.ts';
import { guestOf } from '../host/host-fixture.ts';
import { openShell, runs } from './attached.ts';
import { edits, makes, repository, typedGitScene } from './typed-git-scene.ts';

it('keeps Ada’s uncommitted text from Ben’s “git checkout .”, until he goes on over it, and then as a stash', async () => {
  const { ada, shell, type, read, git } = await typedGitScene();
  await edits(ada, 'a.txt', 'of Ada\n');
  const told: unknown[] = [];
  ada.events.on('entry', ({ kind }) => void (kind === 'git.done' && told.push(kind)));
  await type('git checkout .; echo "no-$?"\r');
  await shell.shows('a.txt has uncommitted work of Ada. What is saved of it is kept as a stash before.');
  await shell.shows('Go on? [y/N]');
  await type('n\r');
  await shell.shows(/Nothing was done\.\s+no-1/);
  expect(read('a.txt')).toBe('one\nof Ada\n');
  await type('git checkout b.txt; echo "other-$?"\r');
  await shell.shows('other-0');
  await type('git checkout .; echo "yes-$?"\r');
  await shell.shows(/Go on\?[\s\S]*Go on\?/);
  await type('y\r');
  await shell.shows('yes-0');
  expect(read('a.txt')).toBe('one\n');
  expect(git('show', 'stash@{0}:a.txt')).toBe('one\nof Ada\n');
  await expect.poll(() => told).toEqual(['git.done']);
  await ada.until(({ locks }) => locks.tree === undefined);
}, 60_000);

it('lets people undo their own work and ask what they like, and knows aliases and other folders', async () => {
  const { ada, ben, shell, type, read, git, has, folder } = await typedGitScene();
  await makes(ada, 'new.txt', 'of Ada\n');
  await edits(ben, 'b.txt', 'of Ben\n');
  git('config', 'alias.wipe', '!git clean -fdq');
  await type('git restore b.txt; git status --short; echo "own-$?"\r');
  await shell.shows(/new\.txt\s+own-0/);
  expect(read('b.txt')).toBe('one\n');
  await type('git wipe; echo "alias-$?"\r');
  await shell.shows('new.txt has uncommitted work of Ada');
  await type('\rcd /; git -C "$OLDPWD" clean -fdq; echo "far-$?"\r');
  await shell.shows(/alias-1[\s\S]*Go on/);
  await type('N\r');
  await shell.shows('far-1');
  expect(has('new.txt')).toBe(true);
  const elsewhere = join(folder, '..', 'elsewhere');
  mkdirSync(elsewhere);
  const other = repository(elsewhere);
  await type(`cd ${elsewhere}; git checkout topic; echo "elsewhere-$?"\r`);
  await shell.shows('elsewhere-0');
  expect(other('branch', '--show-current')).toBe('topic\n');
}, 60_000);

it('refuses where nobody can answer, and says how to do it all the same', async () => {
  const { ada, shell, type, has } = await typedGitScene();
  await makes(ada, 'new.txt', 'of Ada\n');
  await type('git clean -fdq < /dev/null; echo "no-$?"\r');
  await shell.shows(
    /new\.txt has uncommitted work of Ada\. Nothing was done[\s\S]*ENSEMBLE_GIT_LEASE=off git clean …\s+no-1/,
  );
  expect(has('new.txt')).toBe(true);
  await type('ENSEMBLE_GIT_LEASE=off git clean -fdq < /dev/null; echo "off-$?"\r');
  await shell.shows('off-0');
  expect(has('new.txt')).toBe(false);
}, 60_000);

const parentOf = (pid: number) => Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')[1]);

it('holds the lease while the command runs, against the session too, and ends it with the last of it', async () => {
  const { ada, owner, shell, git } = await typedGitScene();
  const begin = async (round: number) => {
    await shell.type(`git rebase -x 'echo "in-${round} $PPID."; sleep 600' HEAD~1; echo "out-${round}-$?"\r`);
    await shell.shows(new RegExp(`in-${round} \\d+\\.`));
    await ada.until(({ locks }) => locks.tree?.act === 'rebase' && locks.tree.person === owner.person);
    return Number(new RegExp(`in-${round} (\\d+)\\.`).exec(shell.text)![1]);
  };
  await begin(1);
  const words = /is rebasing the branch in a terminal, so nothing was done: try again in a moment\./;
  for (const person of [ada, owner])
    await expect(person.request('git.branch', { repository: '', name: 'mine' })).rejects.toThrow(words);
  await shell.type('\x03echo "out-1-$?"\r');
  await shell.shows('out-1-130');
  await ada.until(({ locks }) => locks.tree === undefined);
  await ada.request('git.branch', { repository: '', name: 'mine' });
  git('rebase', '--abort');

  const pid = await begin(2);
  const client = parentOf(pid);
  process.kill(client, 'SIGKILL');
  await shell.shows('out-2-137');
  await expect(ada.request('git.branch', { repository: '', name: 'next' })).rejects.toThrow(words);
  expect(runs(pid)).toBe(true);
  process.kill(-client, 'SIGKILL');
  await ada.until(({ locks }) => locks.tree === undefined);
}, 60_000);

it('brings back the stash that is meant, past others’ work, and is kept back by their locks', async () => {
  const { ada, shell, type, read, write, git } = await typedGitScene();
  write('b.txt', 'aside\n');
  git('stash', '-q');
  await makes(ada, 'new.txt', 'of Ada\n');
  await type('git stash pop -q; echo "pop-$?"\r');
  await shell.shows(/new\.txt has uncommitted work of Ada\.\s+Go on\?/);
  await type('y\r');
  await shell.shows('pop-0');
  expect([read('b.txt'), git('stash', 'list')]).toEqual(['aside\n', '']);
  const everywhere = { path: null, selection: null, lines: null, beside: [], untilMs: null, pattern: '*.txt' };
  await ada.publish('lock.acquired', { lock: newId(nodeEnvironment), ...everywhere });
  await type('git checkout topic; echo "locked-$?"\r');
  await shell.shows(
    /Ada has locked \*\.txt\. Nothing was done: wait, or ask them to unlock\.[\s\S]*=off git checkout …\s+locked-1/,
  );
}, 60_000);

it('refuses agents in words, who type into a shared terminal', async () => {
  const { direct, ada, shell, typedBy, has } = await typedGitScene();
  await makes(ada, 'new.txt', 'of Ada\n');
  const { link } = await direct.request('agents.invite', { role: 'editor' });
  const agent = await guestOf(link, 'Robot', 'agent');
  await typedBy(agent, 'git clean -fdq; echo "agent-$?"\r');
  await shell.shows(
    /new\.txt has uncommitted work of Ada\. Nothing was done: commit your own work alone[\s\S]*agent-1/,
  );
  expect(has('new.txt')).toBe(true);
}, 60_000);

it('asks before the last commit of somebody else is amended, or others’ staged work goes into one’s own', async () => {
  const { ada, shell, type, git } = await typedGitScene();
  await type('git commit --amend -qm mine; echo "ben-$?"\r');
  await shell.shows('The last commit is by Olga.');
  await type('n\r');
  await shell.shows('ben-1');
  await shell.type('git commit --amend --allow-empty -qm again; echo "olga-$?"\r');
  await shell.shows('olga-0');
  expect(git('log', '-1', '--format=%s')).toBe('again\n');
  await makes(ada, 'new.txt', 'of Ada\n');
  git('add', 'new.txt');
  await shell.type('git commit --amend -qm more; echo "staged-$?"\r');
  await shell.shows('into it would go: new.txt has uncommitted work of Ada');
  await shell.type('n\r');
  await shell.shows('staged-1');
  expect(git('log', '-1', '--format=%s')).toBe('again\n');
}, 60_000);

it('is the git of a person’s own shell, whatever their start-up files say', async () => {
  const { direct, folder, shared } = await typedGitScene();
  for (const [program, file, text] of [
    ['/bin/bash', '.bashrc', 'PATH=/usr/bin:/bin:$PATH\n'],
    ['/usr/bin/zsh', '.zshrc', 'path=(/usr/bin /bin $path)\n'],
    ['/usr/bin/fish', 'fish/config.fish', 'set -gx PATH /usr/bin /bin $PATH\n'],
  ] as const) {
    shared.write(file, text);
    const env = { HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder, ZDOTDIR: null };
    const shell = await openShell(direct, { program, args: [], marksCommands: true, nonce: 'word', env });
    await shell.shows('\x1b]633;B');
    await shell.type('command -v git\r');
    await shell.shows(/\/home\/bin\/git\r/);
  }
}, 60_000);
