import { sizeOf, withKey, withoutKey } from '../../core/record.ts';
import type { Role } from '../../core/rights.ts';
import type { PeopleBody } from './kinds.ts';
import type { Participant, PeopleState, Replica } from './people-state.ts';

const colors = 12;

function withParticipant(state: PeopleState, person: string, change: Partial<Participant>): PeopleState {
  const old: Participant = state.participants[person] ?? {
    person,
    name: '',
    role: 'viewer',
    colorIndex: sizeOf(state.participants) % colors,
    standing: 'asking',
    lastSeenMs: 0,
  };
  return { ...state, participants: withKey(state.participants, person, { ...old, ...change }) };
}

/** Adds a person who asks to be admitted. */
export function requested(state: PeopleState, body: PeopleBody<'participant.requested'>, at: number): PeopleState {
  return withParticipant(state, body.person, { name: body.name, role: body.role, standing: 'asking', lastSeenMs: at });
}

/** Lets a person join. */
export function admitted(state: PeopleState, body: PeopleBody<'participant.admitted'>, at: number): PeopleState {
  return withParticipant(state, body.person, {
    name: body.name,
    role: body.role,
    standing: 'admitted',
    lastSeenMs: at,
  });
}

/** Denies a person who asked. */
export function denied(state: PeopleState, body: PeopleBody<'participant.denied'>): PeopleState {
  return state.participants[body.person] ? withParticipant(state, body.person, { standing: 'denied' }) : state;
}

/** Forgets a person who asked and went before an answer. */
export function withdrawn(state: PeopleState, { person }: PeopleBody<'participant.withdrawn'>): PeopleState {
  if (state.participants[person]?.standing !== 'asking') return state;
  return { ...state, participants: withoutKey(state.participants, person) };
}

/** Renames the person behind a replica. */
export function renamed(state: PeopleState, by: string, { name }: PeopleBody<'participant.renamed'>): PeopleState {
  const person = state.replicas[by]?.person;
  return person !== undefined && state.participants[person] ? withParticipant(state, person, { name }) : state;
}

/** Removes a person; their replicas leave with entries of their own. */
export function removed(state: PeopleState, body: PeopleBody<'participant.removed'>): PeopleState {
  if (!state.participants[body.person]) return state;
  return withParticipant(state, body.person, { standing: body.ban ? 'banned' : 'removed' });
}

/** Changes a person's role. */
export function roleChanged(state: PeopleState, body: PeopleBody<'role.changed'>): PeopleState {
  return state.participants[body.person] ? withParticipant(state, body.person, { role: body.role }) : state;
}

/** Adds a connected replica, bound to its person. */
export function joined(state: PeopleState, body: PeopleBody<'participant.joined'>, at: number): PeopleState {
  const next = withParticipant(state, body.person, {
    name: body.name,
    role: body.role,
    standing: 'admitted',
    lastSeenMs: at,
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
  return { ...next, replicas };
}

/** Role of the person behind a replica; null when it is bound to nobody who may be here. */
export function roleOfReplica(state: PeopleState, replica: string): Role | null {
  const person = state.replicas[replica]?.person;
  const participant = person === undefined ? undefined : state.participants[person];
  return participant?.standing === 'admitted' ? participant.role : null;
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
