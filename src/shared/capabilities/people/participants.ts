import { sizeOf, withKey, withoutKey } from '../../core/record.ts';
import type { Role } from '../../core/rights.ts';
import type { Participant, Replica, SessionState } from '../../session/state.ts';
import type { Body } from '../../session/table.ts';

const colors = 12;

function withParticipant(state: SessionState, person: string, change: Partial<Participant>): SessionState {
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

/** Somebody asks to be admitted. */
export function requested(state: SessionState, body: Body<'participant.requested'>, at: number): SessionState {
  return withParticipant(state, body.person, { name: body.name, role: body.role, standing: 'asking', lastSeenMs: at });
}

/** A person may join. */
export function admitted(state: SessionState, body: Body<'participant.admitted'>, at: number): SessionState {
  return withParticipant(state, body.person, {
    name: body.name,
    role: body.role,
    standing: 'admitted',
    lastSeenMs: at,
  });
}

/** A person who asked may not join. */
export function denied(state: SessionState, body: Body<'participant.denied'>): SessionState {
  return state.participants[body.person] ? withParticipant(state, body.person, { standing: 'denied' }) : state;
}

/** The person who asked is gone before an answer. */
export function withdrawn(state: SessionState, { person }: Body<'participant.withdrawn'>): SessionState {
  if (state.participants[person]?.standing !== 'asking') return state;
  return { ...state, participants: withoutKey(state.participants, person) };
}

/** The person behind a replica is called otherwise. */
export function renamed(state: SessionState, by: string, { name }: Body<'participant.renamed'>): SessionState {
  const person = state.replicas[by]?.person;
  return person !== undefined && state.participants[person] ? withParticipant(state, person, { name }) : state;
}

/** A person is sent out; their replicas leave with entries of their own. */
export function removed(state: SessionState, body: Body<'participant.removed'>): SessionState {
  if (!state.participants[body.person]) return state;
  return withParticipant(state, body.person, { standing: body.ban ? 'banned' : 'removed' });
}

/** A person's role changes. */
export function roleChanged(state: SessionState, body: Body<'role.changed'>): SessionState {
  return state.participants[body.person] ? withParticipant(state, body.person, { role: body.role }) : state;
}

/** A replica is connected, and bound to its person. */
export function joined(state: SessionState, body: Body<'participant.joined'>, at: number): SessionState {
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

/** A replica is gone. */
export function left(state: SessionState, body: Body<'participant.left'>, at: number): SessionState {
  const replica = state.replicas[body.replica];
  if (!replica) return state;
  const next = withParticipant(state, body.person, { lastSeenMs: at });
  const replicas = body.forget
    ? withoutKey(next.replicas, body.replica)
    : withKey(next.replicas, body.replica, { ...replica, connected: false, focus: null });
  return { ...next, replicas };
}

/** The role of the person behind a replica, or null when it is bound to nobody who may be here. */
export function roleOfReplica(state: SessionState, replica: string): Role | null {
  const person = state.replicas[replica]?.person;
  const participant = person === undefined ? undefined : state.participants[person];
  return participant?.standing === 'admitted' ? participant.role : null;
}

/** The people who are here now, in the order in which they first came. */
export function present(state: SessionState): Participant[] {
  const here = new Set(
    Object.values(state.replicas)
      .filter((replica) => replica.connected && replica.purpose !== 'disk')
      .map((replica) => replica.person),
  );
  return Object.values(state.participants).filter((participant) => here.has(participant.person));
}
