import { on, type Reducers, type Told } from '../../core/capability.ts';
import { holds } from '../people/agents.ts';
import { peopleKinds } from '../people/kinds.ts';
import type { PeopleState } from '../people/people-state.ts';

/** Something that a person has to themselves while they are here, such as a lock, the claim of a task, or a lease. */
export interface Holding {
  person: string;
  /** The replica that took it. */
  by: string;
  untilMs: number | null;
  /** Time at which its holder's last window or program went; null while they are here. */
  leftMs: number | null;
}

/** Grace period after the last window of a holder: a reload, or a bad connection, costs nobody what they hold. */
export const holdingGraceMs = 60_000;

const purposesHere: readonly string[] = ['window', 'program', 'agent'];

/** Says whether a person has a window or a program here, or the replica itself is. */
export function isHere(state: PeopleState, person: string, replica: string): boolean {
  return Object.entries(state.replicas).some(
    ([id, other]) =>
      other.connected && other.person === person && (id === replica || purposesHere.includes(other.purpose)),
  );
}

/** Gives the moment at which a holding runs out, by its own end or by its holder's absence; null for none. */
export function endOf({ untilMs, leftMs }: Pick<Holding, 'untilMs' | 'leftMs'>): number | null {
  const endMs = Math.min(untilMs ?? Number.POSITIVE_INFINITY, (leftMs ?? Number.POSITIVE_INFINITY) + holdingGraceMs);
  return endMs === Number.POSITIVE_INFINITY ? null : endMs;
}

/** Says whether a holding has run out at a moment. */
export function isOver(holding: Pick<Holding, 'untilMs' | 'leftMs'>, nowMs: number): boolean {
  const endMs = endOf(holding);
  return endMs !== null && nowMs >= endMs;
}

/** Gives holdings without those that end; the very same where none does. */
export function remaining<H>(held: Record<string, H>, ends: (holding: H, key: string) => boolean): Record<string, H> {
  const all = Object.entries(held);
  const kept = all.filter(([key, holding]) => !ends(holding, key));
  return kept.length === all.length ? held : Object.fromEntries(kept);
}

/** Notes on a person's holdings whether they are here, after a window of theirs has come or gone. */
export function withHolder<H extends Holding>(
  state: PeopleState,
  held: Record<string, H>,
  person: string,
  at: number,
): Record<string, H> {
  const changed = Object.entries(held).flatMap(([key, holding]): [string, H][] => {
    if (holding.person !== person) return [];
    const leftMs = isHere(state, person, holding.by) ? null : (holding.leftMs ?? at);
    return leftMs === holding.leftMs ? [] : [[key, { ...holding, leftMs }]];
  });
  return changed.length === 0 ? held : { ...held, ...Object.fromEntries(changed) };
}

/** Says whether somebody could not even give a holding up: they may not edit, or their agent's owner may not. */
export function isLost(state: PeopleState, { person }: Holding): boolean {
  const holder = state.participants[person];
  return !holder || !holds(state, holder, 'edit');
}

/** The same, where it is by a change to this person that it may be. */
export function isLostBy(state: PeopleState, holding: Holding, person: string): boolean {
  const isMeant = holding.person === person || state.participants[holding.person]?.agentOf === person;
  return isMeant && isLost(state, holding);
}

/** Changes of a capability's holdings: by rights of a person, and by a window of theirs that has come or gone. */
interface Following<State> {
  rightsChanged(state: State, person: string): State;
  presenceChanged(state: State, person: string, at: number): State;
}

/** Reducers of holdings: they end with their holders' rights, and some time after their holders have gone. */
export function followingHolders<State extends object>(of: Following<State>): Reducers {
  const withRights: { of(state: State, told: Told<{ person: string }>): State }['of'] = (state, { body }) =>
    of.rightsChanged(state, body.person);
  const withPresence: typeof withRights = (state, { at, body }) =>
    of.rightsChanged(of.presenceChanged(state, body.person, at), body.person);
  return on(peopleKinds, {
    'participant.admitted': withRights,
    'participant.joined': withPresence,
    'participant.left': withPresence,
    'participant.removed': withRights,
    'role.changed': withRights,
    'rights.changed': withRights,
  });
}
