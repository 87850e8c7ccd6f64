import { appendFile, lstat, mkdir, readFile, realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { EnsembleError } from '../../shared/core/errors.ts';
import { mustBeName } from './commits.ts';
import { isInside } from './inside.ts';
import type { Repository } from './repository.ts';
import type { Outcome, Sees } from './working-tree.ts';

/** A working tree of a repository. */
export interface Worktree {
  /** Path in the folder; null outside of it. */
  path: string | null;
  /** Place on the host's disk, for the owner alone. */
  place: string | null;
  branch: string | null;
  head: string | null;
  isMain: boolean;
}

/** Lists the working trees of a repository that the caller sees. */
export async function listWorktrees(
  repository: Repository,
  root: string,
  isOwner: boolean,
  { sees }: Pick<Sees, 'sees'>,
): Promise<Worktree[]> {
  const { stdout } = await repository.look(['worktree', 'list', '--porcelain']);
  const found: Worktree[] = [];
  for (const [at, block] of stdout.toString().trim().split('\n\n').entries()) {
    const field = (name: string) => new RegExp(`^${name} (.*)$`, 'm').exec(block)?.[1] ?? null;
    const place = field('worktree') ?? '';
    const real = await realpath(place).catch(() => place);
    const path = isInside(root, real) ? relative(root, real).replaceAll(sep, '/') : null;
    if (!isOwner && (path === null || (path !== '' && !sees(path)))) continue;
    const branch = field('branch')?.replace(/^refs\/heads\//, '') ?? null;
    found.push({ path, place: isOwner ? place : null, branch, head: field('HEAD'), isMain: at === 0 });
  }
  return found;
}

/** Makes a further working tree inside the folder, of a new branch or of one that is there. */
export async function addWorktree(
  repository: Repository,
  path: string,
  branch: string,
  isNew: boolean,
): Promise<Outcome> {
  const name = repository.within(path);
  // The list of working trees and that of excluded files have one to a line.
  if (/\p{Cc}/u.test(name))
    throw new EnsembleError('bad-request', 'The name of a working tree is one line, so none was made.');
  if (isNew) await mustBeName(repository, branch);
  const place = join(repository.workTree, name);
  if (
    await lstat(place).then(
      () => true,
      () => false,
    )
  )
    throw new EnsembleError('exists', `There is something at “${path}” already, so no working tree was made.`);
  const what = isNew ? ['-b', branch, '--end-of-options', name] : ['--end-of-options', name, branch];
  await repository.run(['worktree', 'add', '-q', ...what]);
  await exclude(repository, name);
  return { act: 'added-worktree', what: branch, files: [name] };
}

/** Keeps it out of the status of the repository around it. */
async function exclude(repository: Repository, name: string): Promise<void> {
  const info = join(repository.commonDir, 'info');
  const line = `/${name.replace(/[\\*?[\]!# ]/g, '\\$&')}/`;
  const before = await readFile(join(info, 'exclude'), 'utf8').catch(() => '');
  if (before.split('\n').includes(line)) return;
  await mkdir(info, { recursive: true });
  await appendFile(join(info, 'exclude'), `${before === '' || before.endsWith('\n') ? '' : '\n'}${line}\n`);
}

/** Removes a working tree in the folder; one with uncommitted work only by force. `judge` refuses files of others. */
export async function removeWorktree(
  repository: Repository,
  root: string,
  { path, force }: { path: string; force: boolean },
  judge: (files: readonly string[]) => void,
): Promise<Outcome> {
  const all = await listWorktrees(repository, root, true, { sees: () => true });
  const found = all.find((each) => each.path === path && !each.isMain);
  if (found === undefined) throw new EnsembleError('not-found', `There is no further working tree at “${path}”.`);
  if (found.head !== null) {
    const { stdout } = await repository.look(['ls-tree', '-r', '-z', '--name-only', '--full-tree', found.head]);
    judge(
      stdout
        .toString()
        .split('\0')
        .filter((file) => file !== '')
        .map((file) => `${path}/${file}`),
    );
  }
  await repository.run(['worktree', 'remove', ...(force ? ['--force'] : []), '--end-of-options', found.place!]);
  return { act: 'removed-worktree', what: path, files: [repository.within(path)] };
}
