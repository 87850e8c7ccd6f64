import type { RepositoryStatus } from '../../../shared/capabilities/git/git-state.ts';
import { shownName } from '../../../shared/capabilities/people/names.ts';
import type { SessionState } from '../../../shared/session/state.ts';
import { listNames } from '../../ui/words.ts';

/** A file with work that its disk does not have, and its authors; `you` for this person. */
export interface UnsavedWork {
  path: string;
  names: readonly string[];
}

/** Finds unsaved work in the files of a repository, or in some of them. */
export function unsavedIn(
  state: SessionState,
  me: string | null,
  isMeant: (path: string) => boolean,
): readonly UnsavedWork[] {
  return Object.values(state.documents).flatMap(({ path, unsaved = [], deleted }) => {
    if (path === null || deleted || unsaved.length === 0 || !isMeant(path)) return [];
    const others = unsaved.filter((person) => person !== me);
    const names = others.map((person) => shownName(state, person) ?? 'somebody');
    return [{ path, names: unsaved.length > others.length ? [...names, 'you'] : names }];
  });
}

/**
 * Names the authors of unsaved work that an act on the whole working tree meets, in paragraphs; none where there is
 * none.
 */
export function metWork(repository: RepositoryStatus, unsaved: readonly UnsavedWork[]): string[] {
  const count = repository.changes.filter(({ is }) => is !== '??').length + repository.rest;
  const lines: string[] = [];
  if (count > 0)
    lines.push(
      count === 1
        ? 'One file has changes that are not committed.'
        : `${count} files have changes that are not committed.`,
    );
  for (const { path, names } of unsaved.slice(0, 8)) lines.push(`${path} has unsaved work of ${listNames(names)}.`);
  if (unsaved.length > 8) lines.push(`${unsaved.length - 8} more files have unsaved work.`);
  return lines;
}
