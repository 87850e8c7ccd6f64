import type { PeopleState } from '../people/people-state.ts';
import type { PartJudgement } from '../proposals/proposal-state.ts';
import type { FileAct, FileVerdict } from './kinds.ts';

/** Judgement of a proposed file act, with the replica that has said it. */
export interface FileJudgement extends Omit<PartJudgement, 'verdict'> {
  verdict: FileVerdict;
  by: string;
}

/** A new file, move or deletion that an agent proposes. */
export interface FileProposal {
  id: string;
  agent: string;
  title: string;
  act: FileAct;
  turn?: string | undefined;
  call?: string | undefined;
  atMs: number;
  judged: FileJudgement | null;
  /** A new file that was judged a while ago: its verdict is remembered, and its text is not. */
  isBare?: true;
}

/** Proposed file acts by id. */
export interface FileProposalsState {
  fileProposals: Readonly<Record<string, FileProposal>>;
}

/** Slices that these proposals depend on, their own among them. */
export type FileProposalsView = FileProposalsState & PeopleState;

export const noFileProposals: FileProposalsState = { fileProposals: {} };

/** Lists the proposed file acts that wait for a judgement, the oldest first. */
export function waitingFileProposals({ fileProposals }: FileProposalsState): FileProposal[] {
  return Object.values(fileProposals)
    .filter(({ judged }) => judged === null)
    .toSorted((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1));
}
