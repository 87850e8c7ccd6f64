import { sizeOf, withKey, withoutKey } from '../../core/record.ts';
import {
  beyondRole,
  type GrantableRight,
  type Grants,
  mayDo,
  type Right,
  type Role,
  rightsOf,
} from '../../core/rights.ts';
import { agentsOf, holds } from './agents.ts';
import type { PeopleBody } from './kinds.ts';
import { isActing, rests } from './lecture.ts';
import type { Participant, PeopleState, Replica } from './people-state.ts';

const colors = 12;

/** Most rights for which one person asks at a time. */
export const mostAsks = 4;

/** Takes away what differed from a person's role, and what was noted of a removal before. */
function withoutGrants(state: PeopleState, person: string): PeopleState {
  const old = state.participants[person];
  if (!old?.grants && old?.removedMs === undefined) return state;
  const { grants: _, removedMs: __, ...rest } = old;
  return { ...state, participants: withKey(state.participants, person, rest) };
}

function withParticipant(
  state: PeopleState,
  person: string,
  change: Partial<Participant>,
  colour = sizeOf(state.participants) % colors,
): PeopleState {
  const old: Participant = state.participants[person] ?? {
    person,
    name: '',
    role: 'viewer',
    colorIndex: colour,
    standing: 'asking',
    lastSeenMs: 0,
  };
  return { ...state, participants: withKey(state.participants, person, { ...old, ...change }) };
}

/** Adds a person who asks to be admitted. */
export function requested(state: PeopleState, body: PeopleBody<'participant.requested'>, at: number): PeopleState {
  const { person, name, role, removedMs, colour } = body;
  const known = removedMs === undefined ? {} : { removedMs };
  return withParticipant(state, person, { name, role, standing: 'asking', lastSeenMs: at, ...known }, colour);
}

/** Lets a person join. */
export function admitted(state: PeopleState, body: PeopleBody<'participant.admitted'>, at: number): PeopleState {
  const { person, name, role, colour, agentOf } = body;
  const agent = agentOf === undefined ? {} : { agentOf };
  const change = { name, role, standing: 'admitted', lastSeenMs: at, ...agent } as const;
  return withParticipant(withoutGrants(state, person), person, change, colour);
}

/** Denies a person who asked. */
export function denied(state: PeopleState, body: PeopleBody<'participant.denied'>): PeopleState {
  return state.participants[body.person] ? withParticipant(state, body.person, { standing: 'denied' }) : state;
}

/** Forgets a person who asked and went before an answer. */
export function withdrawn(state: PeopleState, { person }: PeopleBody<'participant.withdrawn'>): PeopleState {
  const one = state.participants[person];
  if (one?.standing !== 'asking') return state;
  // Otherwise they would be new by going once, and let in with everybody.
  if (one.removedMs !== undefined) return withParticipant(state, person, { standing: 'removed' });
  return { ...state, participants: withoutKey(state.participants, person) };
}

/** Renames the person behind a replica. */
export function renamed(state: PeopleState, by: string, { name }: PeopleBody<'participant.renamed'>): PeopleState {
  const person = state.replicas[by]?.person;
  return person !== undefined && state.participants[person] ? withParticipant(state, person, { name }) : state;
}

/** Notes what the participant behind a replica says that it is. */
export function described(
  state: PeopleState,
  by: string,
  { type, metadata }: PeopleBody<'participant.described'>,
  sinceMs: number,
): PeopleState {
  const one = participantOfReplica(state, by);
  return one === null ? state : withParticipant(state, one.person, { described: { type, metadata, sinceMs } });
}

/** Removes a person, and their agents with them; their replicas leave with entries of their own. */
export function removed(state: PeopleState, body: PeopleBody<'participant.removed'>): PeopleState {
  if (!state.participants[body.person]) return state;
  const gone = [body.person, ...agentsOf(state, body.person)];
  return gone.reduce((next, person) => {
    const bare = withAsks(withoutGrants(next, person), person, []);
    return withParticipant(bare, person, { standing: body.ban ? 'banned' : 'removed' });
  }, state);
}

/** Sends out all guests as the session ends: they are let in anew, by the door's policy of then. */
export function dismissed(state: PeopleState): PeopleState {
  return Object.values(state.participants)
    .filter(({ standing, role }) => standing === 'admitted' && role !== 'owner')
    .reduce(
      (next, { person }) => withParticipant(withAsks(next, person, []), person, { standing: 'dismissed' }),
      state,
    );
}

/** Changes a person's role; all that differed from the one before is over. */
export function roleChanged(
  state: PeopleState,
  { person, role }: PeopleBody<'role.changed'>,
  seq: number,
): PeopleState {
  if (!state.participants[person]) return state;
  const next = withParticipant(withoutGrants(state, person), person, { role });
  return withoutAnswered(role === 'owner' ? withoutPaths(next, person, seq) : next, person);
}

/** Limits the session for a person to some files and folders, or ends that. */
export function pathsLimited(
  state: PeopleState,
  { person, paths }: PeopleBody<'paths.limited'>,
  seq: number,
): PeopleState {
  const old = state.participants[person];
  if (!old || old.role === 'owner') return state;
  if (paths !== null) return withParticipant(state, person, { paths, pathsSeq: seq });
  return withoutPaths(state, person, seq);
}

function withoutPaths(state: PeopleState, person: string, seq: number): PeopleState {
  const { paths: old, ...rest } = state.participants[person]!;
  return old ? { ...state, participants: withKey(state.participants, person, { ...rest, pathsSeq: seq }) } : state;
}

