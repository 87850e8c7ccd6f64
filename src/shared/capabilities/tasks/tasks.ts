import { capability, on } from '../../core/capability.ts';
import { sliceFrom } from '../../core/sight.ts';
import type { DocumentsState } from '../documents/document-state.ts';
import { documentKinds } from '../documents/kinds.ts';
import { followingHolders } from '../locks/holdings.ts';
import {
  type ClaimsView,
  claimed,
  presenceChanged,
  pruned,
  released,
  rightsChanged,
  sealed,
  stolen,
} from './claims.ts';
import { taskKinds } from './kinds.ts';
import { type ClaimsSlice, noClaims } from './task-state.ts';

/** Tasks are files of the folder; the session says who has which now. */
export const tasks = capability({
  name: 'tasks',
  kinds: taskKinds,
  slice: noClaims,
  reducers: [
    on(taskKinds, {
      'task.claimed': (state: ClaimsView, told) => claimed(state, told.body, told),
      'task.released': (state: ClaimsView, told) => (told.body ? released(state, told) : state),
      'task.stolen': (state: ClaimsView, told) => stolen(state, told.body, told),
    }),
    followingHolders({ rightsChanged, presenceChanged }),
    on(documentKinds, {
      'doc.sealed': (state: ClaimsView, { ref, body }) => (ref === null || !body ? state : sealed(state, ref)),
    }),
  ],
  settle: pruned,
  narrowing: {
    slices: {
      claims: sliceFrom<ClaimsSlice & DocumentsState>(['claims', 'documents'], ({ claims }, sight) => ({
        held: Object.fromEntries(Object.entries(claims.held).filter(([ref]) => sight.seesDocument(ref))),
        stolen: claims.stolen.filter(({ ref }) => sight.seesDocument(ref)),
      })),
    },
  },
});
