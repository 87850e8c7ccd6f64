import type { Told } from '../../core/capability.ts';
import { withKey, withoutKey } from '../../core/record.ts';
import { isConnected } from '../people/participants.ts';
import type { Approval, ApprovalsSlice, ApprovalsView } from './approval-state.ts';
import { mayAnswer, mayAsk } from './judging.ts';
import type { ApprovalBody } from './kinds.ts';

/** Most questions of one asker that wait, and most answered ones that are remembered; the log has all of them. */
export const mostWaiting = 20;
const mostAnswered = 30;

/** Says whether a replica is the present host. */
export function isHost({ host }: ApprovalsView, replica: string | null): boolean {
  return host !== null && host.replica === replica;
}

/** Adds a question: an agent's own, or one of the host's on behalf of somebody. */
export function asked(state: ApprovalsView, { by, at, body }: Told<ApprovalBody<'approval.asked'>>): ApprovalsView {
  const { approval: id, person, wish, title, detail, choices, waitMs } = body;
  const isOfHost = isHost(state, by) && person !== undefined && wish !== undefined;
  const asker = isOfHost ? person : state.replicas[by]?.person;
  if (asker === undefined || state.approvals[id]) return state;
  const question = { asker, ...(isOfHost ? { wish } : {}) };
  if (!mayAsk(state, question)) return state;
  if (hasMost(state, asker)) return state;
  const made: Approval = { id, ...question, title, detail, choices, sinceMs: at, untilMs: at + waitMs };
  return { ...state, approvals: withKey(state.approvals, id, made) };
}

/** Says whether as many questions of an asker wait as may. */
export function hasMost({ approvals }: ApprovalsSlice, asker: string): boolean {
  const own = Object.values(approvals).filter((each) => each.asker === asker && each.answer === undefined);
  return own.length >= mostWaiting;
}

/** Notes the first answer of somebody who may answer, while its asker may still wish for it. */
export function answered(
  state: ApprovalsView,
  { by, at, body }: Told<ApprovalBody<'approval.answered'>>,
): ApprovalsView {
  const approval = state.approvals[body.approval];
  const person = state.replicas[by]?.person;
  if (!approval || approval.answer || person === undefined || !mayAnswer(state, person, approval)) return state;
  if (at >= approval.untilMs || !mayAsk(state, approval)) return state;
  if (!approval.choices.some(({ choice }) => choice === body.choice)) return state;
  return withAnswer(state, approval, { choice: body.choice, person, atMs: at });
}

function withAnswer<State extends ApprovalsSlice>(
  state: State,
  approval: Approval,
  answer: NonNullable<Approval['answer']>,
): State {
  let approvals = withKey(state.approvals, approval.id, { ...approval, answer });
  const old = Object.values(approvals)
    .filter((each) => each.answer !== undefined && each.id !== approval.id)
    .toSorted((a, b) => a.answer!.atMs - b.answer!.atMs);
  for (const { id } of old.slice(0, Math.max(0, old.length - mostAnswered))) approvals = withoutKey(approvals, id);
  return { ...state, approvals };
}

/** Takes a question back, by whoever has asked it. */
export function withdrawn(state: ApprovalsView, { by, body }: Told<ApprovalBody<'approval.withdrawn'>>): ApprovalsView {
  const approval = state.approvals[body.approval];
  if (!approval || approval.answer || !isOwn(state, by, approval)) return state;
  return { ...state, approvals: withoutKey(state.approvals, approval.id) };
}

/** Says whether a replica may take a question back: the host, or its agent. */
export function isOwn(state: ApprovalsView, replica: string | null, { wish, asker }: Approval): boolean {
  return wish ? isHost(state, replica) : replica !== null && state.replicas[replica]?.person === asker;
}

function without<State extends ApprovalsSlice>(state: State, isOver: (approval: Approval) => boolean): State {
  const left = Object.values(state.approvals).filter((each) => each.answer !== undefined || !isOver(each));
  if (left.length === Object.keys(state.approvals).length) return state;
  return { ...state, approvals: Object.fromEntries(left.map((each) => [each.id, each])) };
}

/** Forgets the questions of somebody who has gone. */
export function gone(state: ApprovalsView, person: string): ApprovalsView {
  return isConnected(state, person) ? state : without(state, ({ asker }) => asker === person);
}

/** Forgets what the host of before has asked: it does nothing any more. */
export function hostClaimed(state: ApprovalsView): ApprovalsView {
  return without(state, ({ wish }) => wish !== undefined);
}

/** Denies what nobody has answered in time. */
export function settled(state: ApprovalsView, atMs: number): ApprovalsView {
  let next = state;
  for (const approval of Object.values(state.approvals))
    if (!approval.answer && atMs >= approval.untilMs)
      next = withAnswer(next, approval, { choice: null, person: null, atMs: approval.untilMs });
  return next;
}
