import { join } from 'node:path';
import type { SessionClient } from '../../client/session-client.ts';
import { taskIdOf, tasksFolder } from '../../shared/tasks/task.ts';
import { isTaskFile } from '../../shared/tasks/task-path.ts';
import type { DocumentKeeper } from '../documents/document-keeper.ts';
import { nothingUnsent } from '../documents/unsent.ts';
import { readFolderExactlySync } from '../files/exact-open.ts';
import type { FolderBoundary } from '../files/folder-boundary.ts';
import { BranchMoves } from '../git/branch-moves.ts';
import { Repository } from '../git/repository.ts';
import { nodeEnvironment } from '../machine/environment.ts';
import { TaskProgress } from '../tasks/progress-service.ts';
import { readProgressSettings } from '../tasks/progress-settings.ts';
import { ProcessGuard } from '../terminals/process-guard.ts';

interface Parts {
  boundary: FolderBoundary;
  client: SessionClient;
  keeper: DocumentKeeper;
  report: (message: string) => void;
}

/** Finds the files of tasks by their names, which begin with the id: however many there are, none is read. */
function taskPathsIn(root: string, ids: ReadonlySet<string>): Map<string, string> {
  const found = new Map<string, string>();
  try {
    for (const entry of readFolderExactlySync(join(root, tasksFolder))) {
      const [id, path] = [taskIdOf(entry.name), `${tasksFolder}/${entry.name}`];
      if (ids.has(id) && entry.isFile() && isTaskFile(path)) found.set(id, path);
    }
  } catch {
    // Without a folder there are no tasks.
  }
  return found;
}

/** Makes what moves tasks on by themselves. */
export function taskProgress({ boundary, client, keeper, report }: Parts) {
  const { root } = boundary;
  const closing = new AbortController();
  const guard = new ProcessGuard();
  const moves = new Map<string, BranchMoves>();
  const service = new TaskProgress({
    client,
    settings: () => readProgressSettings(root, report),
    pathsOf: (ids) => taskPathsIn(root, ids),
    movesOf: async ({ path, branch, head }) => {
      const known =
        moves.get(path) ?? new BranchMoves(await Repository.open(root, path, { closing: closing.signal, guard }));
      moves.set(path, known);
      return known.next({ branch, head }, nodeEnvironment.nowMs());
    },
    open: async (path) => (await keeper.open(path)).ref,
    save: async (ref) => {
      const unsent = { ...nothingUnsent, seq: client.applied, replica: client.replica };
      await keeper.hear(ref, unsent);
      await keeper.save(ref, unsent);
    },
    report,
  });
  return {
    handlers: service.handlers,
    start: () => service.start(),
    close: async () => {
      closing.abort();
      await service.close();
      guard.close();
    },
  };
}
