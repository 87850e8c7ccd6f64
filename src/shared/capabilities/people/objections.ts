import type { Asking } from '../../core/asking.ts';
import { EnsembleError } from '../../core/errors.ts';
import { type Grants, grantable, isWithinRole, mayDo, type Right, type Role, roleRights } from '../../core/rights.ts';
import { holds, pathsOf } from './agents.ts';
import type { PeopleBody } from './kinds.ts';
import { isActing, rests, whyResting } from './lecture.ts';
import { shownName } from './names.ts';
import { may, mostAsks } from './participants.ts';
import type { Participant, PeopleState } from './people-state.ts';
import { mayDrive } from './rotation.ts';

const aboutPeople: readonly string[] = [
  'participant.admitted',
  'participant.denied',
  'participant.removed',
  'role.changed',
  'rights.changed',
  'paths.limited',
  'right.declined',
];

const refuse = (words: string) => new EnsembleError('not-permitted', words);

/**
 * Reason for which a role may not be changed. Any owner may make another, who may then host; an owner's place is
 * changed by the present host only, whose own is fixed.
 */
export function objectionToPeople(
  state: PeopleState & { host: { person: string } | null },
  { person, replica, saying: { kind, body }, kind: { right } }: Asking,
): EnsembleError | null {
  const { participants, host, lecture } = state;
  if (right !== 'server' && rests(state, person, right) && isActing(state, replica))
    return refuse(whyResting(state, person, right));
  if (kind === 'rotation.started') return objectionToRotation(state, body as PeopleBody<'rotation.started'>);
  if (kind === 'rotation.passed')
    return objectionToPassing(state, participants[person]!, body as PeopleBody<'rotation.passed'>);
  if (kind === 'lecture.started' && lecture?.rotation) return refuse('There is a mob session: end it first.');
  if (kind === 'lecture.started' && lecture && lecture.person !== person)
    return refuse(`${shownName(state, lecture.person)} is lecturing already.`);
  if (kind === 'right.asked')
    return objectionToAsking(state, participants[person]!, body as PeopleBody<'right.asked'> | null);
  if (kind === 'agent.paused') return objectionToPausing(state, person, body as PeopleBody<'agent.paused'>);
  if (kind === 'agent.restrained') return objectionToRestraining(state, person, body as PeopleBody<'agent.restrained'>);
  if (!aboutPeople.includes(kind)) return null;
  const target = participants[body?.person as string];
  if (!target) return new EnsembleError('not-found', 'Nobody of this session is meant.');
  if (kind === 'right.declined') return null;
  if (body?.agentOf !== undefined) return refuse('Only the session server lets agents in, by an invite of their own.');
  if (body?.role === 'owner' && target.agentOf !== undefined) return refuse('An agent cannot own a session.');
  if (kind === 'rights.changed') return objectionToGrants(participants[person]!, target, body?.grants as Grants, host);
  if (kind === 'paths.limited') {
    const isFree = target.role === 'owner' || target.person === host?.person;
    return isFree ? refuse('An owner sees the whole folder: give them another role.') : null;
  }
  if (body?.role === 'owner' && (kind !== 'role.changed' || target.standing !== 'admitted'))
    return refuse('Only members of the session can be made owners.');
  if (kind === 'participant.denied' && target.standing === 'admitted')
    return refuse('A member of the session can be removed, not denied.');
  // All other kinds about people need the right to admit.
  if (!holds(state, participants[person]!, 'admit'))
    return objectionToAnswer(state, participants[person]!, target, body!);
  if (target.role !== 'owner' || target.standing !== 'admitted') return null;
  if (target.person === host?.person) return refuse("The host's place cannot be changed.");
  return person === host?.person ? null : refuse("An owner's place can be changed by the host only.");
}

/** Reason for which somebody may not pause agents, or let them go on. */
function objectionToPausing(
  { participants }: PeopleState,
  by: string,
  { person }: PeopleBody<'agent.paused'>,
): EnsembleError | null {
  const one = person === null ? null : participants[person];
  if (one === undefined || (one !== null && one.agentOf === undefined))
    return new EnsembleError('not-found', 'No agent of this session is meant.');
  if (participants[by]?.agentOf !== undefined) return refuse('An agent pauses nobody.');
  const mayAll = mayDo(participants[by]!, 'admit');
  return mayAll || one?.agentOf === by ? null : refuse('Only its owner, or an owner of the session, can do this.');
}

