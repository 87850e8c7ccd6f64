import { type ChangedFile, mostChanges } from '../../../shared/capabilities/git/git-state.ts';
import { listNames } from '../../ui/words.ts';
import type { CommandMenu, SourceTarget } from '../../workbench/index.ts';
import type { Acting } from './acting.ts';
import { mayStage } from './marked-files.ts';
import { canGit } from './repository-views.ts';
import { groupsOf } from './source-groups.ts';
import { mayMeetOthers, othersIn, unsavedIn } from './unsaved-work.ts';

const ours = 'scmProvider == ensembleGit';
const category = 'Git';

/** A button at files of a group or at the group itself. */
function inline(id: 'source-file' | 'source-group', group: string, order: number, when = canGit): CommandMenu[] {
  const meant = `${ours} && scmResourceGroup == ${group} && ${when}`;
  return [
    { id, group: 'inline', order, when: meant },
    { id, group: '1_modification', order, when: meant },
  ];
}

const both = (order: number, ...groups: string[]) =>
  groups.flatMap((group) => [...inline('source-file', group, order), ...inline('source-group', group, order)]);

/** Commands on files that differ: staging, unstaging, discarding, opening. */
export function registerFileCommands(acting: Acting): void {
  const { sourceControl } = acting.app.workbench;
  sourceControl.registerCommand(
    {
      id: 'git.stage',
      title: 'Stage Changes',
      category,
      icon: 'add',
      when: canGit,
      menus: both(2, 'workingTree', 'merge'),
    },
    (targets) => change(acting, targets, 'git.stage', 'workingTree'),
  );
  sourceControl.registerCommand(
    { id: 'git.unstage', title: 'Unstage Changes', category, icon: 'remove', when: canGit, menus: both(2, 'index') },
    (targets) => change(acting, targets, 'git.unstage', 'index'),
  );
  sourceControl.registerCommand(
    {
      id: 'git.clean',
      title: 'Discard Changes',
      category,
      icon: 'discard',
      when: canGit,
      menus: both(1, 'workingTree'),
    },
    (targets) => discard(acting, targets),
  );
  sourceControl.registerCommand(
    {
      id: 'git.openFile',
      title: 'Open File',
      category,
      icon: 'go-to-file',
      menus: ['merge', 'index', 'workingTree'].map((group) => ({
        id: 'source-file' as const,
        group: 'inline',
        order: 0,
        when: `${ours} && scmResourceGroup == ${group}`,
      })),
    },
    async (targets) => {
      for (const { paths } of targets)
        for (const path of paths ?? []) await acting.app.workbench.editors.reveal(path, 1, { preview: false });
    },
  );
  sourceControl.registerCommand({ id: 'git.openChange', title: 'Open Changes', category }, (targets) =>
    openChange(acting, targets),
  );
  for (const [id, title, method, group] of [
    ['git.stageAll', 'Stage All Changes', 'git.stage', 'workingTree'],
    ['git.unstageAll', 'Unstage All Changes', 'git.unstage', 'index'],
  ] as const)
    sourceControl.registerCommand({ id, title, category, when: canGit }, async (targets) => {
      const repository = await acting.repository([], targets);
      if (repository) await change(acting, [{ repository: repository.path, group: null, paths: null }], method, group);
    });
  sourceControl.registerCommand(
    { id: 'git.cleanAll', title: 'Discard All Changes', category, when: canGit },
    async (targets) => {
      const repository = await acting.repository([], targets);
      if (repository) await discard(acting, [{ repository: repository.path, group: 'workingTree', paths: null }]);
    },
  );
}

/** Targets of a command: its arguments, or the file in the active editor. */
function meant(acting: Acting, targets: readonly SourceTarget[]): readonly SourceTarget[] {
  if (targets.length > 0) return targets;
  const active = acting.app.workbench.editors.active()?.key;
  const repository = active === undefined ? undefined : acting.model.repositoryOf(active);
  return repository === undefined ? [] : [{ repository: repository.path, group: null, paths: [active!] }];
}

