import { limits } from '../../core/version.ts';
import { nameOfPerson, readAs } from '../../text/shown.ts';
import type { Participant, PeopleState } from './people-state.ts';

const known = new WeakMap<PeopleState['participants'], ReadonlyMap<string, string>>();

/** Says whether a person only asks: members, present or past, come first where names collide. */
function isOutside({ standing }: Participant): boolean {
  return standing === 'asking' || standing === 'denied';
}

/** Names of everybody by person, as they call themselves, with a number where somebody before them has that name. */
export function shownNames({ participants }: Pick<PeopleState, 'participants'>): ReadonlyMap<string, string> {
  const found = known.get(participants);
  if (found) return found;
  const names = new Map<string, string>();
  const taken = new Set<string>();
  const everyone = Object.values(participants);
  for (const one of [...everyone.filter((each) => !isOutside(each)), ...everyone.filter(isOutside)]) {
    const own = nameOfPerson(one.name, limits.nameLength) || 'Somebody';
    let name = own;
    for (let number = 2; taken.has(readAs(name)); number++) name = `${own} (${number})`;
    taken.add(readAs(name));
    names.set(one.person, name);
  }
  known.set(participants, names);
  return names;
}

/** Name of a person, here and everywhere; null where the session does not know them. */
export function shownName(state: Pick<PeopleState, 'participants'>, person: string | null | undefined): string | null {
  return person === null || person === undefined ? null : (shownNames(state).get(person) ?? null);
}
