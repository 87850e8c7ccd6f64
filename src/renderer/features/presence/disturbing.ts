import type { PeopleState } from '../../../shared/capabilities/people/people-state.ts';

const key = 'ensemble.doNotDisturb';

/** Says whether do not disturb was on in this window before it was loaded anew. It ends with the window. */
export function wasDoNotDisturb(): boolean {
  return sessionStorage.getItem(key) !== null;
}

/** Keeps do not disturb for this window's next loading, or forgets it. */
export function keepDoNotDisturb(on: boolean): void {
  if (on) sessionStorage.setItem(key, '1');
  else sessionStorage.removeItem(key);
}

/** Says whether a person wants not to be disturbed: in any of their windows, as the others see them. */
export function isBusyAnywhere({ replicas }: Pick<PeopleState, 'replicas'>, person: string | null): boolean {
  return Object.values(replicas).some(
    (replica) => replica.person === person && replica.connected && replica.activity === 'busy',
  );
}
