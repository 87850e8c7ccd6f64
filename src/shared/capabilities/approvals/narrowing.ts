import { type Content, type Narrowing, type Sight, sliceFrom } from '../../core/sight.ts';
import type { Approval, ApprovalsSlice } from './approval-state.ts';
import type { ApprovalBody } from './kinds.ts';

type Wish = ApprovalBody<'approval.asked'>['wish'];

/** Gives a question about work of one's own with the files that one sees; null for any other question. */
function ownWish(wish: Wish, { person, sees }: Sight): NonNullable<Wish> | null {
  if (wish?.is !== 'tree' || wish.of !== person) return null;
  const files = wish.files.filter(({ path }) => sees(path));
  return { ...wish, files, more: wish.more + wish.files.length - files.length };
}

/** Questions for people with limited sight: those about their own work. */
export const narrowing: Narrowing = {
  open: ['approval.withdrawn'],
  told: {
    'approval.asked': (content: Content<ApprovalBody<'approval.asked'>>, sight) => {
      const wish = ownWish(content.body.wish, sight);
      return wish && { ...content, body: { ...content.body, wish } };
    },
    'approval.answered': (content: Content<ApprovalBody<'approval.answered'>>, sight, state) => {
      const { wish } = (state as ApprovalsSlice).approvals[content.body.approval] ?? {};
      return ownWish(wish, sight) && content;
    },
  },
  slices: {
    approvals: sliceFrom<ApprovalsSlice>(['approvals'], ({ approvals }, sight) => {
      const own = Object.entries(approvals).flatMap(([id, approval]): [string, Approval][] => {
        const wish = ownWish(approval.wish, sight);
        return wish ? [[id, { ...approval, wish }]] : [];
      });
      return Object.fromEntries(own);
    }),
  },
};
