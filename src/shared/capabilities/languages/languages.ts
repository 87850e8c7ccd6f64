import { capability, on } from '../../core/capability.ts';
import type { HostingState } from '../hosting/hosting-state.ts';
import { hostingKinds } from '../hosting/kinds.ts';
import { languageKinds } from './kinds.ts';
import { type LanguagesState, noLanguages } from './language-state.ts';
import { languageMethods, languageStreams } from './methods.ts';
import * as reducers from './reducers.ts';

type State = LanguagesState & HostingState;

/** Languages: the host's language servers, and the problems that they find, the same for everybody. */
export const languages = capability({
  name: 'languages',
  kinds: languageKinds,
  methods: languageMethods,
  streams: languageStreams,
  slice: noLanguages,
  reducers: [
    on(languageKinds, {
      'languages.servers': (state: LanguagesState, { body }) => reducers.serversTold(state, body),
      'languages.problems': (state: LanguagesState, { body }) => reducers.problemsTold(state, body),
    }),
    on(hostingKinds, {
      'host.claimed': (state: State, { by, body }) => (body ? reducers.hostClaimed(state, by) : state),
    }),
  ],
});
