import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { objectName } from '../../shared/capabilities/git/git-state.ts';
import { ofCommit } from './moved-paths.ts';
import type { Repository } from './repository.ts';
import { listed, remove } from './working-tree.ts';

/**
 * Note about a stash that was brought back with conflicts, of which Git itself keeps none. It lies in the repository's
 * own folder, so that another start of the host finds it; a folder can come with one from whoever made it.
 */
const fileName = 'ENSEMBLE_UNSTASH';
const note = z.object({
  /** Commit and index before it. */
  head: objectName,
  tree: objectName,
  /** Paths that it changed in the index, and files that came with it. */
  paths: z.array(z.string()),
  untracked: z.array(z.string()),
  /** Commit of the files that came with it. */
  untrackedOf: objectName.nullable(),
});

export type Unstashing = z.output<typeof note>;

const split = (stdout: Buffer) =>
  stdout
    .toString()
    .split('\0')
    .filter((part) => part !== '');

const afterTab = (line: string) => line.slice(line.indexOf('\t') + 1);

const headOf = async (repository: Repository): Promise<string> =>
  (await repository.look(['rev-parse', 'HEAD'])).stdout.toString().trim();

const place = ({ gitDir }: Repository) => join(gitDir, fileName);

/** Keeps the state of the index before a stash is brought back; null where it is in conflict already. */
export async function indexNow(repository: Repository): Promise<string | null> {
  const { code, stdout } = await repository.run(['write-tree'], { allowed: [0, 128] });
  return code === 0 ? stdout.toString().trim() : null;
}

/** Notes that a stash came back with conflicts, over the index of that tree. */
export async function noteUnstashing(repository: Repository, stash: string, tree: string): Promise<void> {
  const asked = ['diff-index', '--cached', '--name-only', '-z', '--no-renames', '--no-ext-diff', tree];
  const paths = split((await repository.look(asked)).stdout);
  const untracked = await repository.look(['rev-parse', '--verify', '-q', `${stash}^3`], { allowed: [0, 1, 128] });
  const untrackedOf = untracked.code === 0 ? untracked.stdout.toString().trim() : null;
  const noted: Unstashing = {
    head: await headOf(repository),
    tree,
    paths: [...new Set(paths)],
    untracked: untrackedOf === null ? [] : await ofCommit(repository, untrackedOf),
    untrackedOf,
  };
  await writeFile(place(repository), JSON.stringify(noted));
}

/** Finds the note while its conflicts stand, and forgets one that is about another state. */
export async function unstashingIn(repository: Repository): Promise<Unstashing | null> {
  const text = await readFile(place(repository), 'utf8').catch(() => null);
  if (text === null) return null;
  const read = note.safeParse(parsed(text));
  if (read.success) {
    const { stdout } = await repository.look(['ls-files', '--unmerged', '-z']);
    const known = new Set(read.data.paths);
    const paths = split(stdout).map(afterTab);
    const isOpen = paths.length > 0 && paths.every((path) => known.has(path));
    if (isOpen && (await headOf(repository)) === read.data.head) return read.data;
  }
  await rm(place(repository), { force: true });
  return null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Paths that taking it back would move. */
export async function ofUnstashing(repository: Repository): Promise<string[]> {
  const noted = await unstashingIn(repository);
  return noted === null ? [] : [...noted.paths, ...noted.untracked];
}

/** Brings back index and files as they were before the stash came. A file of it that was changed since stays. */
export async function takeBackUnstashing(repository: Repository, noted: Unstashing): Promise<void> {
  const index = listed(noted.paths);
  await repository.run(['reset', '-q', ...index.args, noted.tree], { input: index.input });
  const { stdout } = await repository.look(['ls-tree', '-r', '-z', '--name-only', noted.tree]);
  const were = new Set(split(stdout));
  const { args, input } = listed(noted.paths.filter((path) => were.has(path)));
  if (input.length > 0) await repository.run(['restore', '--worktree', ...args], { input });
  for (const path of noted.paths) if (!were.has(path)) await remove(repository, path);
  if (noted.untrackedOf !== null)
    for (const path of await unchanged(repository, noted.untrackedOf)) await remove(repository, path);
  await rm(place(repository), { force: true });
}

/** Files of a commit that are on the disk as they are in it. */
async function unchanged(repository: Repository, commit: string): Promise<string[]> {
  const { stdout } = await repository.look(['ls-tree', '-r', '-z', commit]);
  const found: string[] = [];
  for (const line of split(stdout)) {
    const [mode = '', , id] = line.slice(0, line.indexOf('\t')).split(' ');
    const path = afterTab(line);
    // A link would be followed.
    if (!mode.startsWith('100')) continue;
    const now = await repository.look(['hash-object', '--', path], { allowed: [0, 128] });
    if (now.code === 0 && now.stdout.toString().trim() === id) found.push(path);
  }
  return found;
}
