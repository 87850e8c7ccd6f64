import type { Told } from '../../core/capability.ts';
import { withKey, withoutKey } from '../../core/record.ts';
import { holds } from '../people/agents.ts';
import { isConnected } from '../people/participants.ts';
import type { Approval, ApprovalsView } from './approval-state.ts';
import type { ApprovalBody } from './kinds.ts';

/** Most questions of one agent that wait, and most answered ones that are remembered; the log has all of them. */
const mostOfOne = 20;
const mostAnswered = 30;

export function asked(state: ApprovalsView, { by, at, body }: Told<ApprovalBody<'approval.asked'>>): ApprovalsView {
  const { approval: id, title, detail, choices, waitMs } = body;
  const agent = state.replicas[by]?.person;
  if (agent === undefined || state.participants[agent]?.agentOf === undefined || state.approvals[id]) return state;
  const own = Object.values(state.approvals).filter((each) => each.agent === agent && each.answer === undefined);
  if (own.length >= mostOfOne) return state;
  const made: Approval = { id, agent, title, detail, choices, sinceMs: at, untilMs: at + waitMs };
  return { ...state, approvals: withKey(state.approvals, id, made) };
}

/**
 * Says whether a person may answer an agent's question: its owner, while they may still run something themselves, or an
 * owner of the session.
 */
export function mayAnswer({ participants }: ApprovalsView, person: string, agent: string): boolean {
  const one = participants[person];
  if (one?.standing !== 'admitted' || one.agentOf !== undefined) return false;
  return (participants[agent]?.agentOf === person && holds({ participants }, one, 'run')) || one.role === 'owner';
}

export function answered(
  state: ApprovalsView,
  { by, at, body }: Told<ApprovalBody<'approval.answered'>>,
): ApprovalsView {
  const approval = state.approvals[body.approval];
  const person = state.replicas[by]?.person;
  if (!approval || approval.answer || person === undefined || !mayAnswer(state, person, approval.agent)) return state;
  if (at >= approval.untilMs || !approval.choices.some(({ choice }) => choice === body.choice)) return state;
  return withAnswer(state, approval, { choice: body.choice, person, atMs: at });
}

function withAnswer(state: ApprovalsView, approval: Approval, answer: NonNullable<Approval['answer']>): ApprovalsView {
  let approvals = withKey(state.approvals, approval.id, { ...approval, answer });
  const old = Object.values(approvals)
    .filter((each) => each.answer !== undefined && each.id !== approval.id)
    .toSorted((a, b) => a.answer!.atMs - b.answer!.atMs);
  for (const { id } of old.slice(0, Math.max(0, old.length - mostAnswered))) approvals = withoutKey(approvals, id);
  return { ...state, approvals };
}

export function withdrawn(state: ApprovalsView, { by, body }: Told<ApprovalBody<'approval.withdrawn'>>): ApprovalsView {
  const approval = state.approvals[body.approval];
  if (!approval || approval.answer || state.replicas[by]?.person !== approval.agent) return state;
  return { ...state, approvals: withoutKey(state.approvals, approval.id) };
}

/** Forgets the questions of an agent that has gone. */
export function gone(state: ApprovalsView, agent: string): ApprovalsView {
  if (isConnected(state, agent)) return state;
  const left = Object.values(state.approvals).filter((each) => each.agent !== agent || each.answer !== undefined);
  if (left.length === Object.keys(state.approvals).length) return state;
  return { ...state, approvals: Object.fromEntries(left.map((each) => [each.id, each])) };
}

/** Denies what nobody has answered in time. */
export function settled(state: ApprovalsView, atMs: number): ApprovalsView {
  let next = state;
  for (const approval of Object.values(state.approvals))
    if (!approval.answer && atMs >= approval.untilMs)
      next = withAnswer(next, approval, { choice: null, person: null, atMs: approval.untilMs });
  return next;
}
