import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EnsembleError } from '../../shared/core/errors.ts';
import { withoutControls } from './commits.ts';
import { keptWords, putAside } from './put-aside.ts';
import type { Repository } from './repository.ts';
import { takeBackUnstashing, unstashingIn } from './unstashing.ts';
import { bothNames, listed, type Outcome, type Sees } from './working-tree.ts';

/** Stashes the uncommitted changes of the files that the caller may change. */
export async function stash(
  repository: Repository,
  { message, untracked }: { message: string; untracked: boolean },
  sight: Sees,
): Promise<Outcome> {
  const name = withoutControls(message).trim();
  const words = name === '' ? [] : ['-m', name];
  const how = ['stash', 'push', '-q', ...(untracked ? ['--include-untracked'] : []), ...words];
  const { files } = await repository.status();
  const changed = files.filter(({ is }) => untracked || is !== '??');
  const mayStash = (path: string) =>
    sight.sees(repository.inFolder(path)) && sight.mayChange(repository.inFolder(path));
  const own = changed.filter(({ path, was = path }) => mayStash(path) && mayStash(was));
  if (own.length === changed.length) {
    // Git finds the untracked ones by a pattern of its own.
    await repository.run(how, { env: { GIT_LITERAL_PATHSPECS: '0' } });
    return { act: 'stashed', what: name };
  }
  if (own.length === 0)
    throw new EnsembleError('not-found', 'Nothing differs that guests may change, so nothing was put aside.');
  const { args, input } = listed(bothNames(repository, own, sight));
  await repository.run([...how, ...args], { input });
  const notice = 'Files that guests do not see, or may not change, were left as they are.';
  return { act: 'stashed', what: name, notice };
}

/** Runs what may end in conflicts: these are for people to resolve, and no failure. Gives words for them, or null. */
export async function conflicting(
  repository: Repository,
  run: readonly string[] | (() => Promise<void>),
): Promise<string | null> {
  try {
    if (typeof run === 'function') await run();
    else await repository.run(run);
    return null;
  } catch (thrown) {
    const { files } = await repository.status();
    const count = files.filter(({ is }) => is.includes('U') || is === 'AA' || is === 'DD').length;
    if (count === 0) throw thrown;
    const where = count === 1 ? 'One file has conflicts' : `${count} files have conflicts`;
    return `${where}. Resolve them in the editor, stage them, and continue; or abort, and all is as before.`;
  }
}

export async function merge(repository: Repository, branch: string): Promise<Outcome> {
  const notice = await conflicting(repository, ['merge', '-q', '--no-edit', '--no-verify', '--end-of-options', branch]);
  return { act: 'merged', what: branch, notice };
}

export async function rebase(repository: Repository, onto: string): Promise<Outcome> {
  const notice = await conflicting(repository, ['rebase', '-q', '--no-verify', '--end-of-options', onto]);
  return { act: 'rebased', what: onto, notice };
}

/** Makes a commit's change again here. */
export async function pick(repository: Repository, commit: string): Promise<Outcome> {
  const notice = await conflicting(repository, ['cherry-pick', commit]);
  return { act: 'picked', what: commit.slice(0, 8), notice };
}

/** Makes a commit that takes another one's change back. */
export async function revert(repository: Repository, commit: string): Promise<Outcome> {
  const notice = await conflicting(repository, ['revert', '--no-edit', commit]);
  return { act: 'reverted', what: commit.slice(0, 8), notice };
}

/** Takes back the last commit, and leaves what it changed staged. */
export async function undoCommit(repository: Repository): Promise<Outcome> {
  const { stdout } = await repository.look(['log', '-1', '--format=%P%x1f%s']);
  const [parents = '', subject = ''] = stdout.toString().trim().split('\x1f');
  if (parents === '') throw new EnsembleError('bad-request', 'This is the first commit, so nothing is before it.');
  await repository.run(['reset', '-q', '--soft', 'HEAD~1']);
  return { act: 'undone', what: subject };
}

const continuing = {
  merge: ['commit', '-q', '--no-edit', '--no-verify'],
  rebase: ['rebase', '--continue'],
  'cherry-pick': ['cherry-pick', '--continue'],
  revert: ['revert', '--continue'],
} as const;

/** Says whether a rebase is to run commands: a folder can come with one under way, from whoever made it. */
async function listsCommands(repository: Repository): Promise<boolean> {
  const list = await readFile(join(repository.gitDir, 'rebase-merge/git-rebase-todo'), 'utf8').catch(() => '');
  return /^\s*(x|exec)\s/m.test(list);
}

/** Goes on with what is under way, once all conflicts are resolved and staged. */
export async function goOn(repository: Repository): Promise<Outcome> {
  const underway = await repository.underway();
  if (underway === null && (await unstashingIn(repository)) !== null)
    throw new EnsembleError(
      'bad-request',
      'What was put aside has come back with conflicts. Resolve and stage them, and nothing is left to continue; or abort, and all is as before.',
    );
  if (underway === null || underway === 'bisect')
    throw new EnsembleError('bad-request', 'Nothing is under way that could be continued.');
  if (underway === 'rebase' && (await listsCommands(repository)))
    throw new EnsembleError(
      'bad-request',
      'This rebase has commands to run in its list, and they are not run from here. Nothing was done; go on in a terminal of the host, or abort.',
    );
  const notice = await conflicting(repository, continuing[underway]);
  return { act: 'continued', what: underway, notice };
}

const aborting = {
  merge: ['merge', '--abort'],
  rebase: ['rebase', '--abort'],
  'cherry-pick': ['cherry-pick', '--abort'],
  revert: ['revert', '--abort'],
  bisect: ['bisect', 'reset'],
} as const;

/** Aborts the operation under way, and restores the state before it: after the files became a stash, with `keep`. */
export async function abort(
  repository: Repository,
  keep: boolean | undefined,
  { sees }: Pick<Sees, 'sees'>,
): Promise<Outcome> {
  const underway = await repository.underway();
  const unstashing = underway === null ? await unstashingIn(repository) : null;
  const changed = keep === true ? (await repository.status()).files.filter(({ is }) => is !== '??') : [];
  const paths = changed.map(({ path }) => path).filter((path) => sees(repository.inFolder(path)));
  const isKept = await putAside(repository, paths, `Aborted: ${underway ?? 'stash'}`);
  if (unstashing !== null) {
    await takeBackUnstashing(repository, unstashing);
    const notice = isKept ? 'What was put aside is kept, and before it what the files had become here.' : null;
    return { act: 'aborted', what: 'stash', notice: notice ?? 'What was put aside is kept.' };
  }
  if (underway === null) throw new EnsembleError('bad-request', 'Nothing is under way that could be aborted.');
  await repository.run(aborting[underway]);
  return { act: 'aborted', what: underway, notice: isKept ? keptWords : null };
}
