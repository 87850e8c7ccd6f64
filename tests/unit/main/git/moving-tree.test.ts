import { describe, expect, it, vi } from 'vitest';
import type { GitServiceOptions } from '../../../../src/main/git/git-service.ts';
import { ada, asker, GitFolder, nobodyAsked, owner } from './git-fixture.ts';

const { signal } = new AbortController();
const here = { repository: '' };
const bo = asker('Bo');

/** A repository with a branch `topic`, on which a.txt is another, and a source that says whose work is where. */
function scene(options: Partial<GitServiceOptions['tree']> = {}) {
  const folder = GitFolder.committed({ 'a.txt': 'one\n', 'b.txt': 'one\n', 'c.txt': 'one\n' });
  folder.git('checkout', '-q', '-b', 'topic');
  folder.write('a.txt', 'topic\n');
  folder.git('commit', '-q', '-am', 'On the topic');
  folder.git('checkout', '-q', 'main');
  const makers = new Map<string, string>();
  const tree: GitServiceOptions['tree'] = {
    leased: async (lease) => void folder.leases.push(lease),
    freed: async () => void folder.leases.push(null),
    unsaved: () => [],
    locks: () => [],
    people: nobodyAsked,
    ...options,
  };
  const work = {
    has: () => false,
    of: async () => null,
    makerOf: (_: string, path: string) => makers.get(path) ?? null,
  };
  const { handlers } = folder.service({ tree, work });
  const toTopic = (caller = ada, over?: string) =>
    handlers['git.checkout'](
      { ...here, target: { branch: 'topic' }, ...(over === undefined ? {} : { over }) },
      caller,
      signal,
    );
  return { folder, handlers, toTopic, makers };
}

