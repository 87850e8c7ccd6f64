import { EnsembleError } from '../../shared/core/errors.ts';
import type { Repository } from './repository.ts';
import type { Outcome } from './working-tree.ts';

/** Stashes uncommitted changes. */
export async function stash(
  repository: Repository,
  { message, untracked }: { message: string; untracked: boolean },
): Promise<Outcome> {
  const words = message.trim() === '' ? [] : ['-m', message];
  await repository.run(['stash', 'push', '-q', ...(untracked ? ['--include-untracked'] : []), ...words]);
  return { act: 'stashed', what: message.trim() };
}

/** Brings back the last stash. */
export async function unstash(repository: Repository): Promise<Outcome> {
  await repository.run(['stash', 'pop', '-q']);
  return { act: 'unstashed', what: '' };
}

const aborting = {
  merge: ['merge', '--abort'],
  rebase: ['rebase', '--abort'],
  'cherry-pick': ['cherry-pick', '--abort'],
  revert: ['revert', '--abort'],
  bisect: ['bisect', 'reset'],
} as const;

/** Aborts the operation under way, and restores the state before it. */
export async function abort(repository: Repository): Promise<Outcome> {
  const underway = await repository.underway();
  if (underway === null) throw new EnsembleError('bad-request', 'Nothing is under way that could be aborted.');
  await repository.run(aborting[underway]);
  return { act: 'aborted', what: underway };
}
