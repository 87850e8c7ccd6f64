import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { GitAct } from '../../shared/capabilities/git/kinds.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { Caller } from '../../shared/session/contract.ts';
import { refuseOthers } from './moved-paths.ts';
import { contentIn } from './past.ts';
import { keptWords, putAside } from './put-aside.ts';
import type { Repository } from './repository.ts';
import type { StatusLine } from './status-parser.ts';
import { asInTree } from './tree-encoding.ts';

/** Outcome of an act: an entry for all, and a notice for its caller. */
export interface Outcome {
  /** Null where there is nothing to tell the others. */
  act: GitAct | null;
  what: string;
  /** Files that it is about, by their paths in the repository. Those hidden from guests are not told to all. */
  files?: readonly string[];
  commit?: string | null;
  notice?: string | null;
  /** People over whose uncommitted work it went. */
  over?: readonly string[];
}

export type Sees = { sees(path: string): boolean; mayChange(path: string): boolean };
type Paths = readonly string[] | 'all';

/** Paths for a command, one behind the other on its input: none of them is ever taken for an option or a pattern. */
export function listed(paths: readonly string[]): { args: string[]; input: Buffer } {
  return { args: ['--pathspec-from-file=-', '--pathspec-file-nul'], input: Buffer.from(paths.join('\0')) };
}

/** Selects the files that differ among the named ones that the caller sees. A folder is never one of them. */
async function chosen(repository: Repository, paths: Paths, sees: (path: string) => boolean): Promise<StatusLine[]> {
  const { files } = await repository.status();
  const named = paths === 'all' ? null : new Set(paths.map((path) => repository.within(path)));
  const found = files.filter(({ path }) => {
    return (named === null || named.has(path)) && !path.endsWith('/') && sees(repository.inFolder(path));
  });
  if (found.length > 0) return found;
  throw new EnsembleError('not-found', 'Nothing of this differs any more, so nothing was done.');
}

const pathsOf = (files: readonly StatusLine[]) => files.map(({ path }) => path);

/** Adds the former paths of renamed files. */
export function bothNames(repository: Repository, files: readonly StatusLine[], { sees }: Sees): string[] {
  return files.flatMap(({ path, was }) => (was !== undefined && sees(repository.inFolder(was)) ? [path, was] : [path]));
}

export async function stage(repository: Repository, paths: Paths, sight: Sees): Promise<Outcome> {
  const isUnstaged = ({ is }: StatusLine) => is[1] !== '.';
  const files = (await chosen(repository, paths, sight.sees)).filter(isUnstaged);
  if (files.length === 0) return { act: null, what: '' };
  // Staging a file in conflict says that it is resolved, which is a change of it.
  const resolved = files.filter(({ is }) => is.includes('U') || is === 'AA' || is === 'DD');
  refuseOthers(pathsOf(resolved), (path) => sight.mayChange(repository.inFolder(path)));
  await refuseWithoutLfs(repository, pathsOf(files));
  const { args, input } = listed(pathsOf(files));
  await repository.run(['add', '--all', ...args], { input });
  return { act: 'staged', what: '', files: pathsOf(files) };
}

/**
 * Refuses to stage files that Git LFS keeps, where it is not set up in the profile of the host's person: the whole files
 * would be committed in place of pointers.
 */
async function refuseWithoutLfs(repository: Repository, paths: readonly string[]): Promise<void> {
  const input = Buffer.from(paths.join('\0'));
  const { stdout } = await repository.look(['check-attr', '-z', '--stdin', 'filter'], { input });
  const parts = stdout.toString().split('\0');
  const at = parts.findIndex((part, index) => index % 3 === 2 && part === 'lfs');
  if (at === -1) return;
  const asked = ['config', '--show-scope', '--get-regexp', '^filter\\.lfs\\.(clean|process)$'];
  const settings = await repository.look(asked, { allowed: [0, 1] });
  if (/^(global|system)\t\S+ \S/m.test(settings.stdout.toString())) return;
  throw new EnsembleError(
    'bad-request',
    `“${repository.inFolder(parts[at - 2]!)}” is kept by Git LFS, which is not set up for the host’s person, so that the whole file would be committed. Nothing was staged. On the host’s machine, run once: git lfs install`,
  );
}

