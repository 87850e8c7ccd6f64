import type { Caller, Handlers } from '../../shared/session/contract.ts';
import type { CommitAuthors } from './commit-authors.ts';
import { commitWork } from './commit-work.ts';
import { commitHooks } from './commits.ts';
import type { HookRun } from './hooks.ts';
import type { Repository } from './repository.ts';
import { mustBePartable, toldWork, uncommittedWork, type WorkSource } from './uncommitted-work.ts';
import type { Outcome, Sees } from './working-tree.ts';

export interface WorkHandlersOptions {
  at: (repository: string, caller: Caller) => Promise<Repository>;
  act: (
    repository: string,
    caller: Caller,
    run: (repository: Repository) => Promise<Outcome>,
  ) => Promise<{ notice: string | null }>;
  hooks: (
    repository: Repository,
    caller: Caller,
    names: readonly string[],
    verb: string,
    asks: boolean,
  ) => Promise<HookRun>;
  authorsOf: (person: string) => CommitAuthors;
  sightOf: (caller: Caller) => Sees;
  nameOf: (person: string) => string;
  work: WorkSource;
}

/** Makes the handlers that tell the work of one person, and commit it. */
export function workHandlers({
  at,
  act,
  hooks,
  authorsOf,
  sightOf,
  nameOf,
  work,
}: WorkHandlersOptions): Handlers<'git.work' | 'git.workText' | 'git.commitWork'> {
  return {
    'git.work': async ({ repository, paths, ...meant }, caller) => {
      const wish = { ...meant, takesBoth: false, takesUnsigned: false };
      const here = await at(repository, caller);
      return toldWork(here, await uncommittedWork(here, work, wish, sightOf(caller), paths), wish);
    },
    'git.workText': async ({ repository, path, takesUnsigned = false, ...meant }, caller) => {
      const wish = { ...meant, takesUnsigned };
      const { files } = await uncommittedWork(await at(repository, caller), work, wish, sightOf(caller), [path]);
      return { content: files[0]?.work.content ?? null };
    },
    'git.commitWork': async ({ repository, message, paths, only = null, ...wish }, caller) => {
      const before = await at(repository, caller);
      await mustBePartable(before);
      await hooks(before, caller, commitHooks, 'commit', true);
      return act(repository, caller, async (here) => {
        await mustBePartable(here);
        const found = await uncommittedWork(here, work, wish, sightOf(caller), only && [...only, ...paths]);
        return commitWork(here, found, {
          message,
          paths: paths.map((path) => here.within(path)),
          wish,
          authors: authorsOf(caller.person),
          by: caller.person,
          nameOf,
          hooks: () => hooks(here, caller, commitHooks, 'commit', false),
        });
      });
    },
  };
}
