import type { Json } from '../values/json.ts';
import type { participantTypes } from './kinds.ts';
import { shownName } from './names.ts';
import type { Participant, PeopleState, Replica } from './people-state.ts';

export type ParticipantType = (typeof participantTypes)[number];

/** A person, agent, computer or service of a session. */
export interface KnownParticipant {
  readonly id: string;
  /** Name under which everybody knows it: with a number where somebody before has the same. */
  readonly name: string;
  /** By its own word, but an agent that somebody brought is one; those who say nothing are people. */
  readonly type: ParticipantType;
  /** Facts about itself, by its own word. */
  readonly metadata: { readonly [key: string]: Json };
  /** Person whose agent it is, by whose rights its own are cut; null for all others. */
  readonly owner: string | null;
  readonly role: Participant['role'];
  /** here: a window or program of it is connected. away: its standing is that of a member, and none is. */
  readonly status: 'here' | 'away' | 'asking' | 'out';
  /** Activity of its liveliest window or program; null where none is here. */
  readonly activity: Replica['activity'] | null;
  /** Time at which it last said what it is, as it does when it joins; null where it never has. */
  readonly joinedMs: number | null;
  readonly lastSeenMs: number;
  readonly isMe: boolean;
}

/** Somebody who is busy in one window is not to be disturbed in any. */
const liveliestFirst: readonly Replica['activity'][] = ['busy', 'active', 'idle', 'away'];

/** Lists all participants, present and past, in the order in which they first came. */
export function participantsOf(state: PeopleState, me: string | null, nowMs: number): KnownParticipant[] {
  const here = new Map<string, Replica['activity']>();
  for (const { connected, person, purpose, activity } of Object.values(state.replicas)) {
    const other = here.get(person);
    const isLivelier = other === undefined || liveliestFirst.indexOf(activity) < liveliestFirst.indexOf(other);
    if (connected && purpose !== 'disk' && isLivelier) here.set(person, activity);
  }
  return Object.values(state.participants).map((each) => {
    const { person, role, described, lastSeenMs, standing, agentOf } = each;
    const isHere = here.has(person);
    const member = isHere ? 'here' : 'away';
    return {
      id: person,
      name: shownName(state, person) ?? each.name,
      type: agentOf === undefined ? (described?.type ?? 'person') : 'agent',
      owner: agentOf ?? null,
      metadata: JSON.parse(described?.metadata ?? '{}') as { [key: string]: Json },
      role,
      status: standing === 'admitted' ? member : standing === 'asking' ? 'asking' : 'out',
      activity: here.get(person) ?? null,
      joinedMs: described?.sinceMs ?? null,
      lastSeenMs: isHere ? nowMs : lastSeenMs,
      isMe: person === me,
    };
  });
}
