import { createHash } from 'node:crypto';
import type { OthersFile, OthersLock, OthersWork } from '../../shared/capabilities/git/methods.ts';
import { fitsPattern, mayReachInto } from '../../shared/capabilities/locks/lock-pattern.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { putAside } from './put-aside.ts';
import type { Repository } from './repository.ts';
import { uncommittedWork, type WorkSource } from './uncommitted-work.ts';
import type { Sees } from './working-tree.ts';

/** A lock, by its path or pattern in the folder; null for an untitled text. */
export interface StandingLock {
  person: string;
  path: string | null;
  pattern?: string | undefined;
  untilMs: number | null;
}

/** Source of what people have under way in the folder. */
export interface OthersSource {
  work: WorkSource;
  /** Files with text that is not saved, and its authors. */
  unsaved: () => readonly { path: string; people: readonly string[] }[];
  locks: () => readonly StandingLock[];
  nameOf: (person: string) => string;
}

/** Most files and locks that a refusal names. */
const mostNamed = 8;
const mostFiles = 5000;
const mostLocks = 1000;

/**
 * Finds what people other than `person` have under way in a repository, or in some of its files, as far as somebody with
 * this view sees it.
 */
export async function othersWork(
  repository: Repository,
  source: OthersSource,
  person: string,
  sight: Pick<Sees, 'sees'>,
  only: ReadonlySet<string> | null = null,
): Promise<OthersWork> {
  const found = new Map<string, { people: Set<string>; isSaved: boolean }>();
  const add = (path: string, people: Iterable<string>, isSaved: boolean) => {
    const others = [...people].filter((each) => each !== person && each !== 'disk' && each !== '');
    if (others.length === 0) return;
    const known = found.get(path) ?? { people: new Set(), isSaved: true };
    found.set(path, { people: new Set([...known.people, ...others]), isSaved: known.isSaved && isSaved });
  };
  const wish = { person, takesBoth: false, takesUnsigned: false };
  // Unsaved text is looked at before and after the disk: a save meanwhile would hide it from both.
  const unsavedBefore = source.unsaved();
  // Work in hidden files counts too, without their names.
  const all = { sees: () => true, mayChange: () => true };
  const { files, wholes } = await uncommittedWork(repository, source.work, wish, all, only && [...only]);
  for (const { path, work } of files)
    add(repository.inFolder(path), [...work.left.keys(), ...work.shared.flatMap(({ people }) => people)], true);
  for (const { path, person: maker } of wholes) add(repository.inFolder(path), [maker], true);
  for (const { path, people } of [...unsavedBefore, ...source.unsaved()])
    if (isIn(repository, path) && (only === null || only.has(path))) add(path, people, false);
  const shown = [...found].slice(0, mostFiles).map(([path, { people, isSaved }]): OthersFile => {
    return { path: sight.sees(path) ? path : '', people: [...people].slice(0, 200).toSorted(), isSaved };
  });
  return { files: shown, locks: locksIn(repository, source, person, sight, only), mark: markOf(found) };
}

function isIn({ path: folder }: Repository, path: string): boolean {
  return folder === '' || path.startsWith(`${folder}/`);
}

function locksIn(
  repository: Repository,
  source: OthersSource,
  person: string,
  { sees }: Pick<Sees, 'sees'>,
  only: ReadonlySet<string> | null,
): OthersLock[] {
  const isHere = ({ path, pattern }: StandingLock) => {
    if (only !== null)
      return pattern === undefined ? only.has(path ?? '') : [...only].some((each) => fitsPattern(pattern, each));
    return pattern === undefined ? path !== null && isIn(repository, path) : mayReachInto(pattern, repository.path);
  };
  return source
    .locks()
    .filter((lock) => lock.person !== person && isHere(lock))
    .slice(0, mostLocks)
    .map(({ person: holder, path, pattern, untilMs }) => {
      const place = pattern ?? (path !== null && sees(path) ? path : null);
      return { person: holder, place, untilMs };
    });
}

function markOf(found: ReadonlyMap<string, { people: ReadonlySet<string> }>): string {
  const named = [...found].map(([path, { people }]) => [path, [...people].toSorted()] as const);
  const text = JSON.stringify(named.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

function listed(lines: readonly string[]): string {
  const more = lines.length > mostNamed ? [`${lines.length - mostNamed} more`] : [];
  return [...lines.slice(0, mostNamed), ...more].join('; ');
}

/** Refuses an act on the whole tree while others hold locks in it. */
export function mustHoldNone({ locks }: OthersWork, nameOf: (person: string) => string): void {
  if (locks.length === 0) return;
  const named = locks.map(({ person, place, untilMs }) => {
    const until = untilMs === null ? '' : ` until ${new Date(untilMs).toISOString()}`;
    return `${nameOf(person)} has locked ${place ?? 'a file that you do not see'}${until}`;
  });
  throw new EnsembleError('exists', `${listed(named)}. Nothing was done: wait, or ask them to unlock.`);
}

/** Refuses an act on the whole tree over others' uncommitted work, unless its asker has been shown just that. */
export function mustBeShown(
  { files, mark }: OthersWork,
  over: string | undefined,
  nameOf: (person: string) => string,
): void {
  if (files.length === 0 || over === mark) return;
  const changed = over === undefined ? '' : 'There is other work than you were shown. ';
  throw new EnsembleError(
    'exists',
    `${changed}${workInWords(files, nameOf)}. Nothing was done: wait, or go on over it.`,
  );
}

/** Names others' work and its files in words. */
export function workInWords(files: readonly OthersFile[], nameOf: (person: string) => string): string {
  const named = files.map(({ path, people, isSaved }) => {
    const what = isSaved ? 'uncommitted' : 'unsaved';
    return `${path || 'a file that you do not see'} has ${what} work of ${people.map(nameOf).join(', ')}`;
  });
  return listed(named);
}

/** Keeps others' saved work in the list of stashes, before an act goes on over it. Gives words for its asker, or null. */
export async function keepOthers(
  repository: Repository,
  { files }: OthersWork,
  words: string,
  nameOf: (person: string) => string,
): Promise<string | null> {
  const shown = files.filter(({ path }) => path !== '');
  const names = [...new Set(shown.flatMap(({ people }) => people))].map(nameOf).join(', ');
  const paths = shown.map(({ path }) => repository.within(path));
  if (!(await putAside(repository, paths, `${words}: work of ${names}`))) return null;
  return `What the files held of ${names} is kept as a stash: “Git: Apply Stash…” brings it back.`;
}
