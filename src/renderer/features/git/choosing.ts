import type { RepositoryStatus } from '../../../shared/capabilities/git/git-state.ts';
import type { GitRef } from '../../../shared/capabilities/git/methods.ts';
import type { Acting } from './acting.ts';

/** Lets the person choose another branch, of a remote too. */
export async function chooseRef(
  acting: Acting,
  { path }: RepositoryStatus,
  placeholder: string,
): Promise<GitRef | undefined> {
  const { workspace, workbench } = acting.app;
  const { refs } = await workspace.request('git.refs', { repository: path });
  const items = refs
    .filter(({ kind, isCurrent }) => kind !== 'tag' && !isCurrent)
    .map((ref) => ({ label: ref.name, description: ref.commit.slice(0, 8), icon: 'git-branch', value: ref }));
  if (items.length > 0) return workbench.quickInput.pick(items, { placeholder });
  workbench.notifications.status('There is no other branch.');
}

/** Lets the person choose a commit, of all branches or of the present one. */
export async function chooseCommit(
  acting: Acting,
  { path }: RepositoryStatus,
  ofAll: boolean,
): Promise<string | undefined> {
  const { workspace, workbench } = acting.app;
  const { refs } = ofAll ? await workspace.request('git.refs', { repository: path }) : { refs: [] };
  const from = refs.filter(({ kind }) => kind !== 'tag').map(({ name }) => name);
  const asked = { repository: path, refs: from.slice(0, 100), path: null, skip: 0, count: 200 };
  const { commits } = await workspace.request('git.log', asked);
  const items = commits.map(({ id, subject, author }) => ({
    label: subject,
    description: `${author}, ${id.slice(0, 8)}`,
    icon: 'git-commit',
    value: id,
  }));
  return workbench.quickInput.pick(items, { placeholder: 'Choose a commit' });
}
