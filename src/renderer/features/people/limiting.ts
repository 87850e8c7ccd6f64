import { mostPaths } from '../../../shared/capabilities/people/kinds.ts';
import { isPlainPath } from '../../../shared/core/sight.ts';
import type { App } from '../../session/app.ts';
import type { PersonRow } from '../../ui/person-rows.ts';
import { partInWords } from '../../ui/person-words.ts';
import type { PickItem } from '../../workbench/index.ts';

/** A file or folder of the list, or a way to name others. */
type Choice = { path: string } | { is: 'others' };

/** Most entries of the folder that are offered; others are typed. */
const mostOffered = 200;

/** Reads paths as people write them: by commas, with a slash or stars at the end, or not. */
export function pathsIn(text: string): string[] {
  const all = text.split(',').map((path) =>
    path
      .trim()
      .replace(/^\.?\//, '')
      .replace(/(\/\*{0,2})+$/, ''),
  );
  return [...new Set(all.filter((path) => path !== ''))];
}

/** Fault of paths that were typed; null where there is none. */
function faultOf(text: string): string | null {
  const paths = pathsIn(text);
  const strange = paths.find((path) => !isPlainPath(path) || /[*?[\]{}]/.test(path));
  if (strange !== undefined) return `“${strange}” is no file or folder: write docs, src/api or notes/todo.md.`;
  return paths.length > mostPaths ? `At most ${mostPaths} can be named.` : null;
}

async function offered({ workspace }: App, picked: readonly string[]): Promise<string[]> {
  const { entries } = await workspace.request('files.list', { path: '' });
  const isFolder = (type: string) => type === 'folder' || type === 'link-to-folder';
  const names = entries
    .toSorted((a, b) => Number(isFolder(b.type)) - Number(isFolder(a.type)) || a.name.localeCompare(b.name))
    .map(({ name }) => name);
  return [...new Set([...picked, ...names])].slice(0, mostOffered + picked.length);
}

async function choosePaths(app: App, row: PersonRow): Promise<readonly string[] | null | undefined> {
  const { quickInput } = app.workbench;
  const before = row.paths ?? [];
  const paths = await offered(app, before).catch(() => [...before]);
  const items: PickItem<Choice>[] = paths.map((path) => ({ label: path, icon: 'folder', value: { path } }));
  const others: PickItem<Choice> = { label: 'Others, to be typed…', icon: 'edit', value: { is: 'others' } };
  const chosen = await quickInput.pickMany<Choice>([...items, others], {
    title: `Limit ${row.name} to Folders`,
    placeholder: `Check what ${row.name} sees; nothing checked: the whole folder`,
    picked: items.map(({ value }) => value).filter((value) => 'path' in value && before.includes(value.path)),
  });
  if (chosen === undefined) return undefined;
  const known = chosen.flatMap((value) => ('path' in value ? [value.path] : []));
  if (!chosen.includes(others.value)) return known.length > 0 ? known : null;
  const typed = await quickInput.input({
    title: `Limit ${row.name} to Folders`,
    prompt: 'Files and folders, with commas between them',
    placeholder: 'docs, src/api',
    value: known.join(', '),
    validate: faultOf,
  });
  if (typed === undefined) return undefined;
  const all = pathsIn(typed);
  return all.length > 0 ? all : null;
}

/** Lets me limit the session to some folders for a person. Refusals are told for all kinds in one place. */
export async function limitPerson(app: App, row: PersonRow): Promise<void> {
  const paths = await choosePaths(app, row);
  if (paths === undefined || (paths === null && row.paths === undefined)) return;
  const { person, name } = row;
  const told = await app.client
    .publish('paths.limited', { person, paths: paths === null ? null : [...paths] })
    .then(() => true)
    .catch(() => false);
  if (told)
    app.workbench.notifications.status(`${name} sees ${paths === null ? 'the whole folder' : partInWords(paths)}.`);
}
