import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { FolderStatus } from '../../../../src/shared/capabilities/git/git-state.ts';
import { ada, GitFolder, HeardStream, owner } from './git-fixture.ts';

const { signal } = new AbortController();
const here = { repository: '' };

const told = (folder: GitFolder, files: Record<string, string>) =>
  vi.waitFor(() => expect(folder.files).toEqual(files), { timeout: 20_000 });

describe('the status', () => {
  it('is told of a change in a file, of one in the index and of a commit that other programs make', async () => {
    const folder = GitFolder.committed({ 'a.txt': 'one\n', 'sub/b.txt': 'b\n' });
    const service = folder.service();
    await told(folder, {});
    expect(folder.told.at(-1)).toMatchObject({ problem: null, repositories: [{ path: '', branch: 'main', ahead: 0 }] });
    folder.write('a.txt', 'two\n');
    folder.write('new file.txt', 'x\n');
    service.onFiles([{ path: 'a.txt', type: 'changed' }]);
    await told(folder, { 'a.txt': '.M', 'new file.txt': '??' });
    folder.git('add', 'a.txt');
    await told(folder, { 'a.txt': 'M.', 'new file.txt': '??' });
    folder.git('mv', 'sub/b.txt', 'sub/c.txt');
    await vi.waitFor(
      () =>
        expect(folder.told.at(-1)!.repositories[0]!.changes).toContainEqual({
          path: 'sub/c.txt',
          is: 'R.',
          was: 'sub/b.txt',
        }),
      { timeout: 20_000 },
    );
    folder.git('commit', '-q', '-m', 'two');
    await told(folder, { 'new file.txt': '??' });
    folder.git('checkout', '-q', '--detach');
    await vi.waitFor(() => expect(folder.told.at(-1)!.repositories[0]!.branch).toBeNull(), { timeout: 20_000 });
  });

  it('has nothing of hidden files for guests, and all for the owner', async () => {
    const folder = GitFolder.committed({ 'a.txt': 'one\n', '.env': 'SECRET=1\n' });
    folder.write('.env', 'SECRET=2\n');
    folder.write('.env.local', 'SECRET=3\n');
    folder.write('a.txt', 'two\n');
    const service = folder.service();
    const ending = new AbortController();
    const seen: string[][] = [];
    const stream = {
      unsentBytes: 0,
      send: async ({ repositories }: FolderStatus) =>
        void seen.push(repositories[0]?.changes.map(({ path }) => path) ?? []),
      async *[Symbol.asyncIterator]() {},
    };
    const window = { ...owner, isDirect: true };
    await expect(service.handlers['git.watch']({}, owner, ending.signal, stream)).rejects.toThrow(/own machine/);
    const watching = service.handlers['git.watch']({}, window, ending.signal, stream);
    await told(folder, { 'a.txt': '.M' });
    expect(seen.at(-1)).toEqual(['.env', 'a.txt', '.env.local']);
    const count = folder.told.length;
    folder.git('add', '.env');
    await vi.waitFor(() => expect(seen.length).toBeGreaterThan(1), { timeout: 20_000 });
    expect(folder.told.length).toBe(count);
    ending.abort();
    await watching;
    await expect(service.handlers['git.stage']({ ...here, paths: ['.env.local'] }, ada, signal)).rejects.toThrow();
    expect(JSON.stringify(folder.told)).not.toMatch(/env/);
  });

  it('finds a repository that is made later, several in one folder, and says why one is broken', async () => {
    const folder = new GitFolder({ 'a.txt': 'one\n' });
    const service = folder.service();
    await vi.waitFor(() => expect(folder.told).toEqual([{ repositories: [], problem: null }]), { timeout: 20_000 });
    await service.handlers['git.init']({}, owner, signal);
    await told(folder, { 'a.txt': '??' });
    mkdirSync(join(folder.root, 'inner/.git'), { recursive: true });
    writeFileSync(join(folder.root, 'inner/.git/HEAD'), 'nonsense');
    service.onFiles([{ path: 'inner', type: 'created' }]);
    await vi.waitFor(() => expect(folder.told.at(-1)!.repositories[1]?.problem).toMatch(/Git says: /), {
      timeout: 20_000,
    });
    writeFileSync(join(folder.root, '.git/index'), 'nonsense');
    await vi.waitFor(() => expect(folder.told.at(-1)!.repositories[0]?.problem).toMatch(/index file/), {
      timeout: 20_000,
    });
    rmSync(join(folder.root, '.git/index'));
    await told(folder, { 'a.txt': '??' });
  });

  it('says that there is no Git, or that it is too old', async () => {
    const folder = new GitFolder();
    vi.stubEnv('ENSEMBLE_GIT', join(folder.base, 'nowhere'));
    folder.service();
    await vi.waitFor(() => expect(folder.told.at(-1)?.problem).toMatch(/not installed/), { timeout: 20_000 });
    vi.unstubAllEnvs();
  });
});

