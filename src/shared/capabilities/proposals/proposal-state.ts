import type { DocumentsState } from '../documents/document-state.ts';
import type { PeopleState } from '../people/people-state.ts';
import type { PartVerdict, ProposedPart } from './kinds.ts';

/** Judgement of one part. */
export interface PartJudgement {
  judgement: string;
  person: string;
  verdict: PartVerdict;
  atMs: number;
}

/** A part of a proposal, and the judgement of it. */
export interface JudgedPart extends ProposedPart {
  judged: PartJudgement | null;
}

/** Edits of one document that an agent proposes. */
export interface Proposal {
  id: string;
  /** Its document. */
  ref: string;
  agent: string;
  title: string;
  turn?: string | undefined;
  call?: string | undefined;
  atMs: number;
  parts: readonly JudgedPart[];
  /** It has been done for a while: its verdicts are remembered, and its texts are not. */
  isBare?: true;
}

/** Proposals by id, the oldest first. */
export interface ProposalsState {
  proposals: Readonly<Record<string, Proposal>>;
}

/** Slices that proposals depend on, their own among them. */
export type ProposalsView = ProposalsState & DocumentsState & PeopleState;

export const noProposals: ProposalsState = { proposals: {} };

/** Says whether a part of a proposal waits for a judgement. */
export function isOpen({ parts }: Proposal): boolean {
  return parts.some(({ judged }) => judged === null);
}