/** Sets the rights of a person that differ from their role. */
export function rightsChanged(state: PeopleState, { person, grants }: PeopleBody<'rights.changed'>): PeopleState {
  const old = state.participants[person];
  if (!old) return state;
  const beyond = beyondRole(old.role, grants as Grants);
  const next = withoutGrants(state, person);
  return withoutAnswered(beyond ? withParticipant(next, person, { grants: beyond }) : next, person);
}

/** Adds a connected replica, bound to its person. */
export function joined(state: PeopleState, body: PeopleBody<'participant.joined'>, at: number): PeopleState {
  const next = withParticipant(state, body.person, {
    name: body.name,
    role: body.role,
    standing: 'admitted',
    lastSeenMs: at,
    ...(body.colour === undefined ? {} : { colorIndex: body.colour }),
  });
  const replica: Replica = {
    person: body.person,
    purpose: body.purpose,
    connected: true,
    activity: 'active',
    focus: null,
  };
  return { ...next, replicas: withKey(next.replicas, body.replica, replica) };
}

/** Forgets a replica that is gone. */
export function left(state: PeopleState, body: PeopleBody<'participant.left'>, at: number): PeopleState {
  const replica = state.replicas[body.replica];
  if (!replica) return state;
  const next = withParticipant(state, body.person, { lastSeenMs: at });
  const replicas = body.forget
    ? withoutKey(next.replicas, body.replica)
    : withKey(next.replicas, body.replica, { ...replica, connected: false, focus: null });
  return isConnected({ replicas }, body.person)
    ? { ...next, replicas }
    : withAsks({ ...next, replicas }, body.person, []);
}

function withAsks(state: PeopleState, person: string, asks: readonly GrantableRight[]): PeopleState {
  const old = state.participants[person];
  if (!old || (old.asks ?? []).length === asks.length) return state;
  const { asks: _, ...rest } = old;
  const next = asks.length === 0 ? rest : { ...rest, asks };
  return { ...state, participants: withKey(state.participants, person, next) };
}

/** Forgets the rights for which a person has asked, and which they have now. */
function withoutAnswered(state: PeopleState, person: string): PeopleState {
  const one = state.participants[person];
  return one?.asks
    ? withAsks(
        state,
        person,
        one.asks.filter((right) => !may(state, person, right)),
      )
    : state;
}

/** Notes that the person behind a replica asks for a right, or asks no longer. */
export function rightAsked(state: PeopleState, by: string, { right, asks }: PeopleBody<'right.asked'>): PeopleState {
  const one = participantOfReplica(state, by);
  if (one === null) return state;
  const others = (one.asks ?? []).filter((other) => other !== right);
  if (!asks) return withAsks(state, one.person, others);
  return others.length < mostAsks && !may(state, one.person, right) && !one.asks?.includes(right)
    ? withAsks(state, one.person, [...others, right])
    : state;
}

/** Forgets that a person has asked for a right: they do not get it now. */
export function rightDeclined(state: PeopleState, { person, right }: PeopleBody<'right.declined'>): PeopleState {
  return withAsks(
    state,
    person,
    (state.participants[person]?.asks ?? []).filter((other) => other !== right),
  );
}

type Judged = PeopleState & { host: unknown };

/** Says whether a person who is in has a right now. */
export function may(state: PeopleState, person: string | null | undefined, right: Right): boolean {
  const participant = person === null || person === undefined ? undefined : state.participants[person];
  return participant !== undefined && holds(state, participant, right) && !rests(state, participant.person, right);
}

/** Slices by which rights are judged: another one that rests or gives rights belongs here. */
const judging = ['participants', 'replicas', 'host', 'lecture'] as const;

/** Says whether people's rights can differ between two states. Whoever acts on rights looks again when they do. */
export function rightsMayDiffer(before: Judged, now: Judged): boolean {
  return judging.some((slice) => before[slice] !== now[slice]);
}

/** All rights of a person now. */
export function rightsNow(state: PeopleState, participant: Participant): ReadonlySet<Right> {
  const all = rightsOf(participant);
  const isWhole = state.lecture === null && participant.agentOf === undefined;
  return isWhole ? all : new Set([...all].filter((right) => may(state, participant.person, right)));
}

/** Says whether the person behind a replica has a right now. */
export function replicaMay(state: PeopleState, replica: string, right: Right): boolean {
  const participant = participantOfReplica(state, replica);
  if (participant === null) return false;
  return isActing(state, replica) ? may(state, participant.person, right) : mayDo(participant, right);
}

/** The person behind a replica; null when it is bound to nobody who may be here. */
export function participantOfReplica(state: PeopleState, replica: string): Participant | null {
  const person = state.replicas[replica]?.person;
  const participant = person === undefined ? undefined : state.participants[person];
  return participant?.standing === 'admitted' ? participant : null;
}

/** Role of the person behind a replica; null when it is bound to nobody who may be here. */
export function roleOfReplica(state: PeopleState, replica: string): Role | null {
  return participantOfReplica(state, replica)?.role ?? null;
}

/** Says whether a person, or an agent, is connected by any replica. */
export function isConnected({ replicas }: Pick<PeopleState, 'replicas'>, person: string): boolean {
  return Object.values(replicas).some((replica) => replica.connected && replica.person === person);
}

/** The people who are here now, in the order in which they first came. */
export function present(state: PeopleState): Participant[] {
  const here = new Set(
    Object.values(state.replicas)
      .filter((replica) => replica.connected && replica.purpose !== 'disk')
      .map((replica) => replica.person),
  );
  return Object.values(state.participants).filter((participant) => here.has(participant.person));
}
