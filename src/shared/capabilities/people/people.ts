import { capability, on } from '../../core/capability.ts';
import { sharingKinds } from '../sharing/kinds.ts';
import { peopleKinds } from './kinds.ts';
import * as lecture from './lecture.ts';
import { objectionToPeople } from './objections.ts';
import * as participants from './participants.ts';
import { noPeople, type PeopleState } from './people-state.ts';

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
        lecture.leaderChanged(participants.joined(state, body, at), body.person, at),
      'participant.left': (state: PeopleState, { body, at }) =>
        lecture.leaderChanged(participants.left(state, body, at), body.person, at),
      'participant.removed': (state: PeopleState, { body, at }) =>
        lecture.leaderChanged(participants.removed(state, body), body.person, at),
      'participant.renamed': (state: PeopleState, { body, by }) => participants.renamed(state, by, body),
      'role.changed': (state: PeopleState, { body, at }) =>
        lecture.leaderChanged(participants.roleChanged(state, body), body.person, at),
      'rights.changed': (state: PeopleState, { body }) =>
        participants.rightsChanged(lecture.floorChanged(state, body.person, body.grants.edit === true), body),
      'lecture.started': (state: PeopleState, { by }) => lecture.lectureStarted(state, by),
      'lecture.ended': (state: PeopleState) => lecture.ended(state),
      'right.asked': (state: PeopleState, { by, body }) => participants.rightAsked(state, by, body),
      'right.declined': (state: PeopleState, { body }) => participants.rightDeclined(state, body),
    }),
    on(sharingKinds, {
      'session.ended': (state: PeopleState, { body }) => (body.dismisses ? participants.dismissed(state) : state),
    }),
  ],
  settle: lecture.lectureSettled,
  objection: objectionToPeople,
  endsHearing: [
    'role.changed',
    'rights.changed',
    'lecture.started',
    'participant.removed',
    'participant.denied',
    'session.ended',
  ],
});
