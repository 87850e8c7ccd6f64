import { withKey } from '../../core/record.ts';
import { mayDo, type Right } from '../../core/rights.ts';
import { isWithin } from '../../core/sight.ts';
import type { PeopleBody } from './kinds.ts';
import type { Participant, PeopleState } from './people-state.ts';

/** Rights that no agent ever has, whatever its owner may: they decide about people. */
const neverOfAgents: ReadonlySet<Right> = new Set<Right>(['admit.guests', 'admit', 'share', 'host']);

/** The person whose agent somebody is; they themselves, for people. */
export function ownerOf({ participants }: Pick<PeopleState, 'participants'>, person: string): string {
  return participants[person]?.agentOf ?? person;
}

/** Agents of a person, that were ever let in. */
export function agentsOf({ participants }: Pick<PeopleState, 'participants'>, person: string): string[] {
  return Object.values(participants).flatMap((one) => (one.agentOf === person ? [one.person] : []));
}

/**
 * Says whether a member has a right by role and grants. An agent has its own, cut with those that its owner has at that
 * moment.
 */
export function holds({ participants }: Pick<PeopleState, 'participants'>, one: Participant, right: Right): boolean {
  if (one.standing !== 'admitted' || !mayDo(one, right)) return false;
  if (one.agentOf === undefined) return true;
  const owner = participants[one.agentOf];
  return owner?.standing === 'admitted' && mayDo(owner, right) && !neverOfAgents.has(right);
}

/** Pauses an agent, or all, or lets them go on. */
export function paused(state: PeopleState, { person, isPaused }: PeopleBody<'agent.paused'>): PeopleState {
  let { participants } = state;
  for (const one of Object.values(participants)) {
    if (one.agentOf === undefined || (person !== null && one.person !== person)) continue;
    if ((one.isPaused ?? false) === isPaused) continue;
    const { isPaused: _, ...rest } = one;
    participants = withKey(participants, one.person, isPaused ? { ...rest, isPaused } : rest);
  }
  return participants === state.participants ? state : { ...state, participants };
}

/** Has an agent suggest edits and make none, or lets it make them again. */
export function restrained(state: PeopleState, { agent, suggests }: PeopleBody<'agent.restrained'>): PeopleState {
  const one = state.participants[agent];
  if (one?.agentOf === undefined || (one.suggests ?? false) === suggests) return state;
  const { suggests: _, ...rest } = one;
  const next = suggests ? { ...rest, suggests } : rest;
  return { ...state, participants: withKey(state.participants, agent, next) };
}

const cuts = new WeakMap<readonly string[], WeakMap<readonly string[], readonly string[]>>();

/** The part of a folder that lies in both of two lists of files and folders; the same list for the same two. */
function cut(one: readonly string[], other: readonly string[]): readonly string[] {
  const known = cuts.get(one)?.get(other);
  if (known) return known;
  const inner = [
    ...one.filter((path) => isWithin(other, path)),
    ...other.filter((path) => !one.includes(path) && isWithin(one, path)),
  ];
  const byOther = cuts.get(one) ?? new WeakMap();
  cuts.set(one, byOther.set(other, inner));
  return inner;
}

/** Files and folders to which the session is limited for somebody; null where it is not. An agent sees no more than its owner. */
export function pathsOf(
  { participants }: Pick<PeopleState, 'participants'>,
  person: string | null,
): readonly string[] | null {
  const one = person === null || !Object.hasOwn(participants, person) ? undefined : participants[person];
  const own = one?.paths ?? null;
  const owners = one?.agentOf === undefined ? null : (participants[one.agentOf]?.paths ?? null);
  return own === null || owners === null ? (own ?? owners) : cut(own, owners);
}

/** Seq of the newest change of that for somebody; 0 for none. */
export function pathsSeqOf({ participants }: Pick<PeopleState, 'participants'>, person: string): number {
  const one = participants[person];
  const owner = one?.agentOf === undefined ? undefined : participants[one.agentOf];
  return Math.max(one?.pathsSeq ?? 0, owner?.pathsSeq ?? 0);
}

/** Says whether an agent was let in and not sent out, neither by itself nor with its owner. */
export function isAgentIn({ participants }: PeopleState, agent: string): boolean {
  const { standing, agentOf } = participants[agent] ?? {};
  return standing === 'admitted' && agentOf !== undefined && participants[agentOf]?.standing === 'admitted';
}
