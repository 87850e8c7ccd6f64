import type { App } from '../../session/app.ts';
import type { History } from '../../workbench/index.ts';

const places = { branch: 'refs/heads/', remote: 'refs/remotes/', tag: 'refs/tags/' };

/**
 * Source of the commit graph of a repository: the host. The workbench has no place for a failure; the repository's
 * status says what is wrong with it.
 */
export function historyOf({ workspace }: App, repository: string): History {
  return {
    refs: async () => {
      const { refs } = await workspace.request('git.refs', { repository }).catch(() => ({ refs: [] }));
      return refs.map(({ kind, name, commit }) => ({ id: places[kind] + name, name, commit, kind }));
    },
    commits: async ({ refs, skip, count }) => {
      const asked = { repository, refs: [...refs], path: null, skip, count: Math.min(count, 500) };
      return (await workspace.request('git.log', asked).catch(() => ({ commits: [] }))).commits;
    },
    changedIn: async (commit, parent) =>
      (await workspace.request('git.changedIn', { repository, commit, parent })).files,
    commonAncestor: async (refs) => (await workspace.request('git.mergeBase', { repository, refs: [...refs] })).commit,
  };
}
