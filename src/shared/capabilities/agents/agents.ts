import { capability, on } from '../../core/capability.ts';
import { peopleKinds } from '../people/kinds.ts';
import { sharingKinds } from '../sharing/kinds.ts';
import { noAgents } from './agent-state.ts';
import { agentKinds } from './kinds.ts';
import { agentMethods, agentStreams } from './methods.ts';
import { isTranscript, objectionToAgents } from './objections.ts';
import * as reducers from './reducers.ts';
import { transcriptCheckpointer } from './transcript.ts';

/** Agents that work in the session for one of its people, who is their owner. */
export const agents = capability({
  name: 'agents',
  kinds: agentKinds,
  methods: agentMethods,
  streams: agentStreams,
  slice: noAgents,
  reducers: [
    on(agentKinds, {
      'agent.opened': reducers.opened,
      'agent.intended': reducers.intended,
      'agent.prompted': reducers.prompted,
      'agent.unprompted': reducers.unprompted,
      'agent.began': reducers.began,
      'agent.stopped': reducers.stopped,
      'agent.ended': reducers.ended,
      'agent.planned': reducers.planned,
    }),
    on(peopleKinds, {
      'participant.left': reducers.withoutGone,
      'participant.removed': reducers.withoutGone,
    }),
    on(sharingKinds, {
      'session.ended': reducers.withoutGone,
    }),
  ],
  objection: objectionToAgents,
  objectionToHearing: (state: reducers.AgentsView, _person, ref) => (isTranscript(state, ref) ? null : undefined),
  checkpointer: transcriptCheckpointer,
});