describe('an act on the whole tree', () => {
  it('takes the lease of it for its time, and ends it, also where Git refuses', async () => {
    const { folder, handlers, toTopic } = scene();
    await toTopic();
    expect(folder.leases).toEqual([{ person: 'Ada', act: 'switch' }, null]);
    await expect(handlers['git.merge']({ ...here, branch: 'topic~9' }, ada, signal)).rejects.toThrow();
    folder.write('a.txt', 'in the way\n');
    const back = handlers['git.checkout']({ ...here, target: { branch: 'main' } }, ada, signal);
    await expect(back).rejects.toThrow(/a\.txt/);
    folder.git('checkout', '-q', '--', 'a.txt');
    await handlers['git.commit']({ ...here, message: 'Better', amend: true, signOff: false }, owner, signal);
    await handlers['git.undoCommit'](here, ada, signal);
    expect(folder.leases.map((each) => each?.act)).toEqual(
      ['switch', 'switch', 'amend', 'undo'].flatMap((act) => [act, undefined]),
    );
  });

  it('keeps others’ acts back in words meanwhile, and one’s own waits for its turn', async () => {
    let go = () => {};
    const begun = Promise.withResolvers<void>();
    const { handlers, toTopic, folder } = scene({
      leased: () => {
        begun.resolve();
        return new Promise((resolve) => {
          go = resolve;
        });
      },
    });
    const switching = toTopic();
    await begun.promise;
    const staging = handlers['git.stage']({ ...here, paths: ['b.txt'] }, bo, signal);
    await expect(staging).rejects.toThrow('Ada is switching branches, so nothing was done: try again in a moment.');
    const own = handlers['git.branch']({ ...here, name: 'mine' }, ada, signal);
    go();
    await switching;
    await own;
    expect(folder.git('branch', '--show-current')).toBe('mine\n');
    await handlers['git.branch']({ ...here, name: 'his' }, bo, signal);
  });

  it('is refused over others’ uncommitted and unsaved work, with names and files, and nothing moves', async () => {
    const { folder, handlers, toTopic, makers } = scene({
      unsaved: () => [{ path: 'c.txt', people: ['Ada', 'Cleo'] }],
    });
    folder.write('new.txt', 'of Bo\n');
    makers.set('new.txt', 'Bo');
    await expect(toTopic()).rejects.toThrow(
      'new.txt has uncommitted work of Bo; c.txt has unsaved work of Cleo. Nothing was done: wait, or go on over it.',
    );
    expect(folder.git('branch', '--show-current')).toBe('main\n');
    expect(folder.leases).toEqual([{ person: 'Ada', act: 'switch' }, null]);
    const others = await handlers['git.others'](here, ada, signal);
    expect(others.files).toEqual([
      { path: 'new.txt', people: ['Bo'], isSaved: true },
      { path: 'c.txt', people: ['Cleo'], isSaved: false },
    ]);
    expect((await handlers['git.others'](here, bo, signal)).files.map(({ path }) => path)).toEqual(['c.txt']);
  });

  it('sees text that is saved just while it looks', async () => {
    const looks = [[{ path: 'c.txt', people: ['Cleo'] }], []];
    const { toTopic } = scene({ unsaved: () => looks.shift() ?? [] });
    await expect(toTopic()).rejects.toThrow('c.txt has unsaved work of Cleo.');
  });

  it('looks at others’ work once agents are refused: what one has saved until then is in the way like all else', async () => {
    let saved = 0;
    const { folder, handlers, toTopic, makers } = scene({
      leased: async () => {
        const path = `new-${++saved}.txt`;
        folder.write(path, 'of an agent\n');
        makers.set(path, 'Agent');
      },
    });
    await expect(toTopic()).rejects.toThrow(/^new-1\.txt has uncommitted work of Agent\./);
    const { mark } = await handlers['git.others'](here, ada, signal);
    await expect(toTopic(ada, mark)).rejects.toThrow(/^There is other work than you were shown\. .*new-2\.txt/);
    const stashing = handlers['git.stash']({ ...here, message: '', untracked: true, over: mark }, ada, signal);
    await expect(stashing).rejects.toThrow(/new-3\.txt has uncommitted work of Agent/);
    expect([folder.git('branch', '--show-current'), folder.git('stash', 'list')]).toEqual(['main\n', '']);
  });

  it('goes on over just the work that its asker was shown, keeps it as a stash, and says so to all', async () => {
    const { folder, handlers, toTopic, makers } = scene();
    folder.write('b.txt', 'of Bo\n');
    folder.write('new.txt', 'of Bo\n');
    makers.set('new.txt', 'Bo');
    const { mark } = await handlers['git.others'](here, ada, signal);
    folder.write('more.txt', 'of Cleo\n');
    makers.set('more.txt', 'Cleo');
    await expect(toTopic(ada, mark)).rejects.toThrow(/^There is other work than you were shown. /);
    makers.delete('more.txt');
    const { notice } = await toTopic(ada, mark);
    expect(notice).toMatch(/^What the files held of Bo is kept as a stash/);
    expect(folder.deeds.at(-1)).toMatchObject({ act: 'checked-out', person: 'Ada', over: ['Bo'] });
    const { stashes } = await handlers['git.stashes'](here, ada, signal);
    expect(stashes.map(({ words }) => words)).toEqual(['Before switch: work of Bo']);
    expect(folder.git('show', 'stash@{0}:new.txt')).toBe('of Bo\n');
  });

  it('is refused while others hold locks, whose and until when; one’s own are in nobody’s way', async () => {
    const locks = [
      { person: 'Bo', path: 'a.txt', untilMs: 60_000 },
      { person: 'Cleo', path: null, pattern: 'src/**', untilMs: null },
      { person: 'Ada', path: 'b.txt', untilMs: null },
    ];
    const { handlers, toTopic } = scene({ locks: () => locks });
    await expect(toTopic()).rejects.toThrow(
      'Bo has locked a.txt until 1970-01-01T00:01:00.000Z; Cleo has locked src/**. Nothing was done: wait, or ask them to unlock.',
    );
    await expect(handlers['git.continue'](here, ada, signal)).rejects.toThrow(/Bo has locked a\.txt/);
    locks.splice(0, 2);
    await toTopic();
  });

  it('is held back by no pattern that lies beside its repository', async () => {
    const sub = { ...here, repository: 'sub' };
    const locks = [{ person: 'Bo', path: null, pattern: 'src/**', untilMs: null }];
    const { folder, handlers } = scene({ locks: () => locks });
    folder.git('init', '-q', '-b', 'main', 'sub');
    folder.git('-C', 'sub', 'commit', '-q', '--allow-empty', '-m', 'one');
    folder.git('-C', 'sub', 'branch', 'topic');
    const toTopic = () => handlers['git.checkout']({ ...sub, target: { branch: 'topic' } }, ada, signal);
    await toTopic();
    expect(folder.git('-C', 'sub', 'branch', '--show-current')).toBe('topic\n');
    locks[0]!.pattern = '{src,sub}/*.c';
    await expect(toTopic()).rejects.toThrow('Bo has locked {src,sub}/*.c.');
  });

  it('names no hidden file to somebody who does not see it, and counts its work all the same', async () => {
    const { folder, handlers, toTopic, makers } = scene();
    folder.write('.env', 'SECRET=1\n');
    makers.set('.env', 'olga');
    await expect(toTopic()).rejects.toThrow('a file that you do not see has uncommitted work of olga');
    const { files, mark } = await handlers['git.others'](here, ada, signal);
    expect(files).toEqual([{ path: '', people: ['olga'], isSaved: true }]);
    await toTopic(ada, mark);
    expect(folder.read('.env')).toBe('SECRET=1\n');
    await vi.waitFor(() => expect(folder.told.at(-1)?.repositories[0]?.branch).toBe('topic'));
  });

  it('of bringing back brings the stash that was the last before others’ work was kept', async () => {
    const { folder, handlers, makers } = scene();
    folder.write('b.txt', 'aside\n');
    await handlers['git.stash']({ ...here, message: 'mine', untracked: false }, ada, signal);
    folder.write('new.txt', 'of Bo\n');
    makers.set('new.txt', 'Bo');
    const { mark } = await handlers['git.others'](here, ada, signal);
    await handlers['git.unstash']({ ...here, id: null, keep: false, over: mark }, ada, signal);
    expect(folder.read('b.txt')).toBe('aside\n');
    const { stashes } = await handlers['git.stashes'](here, ada, signal);
    expect(stashes.map(({ words }) => words)).toEqual(['Before unstash: work of Bo']);
  });

  it('of putting aside keeps others’ work by itself', async () => {
    const { folder, handlers, makers } = scene();
    folder.write('new.txt', 'of Bo\n');
    makers.set('new.txt', 'Bo');
    const wish = { ...here, message: 'later', untracked: true };
    await expect(handlers['git.stash'](wish, ada, signal)).rejects.toThrow(/new\.txt has uncommitted work of Bo/);
    const { mark } = await handlers['git.others'](here, ada, signal);
    await handlers['git.stash']({ ...wish, over: mark }, ada, signal);
    expect((await handlers['git.stashes'](here, ada, signal)).stashes).toHaveLength(1);
    expect(folder.git('show', 'stash@{0}^3:new.txt')).toBe('of Bo\n');
  });
});
