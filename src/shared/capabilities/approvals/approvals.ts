import type { Asking } from '../../core/asking.ts';
import { capability, on } from '../../core/capability.ts';
import { EnsembleError } from '../../core/errors.ts';
import { plainWords } from '../../text/shown.ts';
import { hostingKinds } from '../hosting/kinds.ts';
import { peopleKinds } from '../people/kinds.ts';
import { type ApprovalsView, noApprovals } from './approval-state.ts';
import { answererInWords, mayAnswer, mayAsk } from './judging.ts';
import { type ApprovalBody, approvalKinds } from './kinds.ts';
import { narrowing } from './narrowing.ts';
import * as reducers from './reducers.ts';

const denied = (words: string) => new EnsembleError('not-permitted', words);
/** Says in words why somebody may not wish for a thing now; null where they may. */
export function objectionToWish(state: ApprovalsView, question: Parameters<typeof mayAsk>[1]): EnsembleError | null {
  if (mayAsk(state, question)) return null;
  if (question.wish) return denied('They may not wish for this (any more).');
  return denied('Only an agent asks for itself: ask the host to ask for you.');
}

/** Error for one question too many of an asker. */
export const tooManyQuestions = () =>
  new EnsembleError('too-fast', 'So many questions wait for an answer: wait, or take some of them back.');
const noQuestion = () => new EnsembleError('not-found', 'This question is not asked any more.');

function objectionToApproval(state: ApprovalsView, asking: Asking): EnsembleError | null {
  const { kind, body } = asking.saying;
  if (kind === 'approval.asked') return objectionToAsking(state, asking, body as ApprovalBody<'approval.asked'>);
  if (kind === 'approval.answered')
    return objectionToAnswer(state, asking.person, body as ApprovalBody<'approval.answered'>);
  if (kind !== 'approval.withdrawn') return null;
  const approval = state.approvals[(body as ApprovalBody<'approval.withdrawn'>).approval];
  if (!approval) return noQuestion();
  return reducers.isOwn(state, asking.replica, approval) ? null : denied('A question is taken back by who has asked.');
}

function objectionToAsking(
  state: ApprovalsView,
  { person: by, replica }: Asking,
  { approval, person, wish, title, choices }: ApprovalBody<'approval.asked'>,
): EnsembleError | null {
  const bad = (words: string) => new EnsembleError('bad-request', words);
  if (state.approvals[approval]) return new EnsembleError('exists', 'There is a question of this id already.');
  if (reducers.hasMost(state, person ?? by)) return tooManyQuestions();
  if (title.trim() === '' || plainWords(title) !== title)
    return bad('The title of a question is one line of words that people see.');
  const named = (key: 'choice' | 'name') => new Set(choices.map((each) => each[key])).size === choices.length;
  if (!named('choice') || !named('name')) return bad('Each answer to choose from has an id and a name of its own.');
  if (person === undefined && wish === undefined) return objectionToWish(state, { asker: by });
  if (!reducers.isHost(state, replica)) return denied('Only the host asks on behalf of others.');
  if (person === undefined || wish === undefined)
    return new EnsembleError('bad-request', 'The host asks for somebody, and names what they wish.');
  return objectionToWish(state, { asker: person, wish });
}

function objectionToAnswer(
  state: ApprovalsView,
  person: string,
  { approval: id, choice }: ApprovalBody<'approval.answered'>,
): EnsembleError | null {
  const approval = state.approvals[id];
  if (!approval) return noQuestion();
  if (!mayAnswer(state, person, approval))
    return denied(approval.asker === person ? 'Somebody else answers your question.' : answererInWords(approval));
  if (approval.answer) return new EnsembleError('exists', 'This question has been answered already.');
  if (!mayAsk(state, approval)) return denied('Its asker may not wish for this any more.');
  const isKnown = approval.choices.some((each) => each.choice === choice);
  return isKnown ? null : new EnsembleError('bad-request', 'This is none of the answers to choose from.');
}

/** Questions that wait for a person: one list for everybody, and the first answer of somebody who may counts. */
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
    on(hostingKinds, { 'host.claimed': (state: ApprovalsView) => reducers.hostClaimed(state) }),
  ],
  settle: reducers.settled,
  objection: objectionToApproval,
  narrowing,
});
