import { shownName } from '../../../shared/capabilities/people/names.ts';
import type { SessionState } from '../../../shared/session/state.ts';
import { namesOf, titleOf } from './unsaved-words.ts';

/** One text whose file differs from the session's. */
export interface UnsavedRow {
  ref: string;
  title: string;
  /** Null for a buffer that is no file yet. */
  path: string | null;
  people: { person: string; name: string; colorIndex: number }[];
  /** People as the row names them: `Ada, Ben and you`. */
  who: string;
  inConflict: boolean;
}

/** Unsaved work of the session, by file. */
export function unsavedRows(state: SessionState, me: string | null): UnsavedRow[] {
  const { documents, participants } = state;
  const nameOf = (person: string) => shownName(state, person) ?? 'Somebody';
  const rows = Object.entries(documents).flatMap(([ref, info]): UnsavedRow[] => {
    const { unsaved = [], path, conflict } = info;
    if (unsaved.length === 0) return [];
    const people = unsaved.map((person) => ({
      person,
      name: nameOf(person),
      colorIndex: participants[person]?.colorIndex ?? 0,
    }));
    const who = listed(namesOf(unsaved, me, nameOf));
    return [{ ref, title: titleOf(info), path, people, who, inConflict: conflict !== undefined }];
  });
  return rows.sort((a, b) => (a.path ?? a.title).localeCompare(b.path ?? b.title));
}

function listed(names: readonly string[]): string {
  return names.length <= 1 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
