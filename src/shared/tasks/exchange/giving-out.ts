import { applyEdits } from '../../text/edits.ts';
import type { TaskFields } from '../task.ts';
import { fieldEdits } from '../task-text.ts';
import { backlogFileName, backlogIdIn, backlogIds, backlogOrigin, backlogText } from './backlog-format.ts';
import { type OwnTask, originField } from './foreign-task.ts';

/** A file for Backlog.md, and our task with its name there, where that is new. */
export interface GivenOut {
  name: string;
  text: string;
  own: { path: string; text: string } | null;
}

/** Makes the files of tasks for Backlog.md. `there` names the files of its folder: a task that has one keeps its name. */
export function giveToBacklog(tasks: readonly OwnTask[], there: readonly string[]): GivenOut[] {
  const names = new Map(there.flatMap((name) => (backlogIdIn(name) === null ? [] : [[backlogIdIn(name)!, name]])));
  const ids = backlogIds(tasks, [...names.keys()]);
  return tasks.map((task) => {
    const id = ids.get(task.id)!;
    const origin = backlogOrigin(id);
    const isKnown = task.origins.includes(origin);
    const name = names.get(id) ?? backlogFileName(id, task.fields.title);
    const noted = () => applyEdits(task.text, fieldEdits(task.text, noteOf([...task.origins, origin])));
    return { name, text: backlogText(task, ids), own: isKnown ? null : { path: task.path, text: noted() } };
  });
}

const noteOf = (origins: readonly string[]) =>
  ({ [originField]: origins.length === 1 ? origins[0] : origins }) as Partial<TaskFields>;
