import type { Commit } from '../../../shared/capabilities/git/methods.ts';
import type { App } from '../../session/app.ts';
import type { SourceChange, TimelineEntry } from '../../workbench/index.ts';
import type { Acting } from './acting.ts';
import type { StatusModel } from './status-model.ts';

/** Commits of a file that its timeline shows at most. */
const mostCommits = 100;
const openCommand = 'git.timeline.openDiff';

const entryKind = 'ensembleGitCommit';

/** Compares any two commits of the timeline, or one with the file as it is now. */
function compareEntries({ workbench }: App, model: StatusModel): void {
  const { timeline, sourceControl, context, notifications } = workbench;
  let selected: { path: string; id: string } | null = null;
  const menu = (order: number, when = '') => [
    { id: 'timeline-item' as const, group: '3_compare', order, when: `timelineItem == ${entryKind}${when}` },
  ];
  const side = (path: string, id: string) => ({ repository: model.repositoryOf(path)?.path ?? '', path, version: id });
  const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);
  timeline.registerCommand(
    { id: 'git.timeline.compareWithFile', title: 'Compare With File', isInPalette: false, menus: menu(1) },
    (path, id) =>
      sourceControl.openChange(`${nameOf(path)} (${id.slice(0, 8)}, now)`, {
        path,
        left: side(path, id),
        right: 'file',
      }),
  );
  timeline.registerCommand(
    { id: 'git.timeline.selectForCompare', title: 'Select for Compare', isInPalette: false, menus: menu(2) },
    (path, id) => {
      selected = { path, id };
      context.set('ensemble.gitSelected', true);
      notifications.status(`${nameOf(path)} of ${id.slice(0, 8)} is selected, to be compared with another commit.`);
    },
  );
  timeline.registerCommand(
    {
      id: 'git.timeline.compareWithSelected',
      title: 'Compare With Selected',
      isInPalette: false,
      menus: menu(3, ' && ensemble.gitSelected'),
    },
    (path, id) => {
      if (selected === null) return;
      const [left, right] = [side(selected.path, selected.id), side(path, id)];
      const title = `${nameOf(path)} (${selected.id.slice(0, 8)}, ${id.slice(0, 8)})`;
      return sourceControl.openChange(title, { path, left, right });
    },
  );
}

/** Shows the commits of a file in the explorer's timeline; a click on one compares it with the one before. */
export function showFileHistory({ app, model }: Acting): void {
  const { workbench, workspace } = app;
  workbench.commands.register({
    id: openCommand,
    title: 'Open Commit of a File',
    category: 'Git',
    isInPalette: false,
    run: (title, change) => workbench.sourceControl.openChange(String(title), change as SourceChange),
  });
  compareEntries(app, model);
  const entriesOf = async (path: string): Promise<TimelineEntry[]> => {
    const repository = model.repositoryOf(path);
    if (repository === undefined || repository.head === null) return [];
    const asked = { repository: repository.path, refs: [], path, skip: 0, count: mostCommits };
    const told = await workspace.request('git.log', asked).catch(() => ({ commits: [] }));
    return told.commits.map((commit) => entryOf(repository.path, path, commit));
  };
  void workbench.ready.then(() =>
    workbench.timeline.provide({
      id: 'ensemble.git',
      label: 'Git History',
      entriesOf,
      onChanged: (listener) => {
        const heads = () => model.repositories.map(({ path, head }) => `${path} ${head}`).join();
        let last = heads();
        return model.onChanged(() => {
          const now = heads();
          if (now !== last) listener();
          last = now;
        });
      },
    }),
  );
}

function entryOf(repository: string, path: string, { id, parents, author, subject, atMs }: Commit): TimelineEntry {
  const [parent] = parents;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const change: Pick<SourceChange, 'path' | 'left' | 'right'> = {
    path,
    left: parent === undefined ? null : { repository, path, version: parent },
    right: { repository, path, version: id },
  };
  const title = `${name} (${id.slice(0, 8)})`;
  return {
    id,
    label: subject,
    description: author,
    atMs,
    icon: 'git-commit',
    kind: entryKind,
    command: { id: openCommand, title: 'Open Changes', arguments: [title, change] },
  };
}
