import type { Told } from '../../core/capability.ts';
import { withKey, withoutKey } from '../../core/record.ts';
import { isAgentIn } from '../people/agents.ts';
import { isConnected } from '../people/participants.ts';
import type { PeopleState } from '../people/people-state.ts';
import type { AgentsSlice, AgentWork } from './agent-state.ts';
import { type AgentBody, mostQueued } from './kinds.ts';

export type AgentsView = AgentsSlice & PeopleState;

/** Length of a prompt's beginning that stands for it in a turn. */
const shownLength = 200;

const idle: AgentWork = {
  transcript: null,
  takesPrompts: false,
  intent: null,
  turn: null,
  ended: null,
  plan: [],
  queue: [],
};

/** The agent behind a replica; null for a person. */
export function agentBehind({ replicas, participants }: PeopleState, replica: string): string | null {
  const person = replicas[replica]?.person;
  const one = person === undefined ? undefined : participants[person];
  return one?.agentOf !== undefined && one.standing === 'admitted' ? one.person : null;
}

function change(state: AgentsView, agent: string | null, by: (work: AgentWork) => Partial<AgentWork>): AgentsView {
  if (agent === null) return state;
  const old = state.agents[agent] ?? idle;
  return { ...state, agents: withKey(state.agents, agent, { ...old, ...by(old) }) };
}

export function opened(state: AgentsView, { by, ref, body }: Told<AgentBody<'agent.opened'>>): AgentsView {
  const { takesPrompts = true } = body;
  return ref === null ? state : change(state, agentBehind(state, by), () => ({ transcript: ref, takesPrompts }));
}

export function intended(state: AgentsView, { by, body }: Told<AgentBody<'agent.intended'>>): AgentsView {
  return change(state, agentBehind(state, by), () => ({ intent: body.intent }));
}

/** Adds a prompt behind those that wait; one too many is void. */
export function prompted(state: AgentsView, { by, at, body }: Told<AgentBody<'agent.prompted'>>): AgentsView {
  const { agent, prompt, text } = body;
  const person = state.replicas[by]?.person;
  if (person === undefined || state.participants[agent]?.agentOf === undefined) return state;
  const { queue } = state.agents[agent] ?? idle;
  if (queue.length >= mostQueued || agentOfPrompt(state, prompt) !== null) return state;
  return change(state, agent, () => ({ queue: [...queue, { prompt, person, text, atMs: at }] }));
}

/** The agent for which a prompt waits; null where none does. */
export function agentOfPrompt({ agents }: AgentsSlice, prompt: string): string | null {
  return Object.keys(agents).find((agent) => agents[agent]!.queue.some((each) => each.prompt === prompt)) ?? null;
}

const without = (work: AgentWork, prompt: string | null) => work.queue.filter((each) => each.prompt !== prompt);

export function unprompted(state: AgentsView, { body }: Told<AgentBody<'agent.unprompted'>>): AgentsView {
  return change(state, agentOfPrompt(state, body.prompt), (work) => ({ queue: without(work, body.prompt) }));
}

export function began(state: AgentsView, { by, at, body }: Told<AgentBody<'agent.began'>>): AgentsView {
  return change(state, agentBehind(state, by), (work) => {
    const asked = work.queue.find(({ prompt }) => prompt === body.prompt);
    const of = {
      prompt: asked?.prompt ?? null,
      person: asked?.person ?? null,
      words: asked?.text.slice(0, shownLength) ?? '',
    };
    const turn = { turn: body.turn, ...of, sinceMs: at, isStopping: false };
    return { turn, plan: [], queue: without(work, body.prompt) };
  });
}

export function stopped(state: AgentsView, { body }: Told<AgentBody<'agent.stopped'>>): AgentsView {
  const work = state.agents[body.agent];
  if (work?.turn?.turn !== body.turn) return state;
  return change(state, body.agent, () => ({ turn: { ...work.turn!, isStopping: true } }));
}

export function ended(state: AgentsView, { by, at, body }: Told<AgentBody<'agent.ended'>>): AgentsView {
  const agent = agentBehind(state, by);
  const { turn, reason, words = '', task } = body;
  const now = agent === null ? null : (state.agents[agent]?.turn ?? null);
  if (now?.turn !== turn) return state;
  const ended = { turn, prompt: now.prompt, reason, words, atMs: at, ...(task !== undefined && { task }) };
  return change(state, agent, () => ({ turn: null, intent: null, ended }));
}

export function planned(state: AgentsView, { by, body }: Told<AgentBody<'agent.planned'>>): AgentsView {
  return change(state, agentBehind(state, by), () => ({ plan: body.steps }));
}

/** Most agents that are away whose work is known. */
const mostAway = 20;

/**
 * Ends the work of agents that have gone. The transcript of one, and the prompts that wait for it, stay while it may
 * come back, and is among the last that were at work; those of one that was sent out do not.
 */
export function withoutGone(state: AgentsView): AgentsView {
  const away = Object.keys(state.agents).filter((agent) => !isConnected(state, agent));
  const endedMs = (agent: string) => state.agents[agent]!.ended?.atMs ?? 0;
  const kept = away
    .filter((agent) => isAgentIn(state, agent) && isKept(state.agents[agent]!))
    .toSorted((a, b) => endedMs(b) - endedMs(a) || (a < b ? -1 : 1))
    .slice(0, mostAway);
  let { agents } = state;
  for (const agent of away) {
    const { transcript, takesPrompts, queue, ended, turn, intent, plan } = agents[agent]!;
    if (!kept.includes(agent)) agents = withoutKey(agents, agent);
    else if (turn !== null || intent !== null || plan.length > 0)
      agents = withKey(agents, agent, { ...idle, transcript, takesPrompts, queue, ended });
  }
  return agents === state.agents ? state : { ...state, agents };
}

const isKept = ({ transcript, queue }: AgentWork) => transcript !== null || queue.length > 0;
