import type { Asking } from '../../core/asking.ts';
import { EnsembleError } from '../../core/errors.ts';
import { isConnected, may } from '../people/participants.ts';
import { type AgentBody, agentKinds, mostQueued } from './kinds.ts';
import { type AgentsView, agentOfPrompt } from './reducers.ts';

const refuse = (words: string) => new EnsembleError('not-permitted', words);

/** Kinds that an agent says of itself. */
const ofAgents: readonly string[] = [
  'agent.opened',
  'agent.intended',
  'agent.began',
  'agent.ended',
  'agent.planned',
  'agent.said',
];

/** Says whether a person decides about an agent: as its owner, or by letting people in. */
export function decidesAbout(state: AgentsView, person: string, agent: string): boolean {
  return state.participants[agent]?.agentOf === person || may(state, person, 'admit');
}

/** Reason for which something may not be said of an agent's work. */
export function objectionToAgents(state: AgentsView, { person, saying }: Asking): EnsembleError | null {
  const { kind, ref, body } = saying;
  if (!Object.hasOwn(agentKinds, kind)) return null;
  const isAgent = state.participants[person]?.agentOf !== undefined;
  if (ofAgents.includes(kind))
    return isAgent ? objectionToOwnWork(state, person, kind, ref) : refuse('Only an agent says this, of itself.');
  if (isAgent) return refuse('An agent prompts and stops nobody.');
  if (kind === 'agent.prompted') return objectionToPrompt(state, body as AgentBody<'agent.prompted'>);
  if (kind === 'agent.unprompted') return objectionToTakingBack(state, person, body as AgentBody<'agent.unprompted'>);
  return objectionToStopping(state, person, body as AgentBody<'agent.stopped'>);
}

function objectionToOwnWork(state: AgentsView, agent: string, kind: string, ref: string | null): EnsembleError | null {
  const known = state.agents[agent]?.transcript ?? null;
  if (kind === 'agent.opened') {
    // Any other ref may be, or have been, that of a text, a terminal or another agent, whose past would be told with it.
    if (ref === agent) return null;
    return new EnsembleError('bad-request', 'The ref of an agent’s transcript is the id of the agent itself.');
  }
  if (kind !== 'agent.said' || (ref !== null && ref === known)) return null;
  return new EnsembleError('not-found', 'An agent says this in its own transcript only: open one first.');
}

/** Says whether a ref is an agent's transcript. */
export function isTranscript({ agents }: Pick<AgentsView, 'agents'>, ref: string): boolean {
  return Object.values(agents).some(({ transcript }) => transcript === ref);
}

function objectionToPrompt(state: AgentsView, { agent, prompt }: AgentBody<'agent.prompted'>): EnsembleError | null {
  const one = state.participants[agent];
  const work = state.agents[agent];
  if (one?.agentOf === undefined || work?.takesPrompts !== true || !isConnected(state, agent))
    return new EnsembleError('not-found', 'No agent that takes prompts is meant: it may have gone.');
  if (agentOfPrompt(state, prompt) !== null) return new EnsembleError('exists', 'A prompt with this id waits already.');
  const isFull = work.queue.length >= mostQueued;
  return isFull ? new EnsembleError('too-fast', 'So many prompts wait for this agent: take one back, or wait.') : null;
}

function objectionToTakingBack(
  state: AgentsView,
  person: string,
  { prompt }: AgentBody<'agent.unprompted'>,
): EnsembleError | null {
  const agent = agentOfPrompt(state, prompt);
  if (agent === null) return new EnsembleError('not-found', 'This prompt does not wait any more.');
  const isOwn = state.agents[agent]!.queue.some((each) => each.prompt === prompt && each.person === person);
  return isOwn || decidesAbout(state, person, agent) ? null : refuse('This prompt is somebody else’s.');
}

function objectionToStopping(
  state: AgentsView,
  person: string,
  { agent, turn }: AgentBody<'agent.stopped'>,
): EnsembleError | null {
  if (state.agents[agent]?.turn?.turn !== turn) return new EnsembleError('not-found', 'This turn is over already.');
  const isOwn = state.agents[agent]?.turn?.person === person;
  return isOwn || decidesAbout(state, person, agent)
    ? null
    : refuse('An agent is stopped by the person who has prompted it, its owner, or an owner of the session.');
}
