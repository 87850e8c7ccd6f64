import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Repository } from './repository.ts';

/** Identity of such commits, which nobody has written: what Git itself takes where it knows none. */
const identity = Object.fromEntries(
  ['AUTHOR', 'COMMITTER'].flatMap((role) => [
    [`GIT_${role}_NAME`, 'Ensemble'],
    [`GIT_${role}_EMAIL`, 'ensemble@localhost'],
  ]),
);

/** Words about what was kept, for whoever made it go. */
export const keptWords = 'What went is kept: “Git: Pop Latest Stash” brings it back.';

/**
 * Keeps files as they are on the disk in the list of stashes, and changes neither them nor the index: what is about to
 * go from there can be brought back. Gives whether it did: before the first commit there is nothing to keep it beside.
 */
export async function putAside(repository: Repository, paths: readonly string[], words: string): Promise<boolean> {
  const base = await repository.look(['rev-parse', '--verify', '-q', 'HEAD^{commit}'], { allowed: [0, 1, 128] });
  if (base.code !== 0 || paths.length === 0) return false;
  const head = base.stdout.toString().trim();
  const index = join(repository.gitDir, `ensemble-aside-${randomUUID()}`);
  const env = { ...identity, GIT_INDEX_FILE: index };
  const named = async (args: readonly string[]) => (await repository.run(args, { env })).stdout.toString().trim();
  try {
    await repository.run(['read-tree', head], { env });
    const input = Buffer.from(paths.map((path) => `${path}\0`).join(''));
    await repository.run(['update-index', '--add', '--remove', '--replace', '-z', '--stdin'], { env, input });
    const tree = await named(['write-tree']);
    const message = words.replace(/\p{Cc}/gu, ' ');
    // A stash has the commit that it was made on, and its index, as its parents.
    const staged = await named(['commit-tree', '-m', `index: ${message}`, '-p', head, `${head}^{tree}`]);
    const kept = await named(['commit-tree', '-m', message, '-p', head, '-p', staged, tree]);
    await repository.run(['stash', 'store', '-q', '-m', message, kept], { env: identity });
  } finally {
    for (const file of [index, `${index}.lock`]) await rm(file, { force: true });
  }
  return true;
}
