import {
  type FileProposal,
  type FileProposalsView,
  waitingFileProposals,
} from '../../../shared/capabilities/file-proposals/file-proposal-state.ts';
import { shownName } from '../../../shared/capabilities/people/names.ts';
import { fileActWords, fileOfAct } from '../../ui/file-act-words.ts';

/** A new file, move or deletion that an agent suggests, as the view shows it. */
export interface SuggestedFile {
  proposal: FileProposal;
  name: string;
  file: string;
  /** Words for what is suggested, such as `a new file, a.txt`. */
  words: string;
  lines: number;
  /** Reason for which it cannot be done, as far as the host has told; null for none. */
  obstacle: string | null;
}

/** Counts the lines of a text, without what stands behind its last break where that is nothing. */
function linesIn(text: string): number {
  return text.split('\n').length - (text === '' || text.endsWith('\n') ? 1 : 0);
}

/** Lists the new files, moves and deletions that wait, the oldest first; `obstacles` are in words, by proposal. */
export function suggestedFiles(
  state: FileProposalsView,
  obstacles: ReadonlyMap<string, string | null> = new Map(),
): SuggestedFile[] {
  return waitingFileProposals(state).map((proposal) => {
    const { agent, act } = proposal;
    return {
      proposal,
      name: shownName(state, agent) ?? 'An agent',
      file: fileOfAct(act),
      words: fileActWords(act),
      obstacle: obstacles.get(proposal.id) ?? null,
      lines: act.is === 'create' ? linesIn(act.text) : 0,
    };
  });
}
