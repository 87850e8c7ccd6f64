import { mayDo, type Right } from '../../core/rights.ts';
import { shownName } from './names.ts';
import type { PeopleState } from './people-state.ts';

type Givers = Pick<PeopleState, 'participants' | 'replicas'>;

/** Names of the people who give rights, or let in: of those who are here, else of all. */
export function namesOfGivers(state: Givers, right: Right = 'admit'): string[] {
  const all = Object.values(state.participants).filter((one) => one.standing === 'admitted' && mayDo(one, right));
  const here = all.filter(({ person }) => isHere(state, person));
  return (here.length > 0 ? here : all).map(({ person }) => shownName(state, person) ?? 'somebody');
}

function isHere({ replicas }: Givers, person: string): boolean {
  return Object.values(replicas).some(
    (replica) => replica.person === person && replica.connected && replica.purpose === 'window',
  );
}

/** Says to who asks to come in for whom they wait. */
export function waitingWords(state: Givers): string {
  const [first = 'the host', second, ...more] = namesOfGivers(state, 'admit.guests');
  const names = second === undefined ? first : more.length === 0 ? `${first} or ${second}` : `${first} or another host`;
  return `Waiting for ${names} to let you in…`;
}
