import { type AgentsSlice, agentsAtWork } from '../shared/capabilities/agents/agent-state.ts';
import { mostBeside } from '../shared/capabilities/documents/kinds.ts';
import type { Body } from '../shared/session/table.ts';

/**
 * Names in a disk's edit the agents that are in a turn meanwhile. Where it brings text of people's replicas, which the
 * disk had before the log, none is named: that is theirs.
 */
export function besideAgents(state: AgentsSlice, body: Body<'doc.updated'>): Body<'doc.updated'> {
  const beside = body.brought === undefined ? agentsAtWork(state).slice(0, mostBeside) : [];
  return beside.length === 0 ? body : { ...body, beside };
}
