import { taskIdOf } from './task.ts';

/** Words for a task whose text is not known, from the name of its file: what follows the id, else the id. */
export function wordsOfTaskFile(path: string): string {
  const id = taskIdOf(path);
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.md$/i, '');
  const rest = name.startsWith(`${id}-`) ? name.slice(id.length + 1) : name;
  return rest.replaceAll('-', ' ').trim() || id;
}
