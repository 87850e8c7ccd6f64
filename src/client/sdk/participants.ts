import type { participantTypes } from '../../shared/capabilities/people/kinds.ts';
import { shownName } from '../../shared/capabilities/people/names.ts';
import type { Participant, PeopleState } from '../../shared/capabilities/people/people-state.ts';
import type { Json } from '../../shared/capabilities/values/json.ts';

export type ParticipantType = (typeof participantTypes)[number];

/** A person, agent, computer or service of a session. */
export interface KnownParticipant {
  readonly id: string;
  /** Name under which everybody knows it: with a number where somebody before has the same. */
  readonly name: string;
  /** By its own word; those who say nothing are people. */
  readonly type: ParticipantType;
  /** Facts about itself, by its own word. */
  readonly metadata: { readonly [key: string]: Json };
  readonly role: Participant['role'];
  /** here: a window or program of it is connected. away: its standing is that of a member, and none is. */
  readonly status: 'here' | 'away' | 'asking' | 'out';
  /** Time at which it last said what it is, as it does when it joins; null where it never has. */
  readonly joinedMs: number | null;
  readonly lastSeenMs: number;
  readonly isMe: boolean;
}

/** Lists all participants, present and past, in the order in which they first came. */
export function participantsOf(state: PeopleState, me: string | null, nowMs: number): KnownParticipant[] {
  const here = new Set(
    Object.values(state.replicas).flatMap(({ connected, person, purpose }) =>
      connected && purpose !== 'disk' ? [person] : [],
    ),
  );
  return Object.values(state.participants).map((each) => {
    const { person, role, described, lastSeenMs, standing } = each;
    const isHere = here.has(person);
    const member = isHere ? 'here' : 'away';
    return {
      id: person,
      name: shownName(state, person) ?? each.name,
      type: described?.type ?? 'person',
      metadata: JSON.parse(described?.metadata ?? '{}') as { [key: string]: Json },
      role,
      status: standing === 'admitted' ? member : standing === 'asking' ? 'asking' : 'out',
      joinedMs: described?.sinceMs ?? null,
      lastSeenMs: isHere ? nowMs : lastSeenMs,
      isMe: person === me,
    };
  });
}
