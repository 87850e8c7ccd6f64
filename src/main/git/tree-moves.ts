import type { TreeAct } from '../../shared/capabilities/locks/tree-lease.ts';
import type { Caller, ParsedParams } from '../../shared/session/contract.ts';
import { checkOut } from './commits.ts';
import { inConflict } from './conflict-choice.ts';
import { abort, goOn, merge, pick, rebase, revert, stash, undoCommit } from './merging.ts';
import { differing, ofCommit, ofRebase, ofStash, ofSwitch, ofUndertaking } from './moved-paths.ts';
import type { OthersSource } from './others-work.ts';
import type { Repository } from './repository.ts';
import { listStashes, unstash } from './stashes.ts';
import { ofUnstashing } from './unstashing.ts';
import type { Outcome, Sees } from './working-tree.ts';

/** Requests that move the whole working tree. */
export type MoveMethod =
  | `git.${'checkout' | 'stash' | 'unstash' | 'merge' | 'rebase' | 'pick' | 'revert'}`
  | `git.${'undoCommit' | 'continue' | 'abort'}`;

/**
 * Concern for others of an act. `work`: it is refused over their uncommitted work, until its asker has been shown it.
 * `locks`: their locks alone keep it back, since what it meets was made for it or is kept by it. `none`: it changes no
 * file.
 */
export type Concern = 'work' | 'locks' | 'none';

/** Parts of the host that moves need. */
export interface MoveParts extends OthersSource {
  sightOf: (caller: Caller) => Sees;
  /** Refuses what would move files that the caller may not change. */
  judge: (
    repository: Repository,
    caller: Caller,
    moved: (repository: Repository) => Promise<readonly string[]>,
  ) => Promise<void>;
  /** Called before files with conflicts are brought back; what it gives is called behind that. */
  bringingBack?: ((paths: readonly string[], person: string) => Promise<() => Promise<unknown>>) | undefined;
}

export interface Move<Wish> {
  act: TreeAct;
  concern: Concern;
  /** Settles what is meant, before others' work is kept, which is a stash of its own. */
  settle?: (repository: Repository, wish: Wish) => Promise<Wish>;
  /** Paths that it changes; missing where it leaves alone by itself what its caller may not change. */
  moved?: (repository: Repository, wish: Wish) => Promise<string[]>;
  run: (repository: Repository, wish: Wish, caller: Caller, parts: MoveParts) => Promise<Outcome>;
}

/** Acts that move the whole working tree, each with what it may not go over. */
export const moves: { readonly [M in MoveMethod]: Move<ParsedParams<M>> } = {
  'git.checkout': {
    act: 'switch',
    concern: 'work',
    moved: (here, { target }) => ofSwitch(here, target),
    run: (here, { target }) => checkOut(here, target),
  },
  'git.stash': {
    act: 'stash',
    concern: 'work',
    run: (here, how, caller, { sightOf }) => stash(here, how, sightOf(caller)),
  },
  'git.unstash': {
    act: 'unstash',
    concern: 'work',
    settle: async (here, wish) => ({ ...wish, id: wish.id ?? (await listStashes(here))[0]?.id ?? null }),
    moved: (here, { id }) => ofStash(here, id),
    run: (here, { id, keep }) => unstash(here, id, keep),
  },
  'git.merge': {
    act: 'merge',
    concern: 'work',
    moved: (here, { branch }) => differing(here, branch),
    run: (here, { branch }) => merge(here, branch),
  },
  'git.rebase': {
    act: 'rebase',
    concern: 'work',
    moved: (here, { onto }) => ofRebase(here, onto),
    run: (here, { onto }) => rebase(here, onto),
  },
  'git.pick': {
    act: 'pick',
    concern: 'work',
    moved: (here, { commit }) => ofCommit(here, commit),
    run: (here, { commit }) => pick(here, commit),
  },
  'git.revert': {
    act: 'revert',
    concern: 'work',
    moved: (here, { commit }) => ofCommit(here, commit),
    run: (here, { commit }) => revert(here, commit),
  },
  'git.undoCommit': { act: 'undo', concern: 'none', run: (here) => undoCommit(here) },
  'git.continue': { act: 'continue', concern: 'locks', moved: ofUndertaking, run: (here) => goOn(here) },
  'git.abort': {
    act: 'abort',
    concern: 'locks',
    moved: async (here) => [...(await ofUndertaking(here)), ...(await ofUnstashing(here))],
    async run(here, { keep }, caller, { bringingBack, sightOf }) {
      const paths = (await inConflict(here)).map((path) => here.inFolder(path));
      const takeIn = await bringingBack?.(paths, caller.person);
      const outcome = await abort(here, keep, sightOf(caller));
      await takeIn?.();
      return outcome;
    },
  },
};
