import {
  type FileProposalsView,
  waitingFileProposals,
} from '../../../shared/capabilities/file-proposals/file-proposal-state.ts';
import { shownName } from '../../../shared/capabilities/people/names.ts';
import { replicaMay } from '../../../shared/capabilities/people/participants.ts';
import type { ProposalsView } from '../../../shared/capabilities/proposals/proposal-state.ts';
import { fileActWords, fileOfAct } from '../../ui/file-act-words.ts';

/** Edits of a file that wait to be judged, all those of one agent. */
export interface SuggestedRow {
  agent: string;
  /** Document that they are about. */
  ref: string;
  name: string;
  /** Path of the file, or title of the buffer. */
  file: string;
  edits: number;
  /** Those edits: parts of suggestions, so that none is judged which the row does not count. */
  drawn: readonly { proposal: string; parts: readonly number[] }[];
}

/**
 * Lists the suggestions that the person behind a replica may judge, by agent and document, the oldest first; none for
 * files that are gone.
 */
export function suggestedRows(state: ProposalsView, replica: string): SuggestedRow[] {
  if (!replicaMay(state, replica, 'edit')) return [];
  const rows = new Map<string, SuggestedRow>();
  for (const { id, agent, ref, parts } of Object.values(state.proposals).toSorted((a, b) => a.atMs - b.atMs)) {
    const open = parts.flatMap(({ judged }, index) => (judged === null ? [index] : []));
    if (open.length === 0) continue;
    const { path = null, title = '', deleted = true } = state.documents[ref] ?? {};
    if (deleted) continue;
    const key = `${agent} ${ref}`;
    const known = rows.get(key);
    const row = { agent, ref, name: shownName(state, agent) ?? 'An agent', file: path ?? title };
    const drawn = [...(known?.drawn ?? []), { proposal: id, parts: open }];
    rows.set(key, { ...row, edits: open.length + (known?.edits ?? 0), drawn });
  }
  return [...rows.values()];
}

/** A new file, move or deletion that waits to be judged. */
export interface SuggestedFileRow extends Pick<SuggestedRow, 'name' | 'file' | 'drawn'> {
  proposal: string;
  /** Words for what is suggested, such as `a new file, a.txt`. */
  words: string;
}

/** Lists the suggested acts on files that the person behind a replica may judge, the oldest first. */
export function suggestedFileRows(state: FileProposalsView, replica: string): SuggestedFileRow[] {
  if (!replicaMay(state, replica, 'files.write')) return [];
  return waitingFileProposals(state).map(({ id, agent, act }) => ({
    proposal: id,
    name: shownName(state, agent) ?? 'An agent',
    file: fileOfAct(act),
    words: fileActWords(act),
    drawn: [{ proposal: id, parts: [] }],
  }));
}
