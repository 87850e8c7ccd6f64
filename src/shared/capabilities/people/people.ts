import { capability, on } from '../../core/capability.ts';
import { withKey } from '../../core/record.ts';
import { type Content, sliceFrom } from '../../core/sight.ts';
import { sharingKinds } from '../sharing/kinds.ts';
import { paused, restrained } from './agents.ts';
import { type PeopleBody, peopleKinds } from './kinds.ts';
import * as lecture from './lecture.ts';
import { objectionToPeople } from './objections.ts';
import * as participants from './participants.ts';
import { noPeople, type PeopleState } from './people-state.ts';
import * as rotation from './rotation.ts';

/** Changes rights of a person, and with them who has the floor, or the keyboard. */
function rightsChanged(state: PeopleState, body: PeopleBody<'rights.changed'>, at: number): PeopleState {
  const { person, grants } = body;
  const changed = participants.rightsChanged(lecture.floorChanged(state, person, grants.edit === true), body);
  if (!changed.lecture?.rotation) return changed;
  return rotation.withNavigator(lecture.leaderChanged(changed, person, at), person);
}

/** Leaves out where others may look, which names what they see, and when that has changed. */
function withoutOthersPaths(all: PeopleState['participants'], person: string): PeopleState['participants'] {
  const others = Object.values(all).filter((each) => each.pathsSeq !== undefined && each.person !== person);
  return others.reduce((rest, { paths: _, pathsSeq: __, ...other }) => withKey(rest, other.person, other), all);
}

/** Members of a session, their roles, and their windows. */
export const people = capability({
  name: 'people',
  kinds: peopleKinds,
  slice: noPeople,
  reducers: [
    on(peopleKinds, {
      'participant.requested': (state: PeopleState, { body, at }) => participants.requested(state, body, at),
      'participant.withdrawn': (state: PeopleState, { body }) => participants.withdrawn(state, body),
      'participant.admitted': (state: PeopleState, { body, at }) => participants.admitted(state, body, at),
      'participant.denied': (state: PeopleState, { body }) => participants.denied(state, body),
      'participant.joined': (state: PeopleState, { body, at }) =>
        rotation.withNavigator(
          lecture.leaderChanged(participants.joined(state, body, at), body.person, at),
          body.person,
        ),
      'participant.left': (state: PeopleState, { body, at }) =>
        lecture.leaderChanged(participants.left(state, body, at), body.person, at),
      'participant.removed': (state: PeopleState, { body, at }) =>
        lecture.leaderChanged(participants.removed(state, body), body.person, at),
      'participant.renamed': (state: PeopleState, { body, by }) => participants.renamed(state, by, body),
      'participant.described': (state: PeopleState, { body, by, at }) => participants.described(state, by, body, at),
      'role.changed': (state: PeopleState, { body, at, seq }) =>
        rotation.withNavigator(
          lecture.leaderChanged(participants.roleChanged(state, body, seq), body.person, at),
          body.person,
        ),
      'rights.changed': (state: PeopleState, { body, at }) => rightsChanged(state, body, at),
      'paths.limited': (state: PeopleState, { body, seq }) => participants.pathsLimited(state, body, seq),
      'lecture.started': (state: PeopleState, { by }) => lecture.lectureStarted(state, by),
      'lecture.ended': (state: PeopleState) => lecture.ended(state),
      'rotation.started': (state: PeopleState, { body, at }) => rotation.started(state, body.order, body.minutes, at),
      'rotation.passed': (state: PeopleState, { body, at }) => rotation.passed(state, body.turn, body.to, at),
      'right.asked': (state: PeopleState, { by, body }) => participants.rightAsked(state, by, body),
      'agent.paused': (state: PeopleState, { body }) => paused(state, body),
      'agent.restrained': (state: PeopleState, { body }) => restrained(state, body),
      'right.declined': (state: PeopleState, { body }) => participants.rightDeclined(state, body),
    }),
    on(sharingKinds, {
      'session.ended': (state: PeopleState, { body }) => (body.dismisses ? participants.dismissed(state) : state),
    }),
  ],
  settle: lecture.lectureSettled,
  objection: objectionToPeople,
  narrowing: {
    open: true,
    told: {
      'paths.limited': (content: Content<PeopleBody<'paths.limited'>>, { person }) =>
        content.body.person === person ? content : null,
    },
    slices: {
      participants: sliceFrom<PeopleState>(['participants'], ({ participants }, { person }) =>
        withoutOthersPaths(participants, person),
      ),
    },
  },
  endsHearing: [
    'role.changed',
    'rights.changed',
    'paths.limited',
    'lecture.started',
    'rotation.started',
    'rotation.passed',
    'agent.paused',
    'participant.removed',
    'participant.denied',
    'session.ended',
  ],
});
