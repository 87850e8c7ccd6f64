import type { GitRef } from '../../shared/capabilities/git/methods.ts';
import { agoInWords } from '../../shared/text/age.ts';
import type { PickItem } from '../workbench/index.ts';
import type { App } from './app.ts';

const icons: Record<GitRef['kind'], string> = { branch: 'git-branch', remote: 'cloud', tag: 'tag' };

/** A state of the repository's files: a commit, by the name under which it was chosen. */
export interface Version {
  name: string;
  commit: string;
}

/**
 * Lets the person choose a branch, a tag or a commit of a repository, by its path; only commits of one file where a path
 * is given. The first items are those that are given.
 */
export async function chooseVersion(
  { workspace, workbench, session }: App,
  repository: string,
  placeholder: string,
  path: string | null,
  first: readonly PickItem<Version>[] = [],
): Promise<Version | undefined> {
  const [{ refs }, { commits }] = await Promise.all([
    workspace.request('git.refs', { repository }),
    workspace.request('git.log', { repository, refs: [], path, skip: 0, count: 200 }),
  ]);
  const items: PickItem<Version>[] = [
    ...first,
    ...refs.map(({ kind, name, commit }) => ({
      label: name,
      description: commit.slice(0, 8),
      icon: icons[kind],
      value: { name, commit },
    })),
    ...commits.map(({ id, subject, author, atMs }) => ({
      label: subject,
      description: `${author}, ${agoInWords(atMs, session.nowMs())}, ${id.slice(0, 8)}`,
      icon: 'git-commit',
      value: { name: id.slice(0, 8), commit: id },
    })),
  ];
  if (items.length > 0) return workbench.quickInput.pick(items, { placeholder });
  workbench.notifications.status('Nothing is committed yet.');
}
