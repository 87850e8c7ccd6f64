import type { Asking } from '../../core/asking.ts';
import { capability, on } from '../../core/capability.ts';
import { EnsembleError } from '../../core/errors.ts';
import type { PeopleState } from '../people/people-state.ts';
import { type HostingState, noHost } from './hosting-state.ts';
import { hostingKinds } from './kinds.ts';
import { hostingMethods } from './methods.ts';

/** The host of a folder: the one voice about its disk, one term after another. */
export const hosting = capability({
  name: 'hosting',
  kinds: hostingKinds,
  methods: hostingMethods,
  narrowing: { open: true },
  slice: noHost,
  reducers: [
    on(hostingKinds, {
      'host.claimed': (state: HostingState & PeopleState, { body, by }) => {
        const { term, folder, carries } = body;
        if (state.host && term <= state.host.term) return state;
        const person = state.replicas[by]?.person ?? '';
        return { ...state, host: { term, folder, replica: by, person, ...(carries ? { carries } : {}) } };
      },
    }),
  ],
  objection: objectionToTerm,
});

function objectionToTerm({ host }: HostingState, { person, saying, kind }: Asking): EnsembleError | null {
  const { body } = saying;
  if (saying.kind === 'host.claimed')
    return (body?.term as number) > (host?.term ?? 0)
      ? null
      : new EnsembleError('stale-term', 'Another host has taken over meanwhile.');
  const isOfTerm = body === undefined || body?.term === host?.term;
  if (!kind.hostOnly || (host !== null && person === host.person && isOfTerm)) return null;
  return new EnsembleError('stale-term', 'Only the present host may say this; another host has taken over meanwhile.');
}