export async function unstage(repository: Repository, paths: Paths, sight: Sees): Promise<Outcome> {
  const files = (await chosen(repository, paths, sight.sees)).filter(({ is }) => !/^[.?]/.test(is));
  if (files.length === 0) return { act: null, what: '' };
  const { args, input } = listed(bothNames(repository, files, sight));
  const { head } = await repository.status();
  const command = head === null ? ['rm', '--cached', '-q', '--ignore-unmatch'] : ['reset', '-q'];
  await repository.run([...command, ...args], { input });
  return { act: 'unstaged', what: '', files: pathsOf(files) };
}

/**
 * Brings files back as the index has them, and removes untracked ones: after they became a stash, with `keep`. Nothing is
 * done where its caller is kept from any of them.
 */
export async function discard(
  repository: Repository,
  { paths, keep }: { paths: Paths; keep: boolean | undefined },
  { objectionToChange }: Pick<Caller, 'objectionToChange'>,
  sight: Sees,
): Promise<Outcome> {
  const mayDiscard = (path: string) => sight.sees(path) && sight.mayChange(path);
  const files = (await chosen(repository, paths, mayDiscard)).filter(({ is }) => is[1] !== '.');
  const untracked = files.filter(({ is }) => is === '??');
  const tracked = files.filter(({ is }) => is !== '??' && !is.includes('U'));
  const going = pathsOf([...tracked, ...untracked]);
  for (const path of going) {
    const objection = objectionToChange?.(repository.inFolder(path), true);
    if (objection) throw objection;
  }
  const names = going.length === 1 ? repository.inFolder(going[0]!) : `${going.length} files`;
  const isKept = keep === true && (await putAside(repository, going, `Discarded: ${names}`));
  if (tracked.length > 0) {
    const { args, input } = listed(tracked.map(({ path }) => path));
    await repository.run(['restore', '--worktree', ...args], { input });
  }
  for (const { path } of untracked) await remove(repository, path);
  const isMerging = files.length > tracked.length + untracked.length;
  const notices = [
    ...(isKept ? [keptWords] : []),
    ...(isMerging ? ['Files with conflicts were left as they are: resolve or abort the merge.'] : []),
  ];
  return { act: 'discarded', what: '', files: pathsOf(files), notice: notices.join(' ') || null };
}

/**
 * Removes a file; Git removes none through a link that took the place of a folder, and none that is tracked meanwhile.
 */
export async function remove(repository: Repository, path: string): Promise<void> {
  await repository.run(['clean', '-f', '-q', '--', path]);
  // Git keeps a file that a present rule ignores.
  const { stdout } = await repository.look(['ls-files', '-z', '--others', '--', path]);
  if (stdout.length > 0 && path === stdout.toString().split('\0')[0])
    await unlink(join(repository.workTree, path)).catch(() => undefined);
}

/** Puts a text into the index in place of the named content; refused where there is another by now. */
export async function stageText(
  repository: Repository,
  path: string,
  content: Uint8Array,
  expected: string | null,
): Promise<Outcome> {
  const name = repository.within(path);
  const now = await contentIn(repository, name, 'index');
  if ((now?.id ?? null) !== expected)
    throw new EnsembleError(
      'changed-on-disk',
      'The index holds another text by now, so nothing was staged. Look at the changes again, and try once more.',
    );
  if (now?.mode === '160000' || now?.mode === '120000')
    throw new EnsembleError('bad-request', 'Only the text of a file can be staged in parts.');
  const input = Buffer.from(await asInTree(repository, name, content));
  const { stdout } = await repository.run(['hash-object', '-w', '--stdin', `--path=${name}`], { input });
  // In this form it replaces no folder by a file, nor a file by a folder: those below may be others'.
  const entry = `${now?.mode ?? '100644'},${stdout.toString().trim()},${name}`;
  await repository.run(['update-index', '--add', '--cacheinfo', entry]);
  return { act: 'staged', what: `a part of ${name}`, files: [name] };
}
