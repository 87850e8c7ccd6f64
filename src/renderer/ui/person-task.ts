import type { Replica } from '../../shared/capabilities/people/people-state.ts';
import { claimOf } from '../../shared/capabilities/tasks/claims.ts';
import type { SessionState } from '../../shared/session/state.ts';
import { isTaskFile } from '../../shared/tasks/task-path.ts';
import { wordsOfTaskFile } from '../../shared/tasks/task-words.ts';

/** Task at which somebody is. */
export interface PersonTask {
  path: string;
  title: string;
}

/** Titles of tasks, by ref, as far as they are known, and the moment at which claims are to hold. */
export interface TaskOptions {
  titles: ReadonlyMap<string, string>;
  nowMs: number;
}

/** Ref of the task whose text a window shows; null for none. */
export function shownTask({ documents }: Pick<SessionState, 'documents'>, focus: Replica['focus']): string | null {
  const ref = focus?.ref ?? null;
  const path = ref === null ? null : (documents[ref]?.path ?? null);
  return path !== null && isTaskFile(path) ? ref : null;
}

/**
 * Finds the task at which somebody is: the one whose text they look at, else the newest that they have claimed. What a
 * reader may not see is in no state of theirs.
 */
export function taskOf(
  state: SessionState,
  person: string,
  focus: Replica['focus'],
  { titles, nowMs }: TaskOptions,
): PersonTask | null {
  const claimed = Object.entries(state.claims.held)
    .filter(([ref, claim]) => claim.person === person && claimOf(state, ref, nowMs) !== null)
    .reduce<{ ref: string; seq: number } | null>(
      (newest, [ref, { seq }]) => (newest === null || seq > newest.seq ? { ref, seq } : newest),
      null,
    );
  const ref = shownTask(state, focus) ?? claimed?.ref ?? null;
  const path = ref === null ? null : (state.documents[ref]?.path ?? null);
  if (ref === null || path === null) return null;
  return { path, title: titles.get(ref) ?? wordsOfTaskFile(path) };
}
