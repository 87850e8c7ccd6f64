import { EnsembleError } from '../../shared/core/errors.ts';
import type { Repository } from './repository.ts';
import type { Outcome } from './working-tree.ts';

/** Puts what is not committed aside. */
export async function stash(
  repository: Repository,
  { message, untracked }: { message: string; untracked: boolean },
): Promise<Outcome> {
  const words = message.trim() === '' ? [] : ['-m', message];
  await repository.run(['stash', 'push', '-q', ...(untracked ? ['--include-untracked'] : []), ...words]);
  return { act: 'stashed', what: message.trim() };
}

/** Brings back what was put aside last. */
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

/** Gives up what is under way, and brings back what was before it. */
export async function abort(repository: Repository): Promise<Outcome> {
  const underway = await repository.underway();
  if (underway === null) throw new EnsembleError('bad-request', 'Nothing is under way that could be aborted.');
  await repository.run(aborting[underway]);
  return { act: 'aborted', what: underway };
}
