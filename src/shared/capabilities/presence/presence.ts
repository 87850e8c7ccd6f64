import { capability, on } from '../../core/capability.ts';
import { documentKinds } from '../documents/kinds.ts';
import type { PeopleState } from '../people/people-state.ts';
import { activityChanged, documentSealed, focused } from './focus.ts';
import { type GatheringState, noGathering } from './gathering.ts';
import { presenceKinds } from './kinds.ts';
import { narrowing } from './narrowing.ts';

/** Places and activities of people, as they are now. */
export const presence = capability({
  name: 'presence',
  kinds: presenceKinds,
  slice: noGathering,
  narrowing,
  reducers: [
    on(presenceKinds, {
      'presence.focused': (state: PeopleState, { by, ref, body }) => focused(state, by, ref, body),
      'presence.changed': (state: PeopleState, { by, body }) => activityChanged(state, by, body),
      'people.gathered': (state: GatheringState, { seq, by, body: { path, line } }) => ({
        ...state,
        gathering: { seq, by, path, line },
      }),
      'people.dispersed': (state: GatheringState, { body: { seq } }) =>
        state.gathering?.seq === seq ? { ...state, gathering: null } : state,
    }),
    on(documentKinds, {
      'doc.sealed': (state: PeopleState, { ref, body }) => (ref === null || !body ? state : documentSealed(state, ref)),
    }),
  ],
});
