import type { HostingState } from '../hosting/hosting-state.ts';
import type { PeopleState } from '../people/people-state.ts';
import type { TerminalsState } from '../terminals/terminal-state.ts';
import type { ApprovalBody } from './kinds.ts';

type Asked = ApprovalBody<'approval.asked'>;

/** A question that waits for somebody, and what became of it. */
export interface Approval {
  id: string;
  /** Participant who would like something to be done. */
  asker: string;
  /** Thing for which the host asks on their behalf; missing where an agent asks for itself. */
  wish?: NonNullable<Asked['wish']>;
  title: string;
  detail: string;
  choices: Asked['choices'];
  sinceMs: number;
  untilMs: number;
  /** The choice that was made, and by whom; null for none, since nobody has answered in time. Absent while it waits. */
  answer?: { choice: string | null; person: string | null; atMs: number };
}

export interface ApprovalsSlice {
  approvals: Record<string, Approval>;
}

export const noApprovals: ApprovalsSlice = { approvals: {} };

export type ApprovalsView = ApprovalsSlice & PeopleState & HostingState & TerminalsState;

/** Questions that wait, the oldest first. */
export function waiting({ approvals }: ApprovalsSlice): Approval[] {
  return Object.values(approvals).filter(({ answer }) => answer === undefined);
}

/** Questions that were answered, by somebody or by nobody, the newest first. */
export function answeredLast({ approvals }: ApprovalsSlice): Approval[] {
  const all = Object.values(approvals).filter(({ answer }) => answer !== undefined);
  return all.toSorted((one, other) => other.answer!.atMs - one.answer!.atMs);
}
