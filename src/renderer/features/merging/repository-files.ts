import type { ChangedFile, RepositoryStatus } from '../../../shared/capabilities/git/git-state.ts';
import type { SessionState } from '../../../shared/session/state.ts';

/** A file in conflict, with its repository. */
export interface ConflictingFile {
  repository: RepositoryStatus;
  path: string;
  /** Letters of Git's short format: `UU` for a file that both changed, `DU` for one deleted here. */
  is: string;
}

/** Says whether both branches left a file in different states. */
export function isConflict({ is }: Pick<ChangedFile, 'is'>): boolean {
  return is.includes('U') || is === 'AA' || is === 'DD';
}

/** Finds a file in conflict by its path, as far as everybody knows of it. */
export function conflictAt({ git }: Pick<SessionState, 'git'>, path: string): ConflictingFile | null {
  for (const repository of git?.repositories ?? []) {
    const found = repository.changes.find((each) => each.path === path && isConflict(each));
    if (found !== undefined) return { repository, path, is: found.is };
  }
  return null;
}
