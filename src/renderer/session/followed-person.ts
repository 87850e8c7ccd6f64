/** Person whom this window follows; null for nobody. */
let followed: string | null = null;
const listeners = new Set<() => void>();

/** Gives the person whom this window follows; null for nobody. */
export const followedPerson = (): string | null => followed;

/** Notes whom this window follows. */
export function noteFollowedPerson(person: string | null): void {
  if (person === followed) return;
  followed = person;
  for (const listener of listeners) listener();
}

/** Calls a listener whenever this window follows another person, or nobody any more. */
export function onFollowedPerson(listener: () => void): void {
  listeners.add(listener);
}
