import type { PeopleState } from '../../shared/capabilities/people/people-state.ts';

/** Says whether a person wants not to be disturbed: in any of their windows, as the others see them. */
export function isBusyAnywhere({ replicas }: Pick<PeopleState, 'replicas'>, person: string | null): boolean {
  return Object.values(replicas).some(
    (replica) => replica.person === person && replica.connected && replica.activity === 'busy',
  );
}
