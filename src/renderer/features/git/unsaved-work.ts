import type { RepositoryStatus } from '../../../shared/capabilities/git/git-state.ts';
import { isHere } from '../../../shared/capabilities/locks/holdings.ts';
import { ownerOf } from '../../../shared/capabilities/people/agents.ts';
import { shownName } from '../../../shared/capabilities/people/names.ts';
import type { SessionState } from '../../../shared/session/state.ts';
import { listNames } from '../../ui/words.ts';

/** A file with work that its disk, or the repository, does not have, and its authors; `you` for this person. */
export interface PersonsWork {
  path: string;
  names: readonly string[];
}

/** Finds unsaved work in the files of a repository, or in some of them. */
export function unsavedIn(
  state: SessionState,
  me: string | null,
  isMeant: (path: string) => boolean,
): readonly PersonsWork[] {
  return Object.values(state.documents).flatMap(({ path, unsaved = [], deleted }) => {
    if (path === null || deleted || unsaved.length === 0 || !isMeant(path)) return [];
    return [{ path, names: namesOf(state, me, unsaved) }];
  });
}

/** Names persons, this one last and as `you`. */
export function namesOf(state: SessionState, me: string | null, persons: readonly string[]): string[] {
  const others = persons.filter((person) => person !== me);
  const names = others.map((person) => shownName(state, person) ?? 'somebody');
  return persons.length > others.length ? [...names, 'you'] : names;
}

/** Most files of which an act on the whole working tree tells whose work is in them. */
export const mostNamed = 8;

/** Leaves out this person's own work. */
export function othersIn(works: readonly PersonsWork[]): PersonsWork[] {
  return works.flatMap(({ path, names }) => {
    const others = names.filter((name) => name !== 'you');
    return others.length > 0 ? [{ path, names: others }] : [];
  });
}

/** Says whether another person is here who answers for work: one's own agents answer for nothing. */
export function isAnotherHere(
  state: SessionState,
  me: string | null,
  works: readonly { people: readonly string[] }[],
): boolean {
  const owners = new Set(works.flatMap(({ people }) => people.map((person) => ownerOf(state, person))));
  return [...owners].some((person) => person !== me && isHere(state, person, ''));
}

/** Says whether others' work may be in so many files, of which only the first were looked through. */
export function mayMeetOthers(works: readonly PersonsWork[], files: number): boolean {
  return files > mostNamed || othersIn(works).length > 0;
}

/** Files that are different from the last commit, other than new ones: an act on the whole working tree meets them. */
export function uncommittedIn({ changes }: Pick<RepositoryStatus, 'changes'>): string[] {
  return changes.filter(({ is }) => is !== '??').map(({ path }) => path);
}

/** Describes the work that an act on the whole working tree meets, in paragraphs; none where there is none. */
export function metWork(
  repository: RepositoryStatus,
  unsaved: readonly PersonsWork[],
  uncommitted: readonly PersonsWork[],
): string[] {
  const lines = unsaved
    .slice(0, mostNamed)
    .map(({ path, names }) => `${path} has unsaved work of ${listNames(names)}.`);
  if (unsaved.length > mostNamed) lines.push(`${unsaved.length - mostNamed} more files have unsaved work.`);
  const named = new Set(unsaved.map(({ path }) => path));
  const others = uncommitted.filter(({ path, names }) => names.length > 0 && !named.has(path));
  for (const { path, names } of others) lines.push(`${path} has uncommitted work of ${listNames(names)}.`);
  const count = uncommittedIn(repository).length + repository.rest;
  if (count > 0)
    lines.push(
      count === 1
        ? 'One file has changes that are not committed.'
        : `${count} files have changes that are not committed.`,
    );
  return lines;
}
