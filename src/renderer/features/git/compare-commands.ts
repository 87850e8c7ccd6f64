import type { RepositoryStatus } from '../../../shared/capabilities/git/git-state.ts';
import { chooseVersion, type Version } from '../../session/choose-version.ts';
import type { FileVersion } from '../../workbench/index.ts';
import type { Acting } from './acting.ts';
import { changesBetween } from './commit-changes.ts';

const category = 'Git';
const when = 'ensemble.gitKnown';

/** Commands that compare any two states: of one file, or of all files. They only look. */
export function registerCompareCommands(acting: Acting): void {
  const { workbench } = acting.app;
  const { sourceControl, notifications } = workbench;
  const ofFile = async (args: readonly unknown[]): Promise<{ path: string; repository: RepositoryStatus } | null> => {
    const named = args.find((each): each is string => typeof each === 'string');
    const key = named ?? workbench.editors.active()?.key;
    const path = key === undefined ? null : (workbench.models.get(key)?.path ?? key);
    const repository = path === null ? undefined : acting.model.repositoryOf(path);
    if (path !== null && repository !== undefined) return { path, repository };
    notifications.status('No file of a repository is open here.');
    return null;
  };
  const side = (repository: string, path: string, { commit }: Version): FileVersion => ({
    repository,
    path,
    version: commit,
  });
  workbench.commands.register({
    id: 'git.compareFile',
    title: 'Compare File With…',
    category,
    when,
    run: async (...args) => {
      const of = await ofFile(args);
      if (of === null) return;
      const left = await chooseVersion(
        acting.app,
        of.repository.path,
        'Compare the file with its version of…',
        of.path,
      );
      if (left === undefined) return;
      const change = { path: of.path, left: side(of.repository.path, of.path, left), right: 'file' as const };
      await sourceControl.openChange(`${of.path.split('/').at(-1)} (${left.name})`, change);
    },
  });
  workbench.commands.register({
    id: 'git.compareFileVersions',
    title: 'Compare Two Versions of the File…',
    category,
    when,
    run: async (...args) => {
      const of = await ofFile(args);
      if (of === null) return;
      const left = await chooseVersion(acting.app, of.repository.path, 'Choose the older version', of.path);
      const right = left && (await chooseVersion(acting.app, of.repository.path, 'Choose the newer version', of.path));
      if (left === undefined || right === undefined) return;
      const [from, to] = [left, right].map((each) => side(of.repository.path, of.path, each));
      const title = `${of.path.split('/').at(-1)} (${left.name}, ${right.name})`;
      await sourceControl.openChange(title, { path: of.path, left: from!, right: to! });
    },
  });
  sourceControl.registerCommand(
    {
      id: 'git.compareAll',
      title: 'Compare Two Versions…',
      category,
      when,
      menus: [{ id: 'source-commit', group: '9_compare', order: 1, when: 'scmProvider == ensembleGit' }],
    },
    async (targets, ...args) => {
      const repository = await acting.repository(args, targets);
      if (repository === undefined) return;
      const commit = targets[0]?.commit;
      const given = commit === undefined ? undefined : { name: commit.slice(0, 8), commit };
      const left = await chooseVersion(acting.app, repository.path, 'Choose the older state of the files', null);
      const right =
        left && (given ?? (await chooseVersion(acting.app, repository.path, 'Choose the newer state', null)));
      if (left === undefined || right === undefined) return;
      const changes = await changesBetween(acting, repository.path, left.commit, right.commit);
      if (changes.length === 0) return notifications.status('Nothing differs between these two.');
      await sourceControl.openChanges(`${left.name} ↔ ${right.name}`, changes);
    },
  );
}
