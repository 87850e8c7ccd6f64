import type { PeopleState } from '../people/people-state.ts';
import type { ApprovalBody } from './kinds.ts';

/** A question of an agent, and what became of it. */
export interface Approval {
  id: string;
  agent: string;
  title: string;
  detail: string;
  choices: ApprovalBody<'approval.asked'>['choices'];
  sinceMs: number;
  untilMs: number;
  /** The choice that was made, and by whom; null for none, since nobody has answered in time. Absent while it waits. */
  answer?: { choice: string | null; person: string | null; atMs: number };
}

export interface ApprovalsSlice {
  approvals: Record<string, Approval>;
}

export const noApprovals: ApprovalsSlice = { approvals: {} };

export type ApprovalsView = ApprovalsSlice & PeopleState;

/** Questions that wait, the oldest first. */
export function waiting({ approvals }: ApprovalsSlice): Approval[] {
  return Object.values(approvals).filter(({ answer }) => answer === undefined);
}
