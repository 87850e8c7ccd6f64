import { chmodSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { ada, GitFolder, HeardStream, owner } from './git-fixture.ts';

const { signal } = new AbortController();
const here = { repository: '' };

/** A repository with a program that leaves a trace, and a way to ask what ran. */
function trapped(): { folder: GitFolder; trap: (name: string) => string; sprung: () => string[] } {
  const names: string[] = [];
  const folder = GitFolder.committed({
    'a.txt': 'one\n',
    'b.dat': 'one\n',
    '.gitattributes': '*.txt filter=evil diff=evil merge=evil\n',
  });
  const trap = (name: string) => {
    names.push(name);
    folder.write(`../traps/${name}`, `#!/bin/sh\ntouch '${folder.base}/ran-${name}'\ncat\n`);
    chmodSync(join(folder.base, 'traps', name), 0o755);
    return join(folder.base, 'traps', name);
  };
  return { folder, trap, sprung: () => names.filter((name) => existsSync(join(folder.base, `ran-${name}`))) };
}

it('no program that a repository’s configuration names runs, whoever asks for whatever', async () => {
  const { folder, trap, sprung } = trapped();
  for (const name of ['clean', 'smudge']) folder.git('config', `filter.evil.${name}`, trap(name));
  folder.git('config', 'filter.evil.required', 'true');
  for (const [key, name] of [
    ['core.fsmonitor', 'fsmonitor'],
    ['core.editor', 'editor'],
    ['core.pager', 'pager'],
    ['core.sshCommand', 'ssh'],
    ['core.askPass', 'askpass'],
    ['core.alternateRefsCommand', 'alternates'],
    ['sequence.editor', 'sequence'],
    ['credential.helper', 'helper'],
    ['diff.external', 'external'],
    ['diff.evil.command', 'command'],
    ['diff.evil.textconv', 'textconv'],
    ['merge.evil.driver', 'driver'],
    ['gpg.program', 'gpg'],
    ['remote.far.uploadpack', 'upload'],
    ['remote.far.receivepack', 'receive'],
  ] as const)
    folder.git('config', key, trap(name));
  folder.git('config', 'commit.gpgSign', 'true');
  for (const hook of ['pre-commit', 'commit-msg', 'post-commit', 'post-checkout', 'pre-push', 'post-index-change'])
    folder.git('config', 'core.hooksPath', join(trap(hook), '..'));
  folder.git('init', '-q', '--bare', '../far.git');
  folder.git('config', 'remote.far.url', join(folder.base, 'far.git'));
  const service = folder.service();
  folder.write('a.txt', 'two\n');
  service.onFiles([{ path: 'a.txt', type: 'changed' }]);
  await vi.waitFor(() => expect(folder.files).toEqual({ 'a.txt': '.M' }), { timeout: 15_000 });
  for (const caller of [ada, owner]) {
    const { handlers } = service;
    folder.write('a.txt', `by ${caller.person}\n`);
    await handlers['git.stage']({ ...here, paths: 'all' }, caller, signal);
    await handlers['git.show']({ ...here, path: 'a.txt', version: 'index' }, caller, signal);
    await handlers['git.commit']({ ...here, message: 'More', amend: false, signOff: false }, caller, signal);
    await handlers['git.log']({ ...here, refs: [], path: 'a.txt', skip: 0, count: 9 }, caller, signal);
    await handlers['git.branch']({ ...here, name: `of-${caller.person}` }, caller, signal);
    folder.write('a.txt', 'away\n');
    await handlers['git.stash']({ ...here, message: '', untracked: true }, caller, signal);
    await handlers['git.unstash']({ ...here, id: null, keep: false }, caller, signal);
    await handlers['git.discard']({ ...here, paths: 'all' }, caller, signal);
    await handlers['git.checkout']({ ...here, target: { branch: 'main' } }, caller, signal);
    await expect(handlers['git.push'](here, caller, signal, new HeardStream())).rejects.toThrow(
      /a program that its configuration names/,
    );
    await expect(handlers['git.fetch'](here, caller, signal, new HeardStream())).rejects.toThrow(
      /a program that its configuration names/,
    );
  }
  for (const way of ['uploadpack', 'receivepack']) folder.git('config', '--unset', `remote.far.${way}`);
  await service.handlers['git.push'](here, owner, signal, new HeardStream());
  await service.handlers['git.fetch'](here, owner, signal, new HeardStream());
  expect(folder.read('a.txt')).toBe('by olga\n');
  expect(sprung()).toEqual([]);
});

it('a configuration that takes in a file of the folder is not used, and that is said', async () => {
  const { folder, trap, sprung } = trapped();
  folder.git('config', 'include.path', '../shared.gitconfig');
  folder.write('shared.gitconfig', `[filter "evil"]\n\tclean = ${trap('clean')}\n`);
  folder.service();
  await vi.waitFor(
    () => expect(folder.told.at(-1)?.repositories[0]?.problem).toMatch(/takes in a file of the folder/),
    { timeout: 20_000 },
  );
  expect(sprung()).toEqual([]);
});

it('a folder that looks like a repository’s insides is none', async () => {
  const { folder, trap, sprung } = trapped();
  folder.write('bare/HEAD', 'ref: refs/heads/main\n');
  folder.write('bare/config', `[core]\n\tbare = true\n\tfsmonitor = ${trap('fsmonitor')}\n`);
  for (const name of ['objects', 'refs']) folder.write(`bare/${name}/keep`, '');
  const service = folder.service();
  await vi.waitFor(() => expect(folder.files).not.toBeNull(), { timeout: 20_000 });
  expect(folder.told.at(-1)!.repositories.map(({ path }) => path)).toEqual(['']);
  await expect(service.handlers['git.refs']({ repository: 'bare' }, ada, signal)).rejects.toThrow(/no repository/);
  expect(sprung()).toEqual([]);
});

it('names of the host’s disk and of who signs in are in no complaint', async () => {
  const { folder } = trapped();
  folder.git('remote', 'add', 'far', '/srv/nowhere/secret-place.git');
  folder.git('remote', 'add', 'web', 'https://olga:token@127.0.0.1:1/x.git');
  const service = folder.service();
  const thrown = await service.handlers['git.fetch'](here, owner, signal, new HeardStream()).catch(
    (error: Error) => error,
  );
  expect(String(thrown)).toMatch(/Git says/);
  expect(String(thrown)).not.toMatch(/srv|secret-place|token|ensemble-git-/);
});

describe('a repository that lacks a part, for which its configuration names a program', () => {
  const asked = {
    'git.show': { path: 'a.txt', version: 'HEAD' },
    'git.log': { refs: [], path: 'a.txt', skip: 0, count: 9 },
    'git.stage': { paths: 'all' },
    'git.discard': { paths: 'all' },
    'git.stash': { message: '', untracked: false },
    'git.checkout': { target: { branch: 'other' } },
    'git.merge': { branch: 'other' },
  } as const;

  it.each(['uploadpack', 'vcs'])('runs none by remote.far.%s, whatever is asked', async (key) => {
    const { folder, trap, sprung } = trapped();
    folder.git('branch', 'other');
    folder.git('config', 'core.repositoryFormatVersion', '1');
    folder.git('config', 'extensions.partialClone', 'far');
    folder.git('config', 'remote.far.promisor', 'true');
    folder.git('config', 'remote.far.url', join(folder.base, 'far.git'));
    folder.git('config', `remote.far.${key}`, trap('way'));
    const blob = folder.git('rev-parse', 'HEAD:a.txt').trim();
    rmSync(join(folder.root, '.git/objects', blob.slice(0, 2), blob.slice(2)));
    folder.write('a.txt', 'two\n');
    const { handlers } = folder.service();
    for (const [method, params] of Object.entries(asked))
      for (const caller of [ada, owner])
        await handlers[method as 'git.show']({ ...here, ...params } as never, caller, signal).catch(() => undefined);
    expect(sprung()).toEqual([]);
  });
});

it('a rebase that stands in a repository as it came runs no command of its list', async () => {
  const { folder, trap, sprung } = trapped();
  const head = folder.git('rev-parse', 'HEAD').trim();
  folder.git('checkout', '-q', '--detach');
  for (const [name, text] of Object.entries({
    'git-rebase-todo': `exec ${trap('exec')}\nx ${trap('exec')}\n`,
    'head-name': 'refs/heads/main\n',
    onto: `${head}\n`,
    'orig-head': `${head}\n`,
    interactive: '',
    done: '',
    end: '2\n',
    msgnum: '0\n',
  }))
    folder.write(`.git/rebase-merge/${name}`, text);
  const { handlers } = folder.service();
  for (const caller of [ada, owner])
    await expect(handlers['git.continue'](here, caller, signal)).rejects.toThrow(/command/);
  expect(sprung()).toEqual([]);
});
