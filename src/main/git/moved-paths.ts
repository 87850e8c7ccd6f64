import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { append } from '../../shared/core/append.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { Repository } from './repository.ts';

const split = (stdout: Buffer) =>
  stdout
    .toString()
    .split('\0')
    .filter((path) => path !== '');

/** Finds the one commit that a name stands for; null where it is none. */
async function commitOf(repository: Repository, name: string): Promise<string | null> {
  if (name.startsWith('-')) return null;
  const { code, stdout } = await repository.look(['rev-parse', '--verify', '--quiet', `${name}^{commit}`], {
    allowed: [0, 1, 128],
  });
  return code === 0 ? stdout.toString().trim() : null;
}

/**
 * Finds the commit to which Git switches for a name: a branch's before that of a tag of the same name, unlike elsewhere,
 * and a remote's branch by its short name.
 */
async function switchedTo(repository: Repository, name: string): Promise<string | null> {
  const own = (await commitOf(repository, `refs/heads/${name}`)) ?? (await commitOf(repository, name));
  if (own !== null) return own;
  const far = await repository.look(['for-each-ref', '--format=%(objectname)', `refs/remotes/*/${name}`]);
  return far.stdout.toString().split('\n')[0] || null;
}

/** Refuses what could not be judged: Git may know a name in ways of its own. */
function known(commit: string | null, name: string): string {
  if (commit !== null) return commit;
  throw new EnsembleError('not-found', `“${name}” is no branch, tag or commit here, so nothing was done.`);
}

async function between(repository: Repository, from: string | null, to: string): Promise<string[]> {
  // Before the first commit, all of the other one's files come.
  const asked = from === null ? ['ls-tree', '-r', '-z', '--name-only', '--full-tree', to] : [...difference, from, to];
  return split((await repository.look(asked)).stdout);
}

const difference = ['diff-tree', '-r', '-z', '--name-only', '--no-renames', '--no-ext-diff'];

/** Paths that differ between the head and a commit, which is named as for merging. */
export async function differing(repository: Repository, to: string): Promise<string[]> {
  return between(repository, await commitOf(repository, 'HEAD'), known(await commitOf(repository, to), to));
}

/** Paths that switching to a branch or commit changes. */
export async function ofSwitch(
  repository: Repository,
  target: { branch: string } | { commit: string },
): Promise<string[]> {
  if ('commit' in target) return differing(repository, target.commit);
  const to = known(await switchedTo(repository, target.branch), target.branch);
  return between(repository, await commitOf(repository, 'HEAD'), to);
}

/**
 * Paths that a rebase changes: those of the other side, and of each commit that is made again, since its file changes
 * on the way, and stays so where the rebase stops, also where a later commit takes the change back.
 */
export async function ofRebase(repository: Repository, onto: string): Promise<string[]> {
  return [...(await differing(repository, onto)), ...(await madeAgain(repository, onto, 'HEAD'))];
}

/** Paths that commits change which one commit has and another one lacks. */
async function madeAgain(repository: Repository, lacks: string, has: string): Promise<string[]> {
  const commits = [await commitOf(repository, lacks), await commitOf(repository, has)];
  if (commits.includes(null)) return [];
  const { stdout: input } = await repository.look(['rev-list', commits[1]!, `^${commits[0]}`]);
  if (input.length === 0) return [];
  const { stdout } = await repository.look([...difference, '-m', '--no-commit-id', '--stdin'], { input });
  return split(stdout);
}

/** Paths that a commit changed. */
export async function ofCommit(repository: Repository, commit: string): Promise<string[]> {
  const asked = ['diff-tree', '-r', '-m', '-z', '--name-only', '--no-renames', '--no-ext-diff', '--root'];
  const { code, stdout } = await repository.look([...asked, '--no-commit-id', commit], { allowed: [0, 128] });
  return code === 0 ? split(stdout) : [];
}

/** Paths in a stash, the last where none is named, with those that were untracked. */
export async function ofStash(repository: Repository, id: string | null): Promise<string[]> {
  const asked = ['rev-list', '-1', '--parents', id ?? 'refs/stash', '--'];
  const { code, stdout } = await repository.look(asked, { allowed: [0, 128] });
  const [stash, base, , untracked] = code === 0 ? stdout.toString().trim().split(' ') : [];
  if (stash === undefined || base === undefined) return [];
  const tracked = await between(repository, base, stash);
  return untracked === undefined ? tracked : [...tracked, ...(await ofCommit(repository, untracked))];
}

/** Paths that differ from the head just now, and from the head before what is under way. */
export async function ofUndertaking(repository: Repository): Promise<string[]> {
  const { files } = await repository.status();
  const changed = files.filter(({ is }) => is !== '??').map(({ path }) => path);
  for (const file of ['rebase-merge/orig-head', 'rebase-apply/orig-head', 'BISECT_START']) {
    const before = await readFile(join(repository.gitDir, file), 'utf8').catch(() => '');
    if (before === '' || (await commitOf(repository, before.trim())) === null) continue;
    append(changed, await differing(repository, before.trim()));
    append(changed, await madeAgain(repository, 'HEAD', before.trim()));
  }
  return changed;
}

/** Refuses what would move files that the caller may not change. */
export function refuseOthers(paths: readonly string[], mayChange: (path: string) => boolean): void {
  if (paths.every(mayChange)) return;
  throw new EnsembleError(
    'no-access',
    'This would change files that guests do not see or may not change, so nothing was done. Ask the owner of the folder to do it.',
  );
}
