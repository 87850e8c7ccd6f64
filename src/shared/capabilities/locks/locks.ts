import { capability, on, type Told } from '../../core/capability.ts';
import { documentKinds } from '../documents/kinds.ts';
import { peopleKinds } from '../people/kinds.ts';
import {
  acquired,
  type LocksView,
  presenceChanged,
  pruned,
  released,
  rightsChanged,
  sealed,
  stolen,
} from './held-locks.ts';
import { lockKinds } from './kinds.ts';
import { noLocks } from './lock-state.ts';
import { lockMethods } from './methods.ts';
import { narrowing } from './narrowing.ts';
import { objectionToAgent } from './objections.ts';

/** Adapts locks to changed rights of their holder. */
function withRights(state: LocksView, { body: { person } }: Told<{ person: string }>): LocksView {
  return rightsChanged(state, person);
}

/** Adapts locks to a window of their holder that has come or gone. */
function withPresence(state: LocksView, { at, body: { person } }: Told<{ person: string }>): LocksView {
  return rightsChanged(presenceChanged(state, person, at), person);
}

/** Advisory locks on files and on sections of them. */
export const locks = capability({
  name: 'locks',
  kinds: lockKinds,
  methods: lockMethods,
  slice: noLocks,
  reducers: [
    on(lockKinds, {
      'lock.acquired': (state: LocksView, told) => acquired(state, told.ref, told.body, told),
      'lock.released': (state: LocksView, told) => released(state, told.body, told),
      'lock.stolen': (state: LocksView, told) => stolen(state, told.body, told),
    }),
    on(peopleKinds, {
      'participant.admitted': withRights,
      'participant.joined': withPresence,
      'participant.left': withPresence,
      'participant.removed': withRights,
      'role.changed': withRights,
      'rights.changed': withRights,
    }),
    on(documentKinds, {
      'doc.sealed': (state: LocksView, { ref, body }) => (ref === null || !body ? state : sealed(state, ref)),
    }),
  ],
  settle: pruned,
  objection: objectionToAgent,
  narrowing,
});
