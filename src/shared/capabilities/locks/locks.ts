import { capability, on } from '../../core/capability.ts';
import { documentKinds } from '../documents/kinds.ts';
import { hostingKinds } from '../hosting/kinds.ts';
import {
  acquired,
  type LocksView,
  presenceChanged,
  pruned,
  released,
  rightsChanged,
  sealed,
  stolen,
  treeFreed,
  treeLeased,
} from './held-locks.ts';
import { followingHolders } from './holdings.ts';
import { lockKinds } from './kinds.ts';
import { noLocks } from './lock-state.ts';
import { lockMethods } from './methods.ts';
import { narrowing } from './narrowing.ts';
import { objectionTo } from './objections.ts';

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
      'tree.leased': (state: LocksView, { body, at }) => treeLeased(state, body, at),
      'tree.freed': treeFreed,
    }),
    followingHolders({ rightsChanged, presenceChanged }),
    on(hostingKinds, { 'host.claimed': treeFreed }),
    on(documentKinds, {
      'doc.sealed': (state: LocksView, { ref, body }) => (ref === null || !body ? state : sealed(state, ref)),
    }),
  ],
  settle: pruned,
  objection: objectionTo,
  narrowing,
});
