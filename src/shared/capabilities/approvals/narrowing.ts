import { type Content, type Narrowing, type Sight, sliceFrom } from '../../core/sight.ts';
import { withoutNames } from '../git/move-words.ts';
import type { Approval, ApprovalsSlice } from './approval-state.ts';
import type { ApprovalBody } from './kinds.ts';

type Question = Pick<ApprovalBody<'approval.asked'>, 'wish' | 'title'>;

/**
 * Gives a question about work of one's own with the files that one sees, and without names of branches and commits; null
 * for any other question.
 */
function ownQuestion<Q extends Question>(question: Q, { person, sees }: Sight): Q | null {
  const { wish, title } = question;
  if (wish?.is !== 'tree' || wish.of !== person) return null;
  const files = wish.files.filter(({ path }) => sees(path));
  const more = wish.more + wish.files.length - files.length;
  return { ...question, title: withoutNames(title), wish: { ...wish, files, more } };
}

/** Questions for people with limited sight: those about their own work. */
export const narrowing: Narrowing = {
  open: ['approval.withdrawn'],
  told: {
    'approval.asked': (content: Content<ApprovalBody<'approval.asked'>>, sight) => {
      const body = ownQuestion(content.body, sight);
      return body && { ...content, body };
    },
    // Windows that catch up still have a question of theirs which the session has forgotten since.
    'approval.answered': (content: Content<ApprovalBody<'approval.answered'>>, sight, state) => {
      const approval = (state as ApprovalsSlice).approvals[content.body.approval];
      return approval === undefined || ownQuestion(approval, sight) ? content : null;
    },
  },
  slices: {
    approvals: sliceFrom<ApprovalsSlice>(['approvals'], ({ approvals }, sight) => {
      const own = Object.entries(approvals).flatMap(([id, approval]): [string, Approval][] => {
        const told = ownQuestion(approval, sight);
        return told ? [[id, told]] : [];
      });
      return Object.fromEntries(own);
    }),
  },
};
