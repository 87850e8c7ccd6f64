import { lstat, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { z } from 'zod';
import { nodeEnvironment } from '../main/machine/environment.ts';
import { writeWhole } from '../main/machine/new-file.ts';
import { append } from '../shared/core/append.ts';
import { EnsembleError } from '../shared/core/errors.ts';
import { readBacklogTask } from '../shared/tasks/exchange/backlog-format.ts';
import type { ForeignTask } from '../shared/tasks/exchange/foreign-task.ts';
import { issueFields, issuesText, readIssues } from '../shared/tasks/exchange/github-format.ts';
import { giveToBacklog } from '../shared/tasks/exchange/giving-out.ts';
import { takeIn } from '../shared/tasks/exchange/taking-in.ts';
import { newTaskId } from '../shared/tasks/task-path.ts';
import type { Command, OptionValues } from './command.ts';
import { output } from './output.ts';
import { markdownIn, readPlainFile, TaskFolder } from './task-folder.ts';

/** Exit code where something was left out. */
const leftOut = 4;
const mostJsonBytes = 64 * 1024 * 1024;

const isFolder = async (path: string) => (await lstat(path).catch(() => null))?.isDirectory() ?? false;

/** Tasks that were read, and words about those that were not. */
interface Read {
  tasks: ForeignTask[];
  problems: string[];
}

async function readBacklog(given: readonly string[]): Promise<Read> {
  const read: Read = { tasks: [], problems: [] };
  for (const each of given) {
    const path = resolve(each);
    const files = (await isFolder(path)) ? (await markdownIn(path)).map((name) => join(path, name)) : [path];
    for (const file of files) {
      const text = await readPlainFile(file);
      const task = text === null ? 'it is no file of text up to 1 MB' : readBacklogTask(text);
      if (typeof task === 'string') read.problems.push(`${file} was left out: ${task}`);
      else read.tasks.push(task);
    }
  }
  return read;
}

async function readGithub(given: readonly string[]): Promise<Read> {
  const read: Read = { tasks: [], problems: [] };
  for (const each of given) {
    const text = each === '-' ? await textOf(process.stdin) : await readPlainFile(resolve(each), mostJsonBytes);
    try {
      if (text === null) throw new Error('it is no file of text up to 64 MB');
      append(read.tasks, readIssues(text));
    } catch (thrown) {
      const why = thrown instanceof z.ZodError ? z.prettifyError(thrown) : (thrown as Error).message;
      read.problems.push(
        `${each} was left out: ${why.slice(0, 500)}. Print issues by: gh issue list --state all --json ${issueFields}`,
      );
    }
  }
  return read;
}

async function takeAll(folder: TaskFolder, { tasks, problems }: Read, values: OptionValues): Promise<number> {
  const taken = takeIn(await folder.list(), tasks, () => newTaskId(nodeEnvironment));
  for (const { path, text } of taken) if (text !== undefined) await folder.write(path, text);
  const rows = taken.map(({ text: _, ...row }) => row);
  if (values.json) output.text(JSON.stringify(rows, null, 2));
  else for (const { is, path, origin, note = '' } of rows) output.fields([is, path, origin, note]);
  for (const problem of problems) output.problem(problem);
  return problems.length > 0 || rows.some(({ is }) => is === 'left') ? leftOut : 0;
}

async function giveAllToBacklog(folder: TaskFolder, to: string, values: OptionValues): Promise<number> {
  const target = resolve(to);
  await mkdir(target, { recursive: true });
  let isWhole = true;
  const rows: { is: string; path: string }[] = [];
  for (const { name, text, own } of giveToBacklog(await folder.list(), await markdownIn(target))) {
    const path = join(target, name);
    const before = await readPlainFile(path);
    const isThere = before !== null || (await lstat(path).catch(() => null)) !== null;
    const is = before === text ? 'same' : !isThere ? 'added' : values.overwrite === true ? 'changed' : 'left';
    rows.push({ is, path });
    if (is === 'left') {
      isWhole = false;
      output.problem(`${path} is there and says something else: --overwrite replaces such files.`);
      continue;
    }
    if (is !== 'same') await writeWhole(path, (file) => file.writeFile(text));
    // The name there is kept, so that the next time changes this file in place of adding another.
    if (own) await folder.write(own.path, own.text);
  }
  if (values.json) output.text(JSON.stringify(rows, null, 2));
  else for (const { is, path } of rows) output.fields([is, path]);
  return isWhole ? 0 : leftOut;
}

async function giveAllToGithub(folder: TaskFolder, to: string, values: OptionValues): Promise<number> {
  const text = issuesText(await folder.list());
  if (to === '-') {
    output.text(text.trimEnd());
    return 0;
  }
  const path = resolve(to);
  if (values.overwrite !== true && (await lstat(path).catch(() => null)) !== null)
    throw new EnsembleError('exists', `${to} is there: --overwrite replaces it.`);
  await writeWhole(path, (file) => file.writeFile(text));
  return 0;
}

/** `ensemble tasks import --format FORMAT FILE…`, and `export --format FORMAT PLACE`. */
export const tasksCommand: Command = {
  async run([act, ...given], values) {
    const { format, folder } = values as { format?: string; folder?: string };
    if (act !== 'import' && act !== 'export')
      throw new EnsembleError('bad-request', 'Say `ensemble tasks import` or `ensemble tasks export`.');
    if (format !== 'backlog' && format !== 'github')
      throw new EnsembleError('bad-request', 'In which format? Give --format backlog or --format github.');
    const [first] = given;
    if (first === undefined || (act === 'export' && given.length > 1))
      throw new EnsembleError(
        'bad-request',
        act === 'import' ? 'Which files? Name them.' : 'Where to? Name one place.',
      );
    const own = await TaskFolder.in(folder ?? '.');
    if (act === 'import')
      return takeAll(own, await (format === 'backlog' ? readBacklog(given) : readGithub(given)), values);
    return format === 'backlog' ? giveAllToBacklog(own, first, values) : giveAllToGithub(own, first, values);
  },
};
