import { capability, on, type Told } from '../../core/capability.ts';
import type { HostingState } from '../hosting/hosting-state.ts';
import { hostingKinds } from '../hosting/kinds.ts';
import { peopleKinds } from '../people/kinds.ts';
import { terminalKinds } from './kinds.ts';
import { terminalMethods, terminalStreams } from './methods.ts';
import { objectionToHearing, objectionToTerminal } from './objections.ts';
import * as reducers from './reducers.ts';
import { screenCheckpointer } from './screen-checkpointer.ts';
import { noTerminals, type TerminalsState } from './terminal-state.ts';

type State = TerminalsState & HostingState;

/** Leaves out entries that name no terminal. */
function about<Body>(reduce: (state: State, ref: string, told: Told<Body>) => TerminalsState) {
  return (state: State, told: Told<Body>) => (told.ref === null ? state : reduce(state, told.ref, told));
}

/** Terminals of the host that others see, and type into where they may. */
export const terminals = capability({
  name: 'terminals',
  kinds: terminalKinds,
  methods: terminalMethods,
  streams: terminalStreams,
  slice: noTerminals,
  reducers: [
    on(terminalKinds, {
      'terminal.opened': about((state, ref, { body }) => reducers.opened(state, ref, body)),
      'terminal.resized': about((state, ref, { body }) => reducers.resized(state, ref, body)),
      'terminal.renamed': about((state, ref, { body }) => reducers.renamed(state, ref, body)),
      'terminal.shared': about((state, ref, { body }) => reducers.shared(state, ref, body)),
      'terminal.logging': about((state, ref, { body }) => reducers.logging(state, ref, body)),
      'terminal.ended': about((state, ref, { body }) => (body ? reducers.ended(state, ref) : state)),
    }),
    on(hostingKinds, {
      'host.claimed': (state: State, { by, body }) => (body ? reducers.hostClaimed(state, by) : state),
    }),
    on(peopleKinds, {
      'participant.removed': (state: State, { body }) => reducers.personGone(state, body.person),
    }),
  ],
  objection: objectionToTerminal,
  objectionToHearing,
  endsHearing: ['terminal.shared', 'terminal.ended', 'host.claimed'],
  checkpointer: screenCheckpointer,
});
