import { capability, on } from '../../core/capability.ts';
import { sharingKinds } from './kinds.ts';
import { sharingMethods } from './methods.ts';
import { notShared, type SharingState } from './sharing-state.ts';

/** The door for guests. */
export const sharing = capability({
  name: 'sharing',
  kinds: sharingKinds,
  methods: sharingMethods,
  narrowing: { open: true },
  slice: notShared,
  reducers: [
    on(sharingKinds, {
      'sharing.opened': (state: SharingState, { body }) => ({ ...state, sharing: body, ended: false }),
      'sharing.closed': (state: SharingState) => ({ ...state, sharing: null }),
      'session.ended': (state: SharingState) => ({ ...state, sharing: null, ended: true }),
    }),
  ],
});
