import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { Repository } from './repository.ts';

const split = (stdout: Buffer) =>
  stdout
    .toString()
    .split('\0')
    .filter((path) => path !== '');

/** Finds the commit that a name stands for, a branch of a remote by its short name as well; null where it is none. */
async function commitOf(repository: Repository, name: string): Promise<string | null> {
  const asked = ['rev-list', '-1', '--end-of-options', name, '--'];
  const { code, stdout } = await repository.look(asked, { allowed: [0, 128] });
  if (code === 0 && stdout.length > 0) return stdout.toString().trim();
  const far = await repository.look(['for-each-ref', '--format=%(objectname)', `refs/remotes/*/${name}`]);
  return far.stdout.toString().split('\n')[0] || null;
}

/** Paths that differ between two commits. A name that is none gives no paths: Git itself says so to the caller. */
export async function differing(repository: Repository, from: string, to: string): Promise<string[]> {
  const commits = [await commitOf(repository, from), await commitOf(repository, to)];
  if (commits.includes(null)) return [];
  const asked = ['diff-tree', '-r', '-z', '--name-only', '--no-renames', '--no-ext-diff'];
  const { stdout } = await repository.look([...asked, ...(commits as string[])]);
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
  const tracked = await differing(repository, base, stash);
  return untracked === undefined ? tracked : [...tracked, ...(await ofCommit(repository, untracked))];
}

/** Paths that differ from the head just now, and from the head before what is under way. */
export async function ofUndertaking(repository: Repository): Promise<string[]> {
  const { files } = await repository.status();
  const changed = files.filter(({ is }) => is !== '??').map(({ path }) => path);
  for (const file of ['rebase-merge/orig-head', 'rebase-apply/orig-head', 'BISECT_START']) {
    const before = await readFile(join(repository.gitDir, file), 'utf8').catch(() => '');
    if (before !== '') changed.push(...(await differing(repository, 'HEAD', before.trim())));
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
