import type { Environment } from '../core/environment.ts';
import { tasksFolder } from './task.ts';

/** Crockford's base 32: no two letters that are read as one. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const idLength = 8;
const slugLength = 40;

/** Makes a random id of 40 bits: branches that add tasks never choose the same. */
export function newTaskId(environment: Pick<Environment, 'randomBytes'>): string {
  return Array.from(environment.randomBytes(idLength), (byte) => alphabet[byte & 31]).join('');
}

/** Says whether a file is a task's, by its path: Markdown in the tasks' folder itself. */
export function isTaskFile(path: string): boolean {
  return path.startsWith(`${tasksFolder}/`) && /^[^/]+\.md$/i.test(path.slice(tasksFolder.length + 1));
}

/** Makes the path of a new task's file. */
export function taskPath(id: string, title: string): string {
  const plain = title.normalize('NFKD').toLowerCase();
  const slug = plain
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, slugLength)
    .replace(/^-+|-+$/g, '');
  return `${tasksFolder}/${id}${slug === '' ? '' : `-${slug}`}.md`;
}
