import type { Commit } from '../../../shared/capabilities/git/methods.ts';
import type { SourceChange, TimelineEntry } from '../../workbench/index.ts';
import type { Acting } from './acting.ts';

/** Commits of a file that its timeline shows at most. */
const mostCommits = 100;
const openCommand = 'git.timeline.openDiff';

/** Shows the commits of a file in the explorer's timeline; a click on one compares it with the one before. */
export function showFileHistory({ app, model }: Acting): void {
  const { workbench, workspace } = app;
  workbench.commands.register({
    id: openCommand,
    title: 'Open Commit of a File',
    category: 'Git',
    // It means nothing without its arguments, so that no palette offers it.
    when: 'false',
    run: (title, change) => workbench.sourceControl.openChange(String(title), change as SourceChange),
  });
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
          const active = workbench.editors.active()?.key;
          if (now !== last && active !== undefined) listener(active);
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
    command: { id: openCommand, title: 'Open Changes', arguments: [title, change] },
  };
}
