import type { RepositoryStatus } from '../../../shared/capabilities/git/git-state.ts';
import type { GitRef } from '../../../shared/capabilities/git/methods.ts';
import { agoInWords } from '../../ui/words.ts';
import type { PickItem } from '../../workbench/index.ts';
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

const icons: Record<GitRef['kind'], string> = { branch: 'git-branch', remote: 'cloud', tag: 'tag' };

/** A state of the repository's files: a commit, by the name under which it was chosen. */
export interface Version {
  name: string;
  commit: string;
}

/** Lets the person choose a branch, a tag or a commit; only commits of one file where a path is given. */
export async function chooseVersion(
  { app }: Acting,
  { path: repository }: RepositoryStatus,
  placeholder: string,
  path: string | null,
): Promise<Version | undefined> {
  const { workspace, workbench, session } = app;
  const [{ refs }, { commits }] = await Promise.all([
    workspace.request('git.refs', { repository }),
    workspace.request('git.log', { repository, refs: [], path, skip: 0, count: 200 }),
  ]);
  const items: PickItem<Version>[] = [
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