describe('acts', () => {
  it('stage, unstage and discard files of any name, and say who did it', async () => {
    const folder = GitFolder.committed({
      '-rf': 'one\n',
      ':(glob)**': 'one\n',
      'a\nb.txt': 'one\n',
      'vendor/x': 'x\n',
    });
    const service = folder.service();
    for (const path of ['-rf', ':(glob)**', 'a\nb.txt', 'vendor/x', '--new', 'deep/er/new.txt'])
      folder.write(path, 'two\n');
    await service.handlers['git.stage']({ ...here, paths: ['-rf', ':(glob)**', '--new'] }, ada, signal);
    await told(folder, {
      '-rf': 'M.',
      ':(glob)**': 'M.',
      '--new': 'A.',
      'a\nb.txt': '.M',
      'vendor/x': '.M',
      'deep/er/new.txt': '??',
    });
    expect(folder.deeds.at(-1)).toMatchObject({ person: 'Ada', act: 'staged', what: '3 files' });
    await service.handlers['git.unstage']({ ...here, paths: ['-rf', '--new'] }, ada, signal);
    await service.handlers['git.discard']({ ...here, paths: 'all' }, ada, signal);
    await told(folder, { ':(glob)**': 'M.', 'vendor/x': '.M' });
    expect(folder.read('-rf')).toBe('one\n');
    expect(existsSync(join(folder.root, '--new'))).toBe(false);
  });

  it('keep what is discarded as a stash where that is wished, and leave the index alone', async () => {
    const folder = GitFolder.committed({ 'a.txt': 'one\n', '-rf': 'one\n', 's.txt': 'one\n', 'gone.txt': 'one\n' });
    const service = folder.service();
    folder.write('s.txt', 'staged\n');
    folder.write('gone.txt', 'staged\n');
    folder.git('add', 's.txt', 'gone.txt');
    for (const path of ['a.txt', '-rf', 's.txt', 'deep/new.txt']) folder.write(path, 'two\n');
    unlinkSync(join(folder.root, 'gone.txt'));
    const { notice } = await service.handlers['git.discard']({ ...here, paths: 'all', keep: true }, ada, signal);
    expect(notice).toContain('“Git: Pop Latest Stash” brings it back');
    await told(folder, { 's.txt': 'M.', 'gone.txt': 'M.' });
    expect([folder.read('a.txt'), folder.read('-rf'), folder.read('s.txt')]).toEqual(['one\n', 'one\n', 'staged\n']);
    expect(existsSync(join(folder.root, 'deep/new.txt'))).toBe(false);
    expect(folder.git('stash', 'list')).toContain('Discarded: 5 files');
    folder.git('reset', '-q', '--hard');
    await service.handlers['git.unstash']({ ...here, id: null, keep: false }, ada, signal);
    for (const path of ['a.txt', '-rf', 's.txt', 'deep/new.txt']) expect(folder.read(path)).toBe('two\n');
    expect(existsSync(join(folder.root, 'gone.txt'))).toBe(false);
    await service.handlers['git.discard']({ ...here, paths: ['a.txt'] }, ada, signal);
    expect(folder.git('stash', 'list')).toBe('');
  });

  it('keep what an aborted merge had become', async () => {
    const folder = GitFolder.committed({ 'a.txt': 'one\n', '.env': 'KEY=1\n' });
    const service = folder.service();
    folder.git('checkout', '-q', '-b', 'topic');
    folder.write('a.txt', 'of the topic\n');
    folder.git('commit', '-q', '-am', 'On the topic');
    folder.git('checkout', '-q', 'main');
    folder.write('a.txt', 'of main\n');
    folder.git('commit', '-q', '-am', 'On main');
    await service.handlers['git.merge']({ ...here, branch: 'topic' }, ada, signal);
    folder.write('a.txt', 'of both\n');
    const { notice } = await service.handlers['git.abort']({ ...here, keep: true }, ada, signal);
    expect(notice).toContain('brings it back');
    expect(folder.read('a.txt')).toBe('of main\n');
    await service.handlers['git.unstash']({ ...here, id: null, keep: false }, ada, signal);
    expect(folder.read('a.txt')).toBe('of both\n');
  });

  it('stage no hidden file by its folder, and nothing through a link', async () => {
    const folder = GitFolder.committed({ 'a.txt': 'one\n' });
    folder.write('conf/.env', 'SECRET\n');
    folder.write('conf/open.txt', 'open\n');
    writeFileSync(join(folder.base, 'outside.txt'), 'outside\n');
    symlinkSync(folder.base, join(folder.root, 'out'));
    const service = folder.service();
    await expect(service.handlers['git.stage']({ ...here, paths: ['conf'] }, ada, signal)).rejects.toThrow(
      /nothing was done/,
    );
    await service.handlers['git.stage']({ ...here, paths: 'all' }, ada, signal);
    expect(folder.git('ls-files').trim().split('\n').sort()).toEqual(['a.txt', 'conf/open.txt', 'out']);
    await expect(
      service.handlers['git.discard']({ ...here, paths: ['out/outside.txt'] }, ada, signal),
    ).rejects.toThrow();
    expect(existsSync(join(folder.base, 'outside.txt'))).toBe(true);
  });

  it('stage a part of a file, unless the index has moved on', async () => {
    const folder = GitFolder.committed({ 'a.txt': '1\n2\n3\n' });
    folder.write('a.txt', 'one\n2\nthree\n');
    const service = folder.service();
    const { content, id } = await service.handlers['git.show'](
      { ...here, path: 'a.txt', version: 'index' },
      ada,
      signal,
    );
    expect(Buffer.from(content!).toString()).toBe('1\n2\n3\n');
    const part = { ...here, path: 'a.txt', content: Buffer.from('one\n2\n3\n'), expected: id };
    await service.handlers['git.stageText'](part, ada, signal);
    await told(folder, { 'a.txt': 'MM' });
    expect(folder.git('show', ':a.txt')).toBe('one\n2\n3\n');
    await expect(service.handlers['git.stageText'](part, ada, signal)).rejects.toThrow(/holds another text by now/);
  });

  it('stage a part of a file that is in another encoding on the disk, by .gitattributes', async () => {
    const folder = GitFolder.committed({
      '.gitattributes': '*.txt working-tree-encoding=UTF-16\n*.odd working-tree-encoding=moon\n',
    });
    const put = (text: string) => writeFileSync(join(folder.root, 'a.txt'), `\ufeff${text}`, 'utf16le');
    put('1\n2\n3\n');
    folder.git('add', '.');
    folder.git('commit', '-qm', 'more');
    put('one\n2\nthree\n');
    const service = folder.service();
    const { id } = await service.handlers['git.show']({ ...here, path: 'a.txt', version: 'index' }, ada, signal);
    const part = { ...here, path: 'a.txt', content: Buffer.from('één\n2\n3\n'), expected: id };
    await service.handlers['git.stageText'](part, ada, signal);
    expect(folder.git('show', ':a.txt')).toBe('één\n2\n3\n');
    const odd = { ...part, path: 'a.odd', expected: null };
    await expect(service.handlers['git.stageText'](odd, ada, signal)).rejects.toThrow(/in moon by .gitattributes/);
  });

  it('commit with the guest as the author and the host as the committer', async () => {
    const folder = GitFolder.committed({ 'a.txt': 'one\n' });
    const service = folder.service();
    const plain = {
      ...here,
      message: 'Change a\n\nCo-authored-by: Bo <bo@example.org>\n',
      amend: false,
      signOff: false,
    };
    await expect(service.handlers['git.commit'](plain, ada, signal)).rejects.toThrow(/Nothing is staged/);
    folder.write('a.txt', 'two\n');
    folder.write('.git/hooks/pre-commit', '#!/bin/sh\ntouch ran\nexit 1\n');
    chmodSync(join(folder.root, '.git/hooks/pre-commit'), 0o755);
    await service.handlers['git.stage']({ ...here, paths: 'all' }, ada, signal);
    const { notice } = await service.handlers['git.commit'](plain, ada, signal);
    expect(notice).toMatch(/pre-commit/);
    expect(folder.git('log', '-1', '--format=%an %ae %cn|%(trailers:key=Co-authored-by,valueonly)').trim()).toBe(
      'Ada ada@guests Olga|Bo <bo@example.org>',
    );
    expect(folder.deeds.at(-1)).toMatchObject({ act: 'committed', what: 'Change a', person: 'Ada' });
    await service.handlers['git.commit']({ ...here, message: 'Better', amend: true, signOff: true }, owner, signal);
    expect(folder.git('log', '--format=%s|%(trailers:key=Signed-off-by,valueonly)')).toMatch(/^Better\|Olga/);
    const { commits } = await service.handlers['git.log'](
      { ...here, refs: [], path: null, skip: 0, count: 10 },
      ada,
      signal,
    );
    expect(commits.map(({ subject }) => subject)).toEqual(['Better', 'one']);
    const first = await service.handlers['git.changedIn'](
      { ...here, commit: commits[0]!.id, parent: null },
      ada,
      signal,
    );
    expect(first.files).toEqual([{ path: 'a.txt', was: null, is: 'M' }]);
  });

  it('tell who wrote each line, of what is not committed too', async () => {
    const folder = GitFolder.committed({ 'a.txt': '1\n2\n3\n' });
    const service = folder.service();
    const content = Buffer.from('1\ntwo\n3\n');
    const { lines } = await service.handlers['git.blame']({ ...here, path: 'a.txt', content }, ada, signal);
    expect(lines.map(({ line, count, author, subject, commit }) => [line, count, commit && [author, subject]])).toEqual(
      [
        [1, 1, ['Olga', 'one']],
        [2, 1, null],
        [3, 1, ['Olga', 'one']],
      ],
    );
    folder.write('new.txt', 'x\n');
    await expect(service.handlers['git.blame']({ ...here, path: 'new.txt', content }, ada, signal)).rejects.toThrow(
      /nobody/,
    );
  });

  it('make and change branches, fetch, pull and push', async () => {
    const folder = GitFolder.committed({ 'a.txt': 'one\n' });
    folder.git('init', '-q', '--bare', '-b', 'main', '../far.git');
    folder.git('remote', 'add', 'origin', '../far.git');
    const service = folder.service();
    await service.handlers['git.push'](here, owner, signal, new HeardStream());
    await service.handlers['git.branch']({ ...here, name: 'topic' }, ada, signal);
    await expect(service.handlers['git.branch']({ ...here, name: 'a..b' }, ada, signal)).rejects.toThrow(/no name/);
    folder.write('a.txt', 'two\n');
    folder.git('commit', '-q', '-am', 'two');
    await service.handlers['git.push'](here, owner, signal, new HeardStream());
    await service.handlers['git.checkout']({ ...here, target: { branch: 'main' } }, ada, signal);
    expect(folder.read('a.txt')).toBe('one\n');
    folder.git('push', '-q', 'origin', 'topic:main');
    await service.handlers['git.fetch'](here, owner, signal, new HeardStream());
    expect(folder.told.at(-1)!.repositories[0]).toMatchObject({ branch: 'main', upstream: 'origin/main', behind: 1 });
    await service.handlers['git.pull'](here, owner, signal, new HeardStream());
    expect(folder.read('a.txt')).toBe('two\n');
    const { refs, remotes } = await service.handlers['git.refs'](here, ada, signal);
    expect(refs.map(({ kind, name }) => `${kind} ${name}`).sort()).toEqual([
      'branch main',
      'branch topic',
      'remote origin/main',
      'remote origin/topic',
    ]);
    expect(remotes).toEqual(['origin']);
    folder.write('a.txt', 'three\n');
    await service.handlers['git.stash']({ ...here, message: 'later', untracked: false }, ada, signal);
    expect(folder.read('a.txt')).toBe('two\n');
    await service.handlers['git.unstash']({ ...here, id: null, keep: false }, ada, signal);
    expect(folder.read('a.txt')).toBe('three\n');
  });

  it('end the conflict of a whole file by one side, or by deleting it', async () => {
    const folder = GitFolder.committed({ 'both.txt': 'one\n', 'gone.txt': 'one\n', 'kept.txt': 'one\n' });
    const { handlers } = folder.service();
    folder.git('checkout', '-q', '-b', 'topic');
    for (const path of ['both.txt', 'gone.txt', 'kept.txt']) folder.write(path, 'topic\n');
    folder.git('commit', '-q', '-am', 'On the topic');
    folder.git('checkout', '-q', 'main');
    folder.write('both.txt', 'main\n');
    folder.git('rm', '-q', 'gone.txt', 'kept.txt');
    folder.git('commit', '-q', '-am', 'On main');
    await handlers['git.merge']({ ...here, branch: 'topic' }, ada, signal);
    await told(folder, { 'both.txt': 'UU', 'gone.txt': 'DU', 'kept.txt': 'DU' });
    const text = async (version: 'base' | 'ours' | 'theirs', path: string) => {
      const { content } = await handlers['git.show']({ ...here, path, version }, ada, signal);
      return content && new TextDecoder().decode(content);
    };
    expect(await Promise.all([text('base', 'both.txt'), text('ours', 'both.txt'), text('theirs', 'both.txt')])).toEqual(
      ['one\n', 'main\n', 'topic\n'],
    );
    expect(await text('ours', 'gone.txt')).toBeNull();
    const take = (path: string, take: 'ours' | 'theirs' | 'deleted') =>
      handlers['git.resolve']({ ...here, path, take }, ada, signal);
    await expect(take('gone.txt', 'ours')).rejects.toThrow(/not there on this side/);
    await take('both.txt', 'theirs');
    await take('gone.txt', 'deleted');
    await take('kept.txt', 'theirs');
    await told(folder, { 'both.txt': 'M.', 'kept.txt': 'A.' });
    expect([folder.read('both.txt'), existsSync(join(folder.root, 'gone.txt'))]).toEqual(['topic\n', false]);
    expect(folder.deeds.at(-1)).toMatchObject({ act: 'resolved', what: 'kept.txt', person: 'Ada' });
    await expect(take('both.txt', 'ours')).rejects.toThrow(/in no conflict any more/);
  });

  it('merge, rebase, pick and revert, with conflicts left for people, and go on or go back', async () => {
    const folder = GitFolder.committed({ 'a.txt': 'one\n', 'b.txt': 'b\n' });
    const { handlers } = folder.service();
    folder.git('checkout', '-q', '-b', 'topic');
    folder.write('a.txt', 'topic\n');
    folder.git('commit', '-q', '-am', 'On the topic');
    folder.git('checkout', '-q', 'main');
    folder.write('a.txt', 'main\n');
    folder.git('commit', '-q', '-am', 'On main');
    const { notice } = await handlers['git.merge']({ ...here, branch: 'topic' }, ada, signal);
    expect(notice).toMatch(/One file has conflicts/);
    expect(folder.told.at(-1)!.repositories[0]).toMatchObject({
      underway: 'merge',
      changes: [{ path: 'a.txt', is: 'UU' }],
    });
    await handlers['git.abort'](here, ada, signal);
    expect(folder.read('a.txt')).toBe('main\n');
    await handlers['git.merge']({ ...here, branch: 'topic' }, ada, signal);
    folder.write('a.txt', 'both\n');
    await handlers['git.stage']({ ...here, paths: ['a.txt'] }, ada, signal);
    await handlers['git.continue'](here, ada, signal);
    const { commits } = await handlers['git.log']({ ...here, refs: [], path: null, skip: 0, count: 1 }, ada, signal);
    expect(commits[0]!.parents).toHaveLength(2);
    folder.write('b.txt', 'bb\n');
    folder.git('commit', '-q', '-am', 'Say b');
    const said = folder.git('rev-parse', 'HEAD').trim();
    await handlers['git.revert']({ ...here, commit: said }, ada, signal);
    expect(folder.read('b.txt')).toBe('b\n');
    await handlers['git.pick']({ ...here, commit: said }, ada, signal);
    expect(folder.read('b.txt')).toBe('bb\n');
    await handlers['git.undoCommit'](here, ada, signal);
    expect(folder.told.at(-1)!.repositories[0]!.changes).toEqual([{ path: 'b.txt', is: 'M.' }]);
    await handlers['git.tag']({ ...here, name: 'v1', commit: null }, ada, signal);
    await handlers['git.deleteTag']({ ...here, name: 'v1' }, ada, signal);
    expect(folder.git('tag', '--list')).toBe('');
    await handlers['git.renameBranch']({ ...here, name: 'topic', newName: 'subject' }, ada, signal);
    await handlers['git.renameBranch']({ ...here, name: 'subject', newName: 'topic' }, ada, signal);
    await expect(
      handlers['git.renameBranch']({ ...here, name: 'topic', newName: 'main' }, ada, signal),
    ).rejects.toThrow(/exists/);
    await expect(handlers['git.deleteBranch']({ ...here, name: 'main', force: true }, ada, signal)).rejects.toThrow();
    await handlers['git.deleteBranch']({ ...here, name: 'topic', force: false }, ada, signal);
    expect(folder.git('branch', '--list').trim()).toBe('* main');
    expect(folder.deeds.at(-1)).toMatchObject({ act: 'deleted-branch', what: 'topic' });
  });
});
