import type { AgentBody } from './kinds.ts';

/** A prompt that waits. */
export interface Prompt {
  prompt: string;
  person: string;
  text: string;
  atMs: number;
}

/** Turn of an agent. */
export interface Turn {
  turn: string;
  /** Prompt that it is for; null for a turn of its own. */
  prompt: string | null;
  /** The person who has asked for it, and the beginning of their words; null for a turn of its own. */
  person: string | null;
  words: string;
  sinceMs: number;
  isStopping: boolean;
}

/** Work of one agent, while it is here. */
export interface AgentWork {
  /** Ref of its transcript; null where it tells none. */
  transcript: string | null;
  /** False for one that works by itself. */
  takesPrompts: boolean;
  intent: string | null;
  turn: Turn | null;
  ended: {
    turn: string;
    prompt: string | null;
    reason: AgentBody<'agent.ended'>['reason'];
    words: string;
    atMs: number;
    task?: string;
  } | null;
  plan: AgentBody<'agent.planned'>['steps'];
  queue: readonly Prompt[];
}

/** Agents by their person, as far as they have told of their work. */
export interface AgentsSlice {
  agents: Record<string, AgentWork>;
}

/** Lists the agents that are in a turn. */
export function agentsAtWork({ agents }: AgentsSlice): string[] {
  return Object.entries(agents).flatMap(([agent, { turn }]) => (turn === null ? [] : [agent]));
}

export const noAgents: AgentsSlice = { agents: {} };
