import { EnsembleError } from '../../shared/core/errors.ts';
import type { Workspace } from '../../shared/session/contract.ts';
import { compareRanks, rankAt } from '../../shared/tasks/rank.ts';
import { type TaskFields, tasksFolder } from '../../shared/tasks/task.ts';
import { newTaskId, taskPath } from '../../shared/tasks/task-path.ts';
import { newTaskText } from '../../shared/tasks/task-text.ts';
import type { SessionClient } from '../session-client.ts';
import { findDocument } from '../shared-file.ts';

/** A task's place among others. */
interface Placed {
  path: string;
  id: string;
  status: string;
  rank: string | null;
}

/** Tasks of a status, in the order of the board. */
export function columnOf<Of extends Placed>(all: readonly Of[], status: string): Of[] {
  return all.filter((each) => each.status === status).toSorted(compareRanks);
}

/** Fields that move a task before another of a column, or, without `index`, to its end. */
export function movedTo(
  all: readonly Placed[],
  { path, status: before }: Placed,
  status: string,
  index = all.length,
): Partial<TaskFields> {
  const others = columnOf(all, status).filter((each) => each.path !== path);
  const rank = rankAt(others, index);
  return status === before ? { rank } : { status, rank };
}

/** Makes the file of a new task, at the end of its column, and opens it for everybody. Gives its path. */
export async function makeTask(
  client: SessionClient,
  workspace: Workspace,
  all: readonly Placed[],
  fields: Partial<TaskFields> & { title: string },
  body = '',
): Promise<string> {
  const { status = 'todo' } = fields;
  const column = columnOf(all, status);
  const path = taskPath(newTaskId(client.options.environment), fields.title);
  const text = newTaskText({ ...fields, status, rank: rankAt(column, column.length) }, body);
  await workspace.request('files.createFolder', { path: tasksFolder }).catch((thrown: unknown) => {
    if (!(thrown instanceof EnsembleError && thrown.code === 'exists')) throw thrown;
  });
  const content = new TextEncoder().encode(text);
  await workspace.request('files.write', { path, content, create: true, overwrite: false });
  // As a document it is there for everybody at once, and live.
  await findDocument(client, path, workspace);
  return path;
}