/**
 * Reason for which somebody may not have an agent suggest its edits, or make them. Whoever may prompt it may hold it
 * back; what its owner would answer for, its owner lets it do.
 */
function objectionToRestraining(
  state: PeopleState,
  by: string,
  { agent, suggests }: PeopleBody<'agent.restrained'>,
): EnsembleError | null {
  const { participants } = state;
  if (participants[agent]?.agentOf === undefined)
    return new EnsembleError('not-found', 'No agent of this session is meant.');
  if (participants[by]?.agentOf !== undefined)
    return by === agent && suggests ? null : refuse('People decide whether an agent makes its edits.');
  const decides = participants[agent].agentOf === by || may(state, by, 'admit');
  if (decides || (suggests && may(state, by, 'run'))) return null;
  return refuse('Only its owner, or an owner of the session, can do this.');
}

/** Reason for which a mob session may not begin. */
function objectionToRotation(state: PeopleState, { order }: PeopleBody<'rotation.started'>): EnsembleError | null {
  if (state.lecture && !state.lecture.rotation) return refuse('There is a lecture: end it first.');
  return order.some((person) => mayDrive(state, person)) ? null : refuse('Nobody of these is here and may edit.');
}

/** Reason for which somebody may not pass the keyboard. */
function objectionToPassing(
  state: PeopleState,
  one: Participant,
  { turn, to }: PeopleBody<'rotation.passed'>,
): EnsembleError | null {
  const { lecture } = state;
  // A turn that is over already: both its driver and the host may have passed the keyboard on.
  if (!lecture?.rotation || lecture.rotation.turn !== turn) return null;
  if (lecture.person !== one.person && !holds(state, one, 'admit')) return refuse('Its driver passes the keyboard on.');
  // Their turn would begin anew, and never end by time.
  if (to === lecture.person) return refuse('They have the keyboard already.');
  if (to === undefined || mayDrive(state, to)) return null;
  return refuse('They cannot take the keyboard: they are not here, or may not edit.');
}

/** Reason for which somebody may not ask for a right. */
function objectionToAsking(
  state: PeopleState,
  one: Participant,
  asking: PeopleBody<'right.asked'> | null | undefined,
): EnsembleError | null {
  if (!asking?.asks) return null;
  if (may(state, one.person, asking.right)) return new EnsembleError('bad-request', 'You may do that already.');
  const others = (one.asks ?? []).filter((other) => other !== asking.right);
  return others.length < mostAsks ? null : new EnsembleError('too-fast', 'You are asking for several rights already.');
}

/** Reason for which a person's rights may not be changed so. Nobody gives a right that they do not have. */
function objectionToGrants(
  giver: Participant,
  target: Participant,
  grants: Grants,
  host: { person: string } | null,
): EnsembleError | null {
  if (target.standing !== 'admitted') return refuse('Only members of the session have rights in it.');
  if (target.person === giver.person) return refuse('Nobody changes their own rights.');
  if (target.role === 'owner' || target.person === host?.person)
    return refuse("An owner's rights cannot be changed one by one: give them another role.");
  return objectionToGiving(grantable.find((right) => grants[right] && !mayDo(target, right) && !mayDo(giver, right)));
}

const objectionToGiving = (lacked: Right | undefined): EnsembleError | null =>
  lacked === undefined ? null : refuse(`You cannot give the right "${lacked}": you do not have it.`);

/**
 * Reason for which somebody without the right to admit may not answer a request to join; a refusal has no role. They
 * answer first requests only, and give neither more than they have nor more than was asked for.
 */
export function objectionToAnswer(
  state: PeopleState,
  by: Participant,
  target: Participant,
  { role, name }: { role?: Role; name?: string },
): EnsembleError | null {
  const isFirst = target.standing === 'asking' && target.removedMs === undefined;
  const isAsAsked = role === undefined || (name === target.name && isWithinRole(role, target.role));
  // A person limited to a part would let in people who see the whole.
  if (!isFirst || !isAsAsked || pathsOf(state, by.person) !== null)
    return refuse('An owner can do this: you answer first requests, as they were asked.');
  return role === undefined ? null : objectionToGiving([...roleRights[role]].find((right) => !holds(state, by, right)));
}
