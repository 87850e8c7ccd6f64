import { EnsembleError } from '../../shared/core/errors.ts';
import { conflicting } from './merging.ts';
import type { Repository } from './repository.ts';
import { indexNow, noteUnstashing } from './unstashing.ts';
import type { Outcome } from './working-tree.ts';

/** Changes that were put aside. */
export interface Stash {
  id: string;
  words: string;
  atMs: number;
}

/** Most stashes that are listed. */
const mostStashes = 200;

export async function listStashes(repository: Repository): Promise<Stash[]> {
  const asked = ['log', '--walk-reflogs', '-z', '--format=%H%x1f%at%x1f%gs', `--max-count=${mostStashes}`];
  const { code, stdout } = await repository.look([...asked, 'refs/stash', '--'], { allowed: [0, 128] });
  if (code !== 0) return [];
  return stdout
    .toString()
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => {
      const [id = '', at = '0', words = ''] = line.split('\x1f');
      return { id, words, atMs: Number(at) * 1000 };
    });
}

/** Name by which Git takes a stash: its place in the list, which another act may have changed. */
async function nameOf(repository: Repository, id: string | null): Promise<{ name: string; commit: string }> {
  const stashes = await listStashes(repository);
  const at = stashes.findIndex((stash) => id === null || stash.id === id);
  const found = stashes[at];
  if (found === undefined && id === null) throw new EnsembleError('not-found', 'Nothing is put aside.');
  if (found === undefined)
    throw new EnsembleError(
      'not-found',
      'This is not put aside any more, so nothing was done. Look at the list again.',
    );
  return { name: `stash@{${at}}`, commit: found.id };
}

/** Brings back what was put aside: the last, or the one of this commit. It is kept where that is wished, or where it conflicts. */
export async function unstash(repository: Repository, id: string | null, keep: boolean): Promise<Outcome> {
  const { name, commit } = await nameOf(repository, id);
  const before = await indexNow(repository);
  const notice = await conflicting(repository, ['stash', keep ? 'apply' : 'pop', '-q', name]);
  if (notice !== null && before !== null) await noteUnstashing(repository, commit, before);
  const kept = notice === null ? null : `${notice} What was put aside is kept until you drop it.`;
  return { act: 'unstashed', what: '', notice: kept };
}

/** Forgets what was put aside. */
export async function dropStash(repository: Repository, id: string): Promise<Outcome> {
  await repository.run(['stash', 'drop', '-q', (await nameOf(repository, id)).name]);
  return { act: 'dropped', what: '' };
}
