import { capability, on } from '../../core/capability.ts';
import { peopleKinds } from './kinds.ts';
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
      'participant.joined': (state: PeopleState, { body, at }) => participants.joined(state, body, at),
      'participant.left': (state: PeopleState, { body, at }) => participants.left(state, body, at),
      'participant.removed': (state: PeopleState, { body }) => participants.removed(state, body),
      'participant.renamed': (state: PeopleState, { body, by }) => participants.renamed(state, by, body),
      'role.changed': (state: PeopleState, { body }) => participants.roleChanged(state, body),
      'rights.changed': (state: PeopleState, { body }) => participants.rightsChanged(state, body),
      'right.asked': (state: PeopleState, { by, body }) => participants.rightAsked(state, by, body),
      'right.declined': (state: PeopleState, { body }) => participants.rightDeclined(state, body),
    }),
  ],
  objection: objectionToPeople,
  endsHearing: ['role.changed', 'rights.changed', 'participant.removed', 'participant.denied'],
});
