import type { Asking } from '../../core/asking.ts';
import { capability, on } from '../../core/capability.ts';
import { EnsembleError } from '../../core/errors.ts';
import { peopleKinds } from '../people/kinds.ts';
import { type ApprovalsView, noApprovals } from './approval-state.ts';
import { type ApprovalBody, approvalKinds } from './kinds.ts';
import * as reducers from './reducers.ts';

function objectionToApproval(state: ApprovalsView, { person, saying: { kind, body } }: Asking): EnsembleError | null {
  if (!kind.startsWith('approval.')) return null;
  const isAgent = state.participants[person]?.agentOf !== undefined;
  if (kind === 'approval.answered') return objectionToAnswer(state, person, body as ApprovalBody<'approval.answered'>);
  if (!isAgent) return new EnsembleError('not-permitted', 'Only an agent asks, and takes its question back.');
  return null;
}

function objectionToAnswer(
  state: ApprovalsView,
  person: string,
  { approval: id, choice }: ApprovalBody<'approval.answered'>,
): EnsembleError | null {
  const approval = state.approvals[id];
  if (!approval) return new EnsembleError('not-found', 'This question is not asked any more.');
  if (!reducers.mayAnswer(state, person, approval.agent))
    return new EnsembleError('not-permitted', 'The agent’s owner answers, or an owner of the session.');
  if (approval.answer) return new EnsembleError('exists', 'This question has been answered already.');
  const isKnown = approval.choices.some((each) => each.choice === choice);
  return isKnown ? null : new EnsembleError('bad-request', 'This is none of the answers to choose from.');
}

/** Questions of agents that wait for a person: one list for everybody, and the first answer counts. */
export const approvals = capability({
  name: 'approvals',
  kinds: approvalKinds,
  slice: noApprovals,
  reducers: [
    on(approvalKinds, {
      'approval.asked': reducers.asked,
      'approval.answered': reducers.answered,
      'approval.withdrawn': reducers.withdrawn,
    }),
    on(peopleKinds, {
      'participant.left': (state: ApprovalsView, { body }) => reducers.gone(state, body.person),
    }),
  ],
  settle: reducers.settled,
  objection: objectionToApproval,
});
