import { capability, on } from '../../core/capability.ts';
import { type GitState, gitUnknown } from './git-state.ts';
import { gitKinds } from './kinds.ts';
import { gitMethods, gitStreams } from './methods.ts';

/** Git: the status of the folder's repositories, and people's acts on them. */
export const git = capability({
  name: 'git',
  kinds: gitKinds,
  methods: gitMethods,
  streams: gitStreams,
  slice: gitUnknown,
  reducers: [
    on(gitKinds, {
      'git.status': (state: GitState, { body: { repositories, problem, isPart } }) => ({
        ...state,
        git: { repositories, problem, ...(isPart ? { isPart } : {}) },
      }),
    }),
  ],
});
