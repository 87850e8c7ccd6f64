import type { RepositoryStatus } from '../../../shared/capabilities/git/git-state.ts';
import type { GitRef } from '../../../shared/capabilities/git/methods.ts';
import type { ReviewBody } from '../../../shared/capabilities/reviews/kinds.ts';
import type { App } from '../../session/app.ts';
import { chooseVersion, type Version } from '../../session/choose-version.ts';

/** Names of branches that others' work goes into, in the order in which they are offered. */
const usualBases = ['main', 'master', 'trunk', 'develop'];

/** Lets the person choose what is reviewed, and against what; undefined where they choose nothing. Throws the host's error. */
export async function chooseReview(app: App): Promise<ReviewBody<'review.opened'> | undefined> {
  const { workbench, workspace } = app;
  const repository = await chooseRepository(app);
  if (repository === undefined) return undefined;
  const { path } = repository;
  // Asked now: the status that was told last may be of before a checkout.
  const { refs } = await workspace.request('git.refs', { repository: path });
  const current = refs.find(({ isCurrent }) => isCurrent);
  const now = { name: current?.name ?? 'now', commit: current?.commit ?? repository.head ?? '' };
  if (now.commit === '')
    return void workbench.notifications.status('Nothing is committed yet: there is nothing to compare with.');
  const label = current === undefined ? 'The folder as it is now' : `${current.name}, as the folder is now`;
  const first = { label, description: 'what is not committed too', icon: 'folder', value: now };
  const head = await chooseVersion(app, path, 'Review which state?', null, [first]);
  if (head === undefined) return undefined;
  const base = await chooseBase(app, path, refs, head);
  if (base === undefined) return undefined;
  // Compared from where the two parted, so that others' later work is no part of it.
  const { commit } = await workspace.request('git.mergeBase', { repository: path, refs: [base.commit, head.commit] });
  return {
    repository: path,
    base: { name: base.name, commit: commit ?? base.commit },
    head: head === now ? null : head,
  };
}

async function chooseRepository({ workbench, session }: App): Promise<RepositoryStatus | undefined> {
  // Those that everybody may see, for everybody is told of the review.
  const all = session.state.git?.repositories ?? [];
  if (all.length === 0) return void workbench.notifications.status('There is no repository in this folder.');
  if (all.length === 1) return all[0];
  const items = all.map((each) => ({
    label: each.path || 'This folder',
    description: each.branch ?? '',
    value: each,
  }));
  return workbench.quickInput.pick(items, { placeholder: 'Review which repository?' });
}

/** Offers the branch first into which the chosen one usually goes. */
async function chooseBase(
  app: App,
  repository: string,
  refs: readonly GitRef[],
  head: Version,
): Promise<Version | undefined> {
  const usual = usualBases.flatMap((name) => refs.filter((each) => each.name === name && name !== head.name)).at(0);
  const first = usual && {
    label: usual.name,
    description: 'since they parted',
    icon: 'git-branch',
    value: { name: usual.name, commit: usual.commit },
  };
  return chooseVersion(app, repository, 'Against which state?', null, first ? [first] : []);
}
