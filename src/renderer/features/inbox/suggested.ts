import { shownName } from '../../../shared/capabilities/people/names.ts';
import { replicaMay } from '../../../shared/capabilities/people/participants.ts';
import type { ProposalsView } from '../../../shared/capabilities/proposals/proposal-state.ts';

/** Edits of a file that wait to be judged, all those of one agent. */
export interface SuggestedRow {
  agent: string;
  /** Document that they are about. */
  ref: string;
  name: string;
  /** Path of the file, or title of the buffer. */
  file: string;
  edits: number;
}

/** Lists the suggestions that the person behind a replica may judge, by agent and document, the oldest first. */
export function suggestedRows(state: ProposalsView, replica: string): SuggestedRow[] {
  if (!replicaMay(state, replica, 'edit')) return [];
  const rows = new Map<string, SuggestedRow>();
  for (const { agent, ref, parts } of Object.values(state.proposals).toSorted((a, b) => a.atMs - b.atMs)) {
    const edits = parts.filter(({ judged }) => judged === null).length;
    if (edits === 0) continue;
    const { path = null, title = '' } = state.documents[ref] ?? {};
    const key = `${agent} ${ref}`;
    const known = rows.get(key);
    const row = { agent, ref, name: shownName(state, agent) ?? 'An agent', file: path ?? title };
    rows.set(key, { ...row, edits: edits + (known?.edits ?? 0) });
  }
  return [...rows.values()];
}