/** Files of a target: by name, or all of the group. */
function filesOf(acting: Acting, { repository, group, paths }: SourceTarget, whole: string): string[] {
  if (paths !== null) return [...paths];
  const status = acting.model.repository(repository);
  const groups = status === undefined ? [] : groupsOf(status);
  return groups.filter(({ id }) => id === (group ?? whole)).flatMap(({ changes }) => changes.map(({ path }) => path));
}

async function change(
  acting: Acting,
  targets: readonly SourceTarget[],
  method: 'git.stage' | 'git.unstage',
  whole: string,
): Promise<void> {
  const { workspace } = acting.app;
  for (const target of meant(acting, targets)) {
    const { repository, paths } = target;
    const files = filesOf(acting, target, whole);
    if (files.length === 0 && paths === null)
      acting.app.workbench.notifications.status(
        method === 'git.stage' ? 'There are no changes to stage.' : 'Nothing is staged.',
      );
    if (files.length === 0) continue;
    if (method === 'git.stage' && !(await mayStage(acting, repository, files))) continue;
    const rest = paths === null && (acting.model.repository(repository)?.rest ?? 0) > 0;
    const asked = rest ? 'all' : files.slice(0, mostChanges);
    await acting.run(method === 'git.stage' ? 'Staging…' : 'Unstaging…', () =>
      workspace.request(method, { repository, paths: asked }),
    );
  }
}

function question(files: readonly string[], untracked: number): { message: string; verb: string } {
  const what = files.length === 1 ? files[0]!.split('/').at(-1)! : `these ${files.length} files`;
  if (untracked === files.length) return { message: `Delete ${what}?`, verb: 'Delete' };
  return { message: `Discard the changes in ${what}?`, verb: 'Discard' };
}

async function discard(acting: Acting, targets: readonly SourceTarget[]): Promise<void> {
  const { workbench, workspace, session } = acting.app;
  for (const target of meant(acting, targets)) {
    const { repository } = target;
    const files = filesOf(acting, target, 'workingTree');
    if (files.length === 0) continue;
    const named = new Set(files);
    const isUntracked = ({ path, is }: ChangedFile) => named.has(path) && is === '??';
    const untracked = acting.model.repository(repository)?.changes.filter(isUntracked).length ?? 0;
    const { message, verb } = question(files, untracked);
    const work = unsavedIn(session.state, session.person, (path) => named.has(path));
    const uncommitted = await acting.uncommitted(repository, files);
    const keep = mayMeetOthers(uncommitted, files.length);
    const detail = [
      'The files go back to what is staged or committed, for everybody.',
      keep ? 'What goes is kept as a stash: “Git: Pop Latest Stash” brings it back.' : 'This cannot be undone.',
      ...othersIn(uncommitted).map(
        ({ path, names }) => `${path} has uncommitted work of ${listNames(names)}, which goes.`,
      ),
      ...(untracked > 0 ? ['Files that Git does not have are deleted.'] : []),
      ...work.map(({ path, names }) => `${path} has unsaved work of ${listNames(names)}, which stays in its text.`),
    ];
    if ((await workbench.dialogs.ask('warning', message, { detail, buttons: [verb] })) !== verb) continue;
    await acting.run('Discarding…', () =>
      workspace.request('git.discard', { repository, paths: files.slice(0, mostChanges), keep }),
    );
  }
}

async function openChange(acting: Acting, targets: readonly SourceTarget[]): Promise<void> {
  for (const { repository, group, paths } of meant(acting, targets)) {
    const status = acting.model.repository(repository);
    const all = (status === undefined ? [] : groupsOf(status)).filter(({ id }) => group === null || id === group);
    for (const path of paths ?? []) {
      const found = all.toReversed().flatMap(({ changes }) => changes.filter((each) => each.path === path))[0];
      if (found === undefined) continue;
      await acting.app.workbench.sourceControl.openChange(`${path.split('/').at(-1)} (${found.tooltip})`, found);
    }
  }
}
