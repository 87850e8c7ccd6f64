import { PassingTime } from '../../server/session/passing-time.ts';
import type { ApprovalsSlice } from '../../src/shared/capabilities/approvals/approval-state.ts';
import { approvals } from '../../src/shared/capabilities/approvals/approvals.ts';
import { locks } from '../../src/shared/capabilities/locks/locks.ts';
import { values } from '../../src/shared/capabilities/values/values.ts';
import { type Mutant, patch } from './mutant.ts';

/** Gives questions as if each of them had these further properties. */
const asked = <S>(state: S, change: (approvals: ApprovalsSlice['approvals']) => ApprovalsSlice['approvals']): S => {
  const { approvals: all } = state as ApprovalsSlice;
  return { ...state, approvals: change(all) };
};

/** Mutants of what ends by time, and of questions. */
export const ofTime: Mutant[] = [
  {
    name: 'write down for nobody that time has passed',
    apply: () => {
      const mend = patch(PassingTime.prototype, 'pass', () => () => false);
      const mendArm = patch(PassingTime.prototype, 'arm', () => () => undefined);
      return () => {
        mend();
        mendArm();
      };
    },
  },
  {
    name: 'let questions wait beyond their time',
    apply: () => patch(approvals, 'settle', () => (state) => state),
  },
  {
    name: 'allow what nobody has answered in time',
    apply: () =>
      patch(
        approvals,
        'settle',
        (settle) => (state, atMs) =>
          asked(settle!(state, atMs), (all) =>
            Object.fromEntries(
              Object.entries(all).map(([id, each]) => [
                id,
                each.answer?.person === null ? { ...each, answer: { ...each.answer, choice: 'yes' } } : each,
              ]),
            ),
          ),
      ),
  },
  {
    name: 'take the last answer to a question for the one that counts',
    apply: () =>
      patch(
        approvals,
        'settle',
        (settle) => (state, atMs) =>
          asked(settle!(state, atMs), (all) =>
            Object.fromEntries(
              Object.entries(all).map(([id, { answer, ...each }]) => [
                id,
                answer && atMs < each.untilMs ? each : { ...each, ...(answer && { answer }) },
              ]),
            ),
          ),
      ),
  },
  {
    name: 'keep the locks of people who have gone',
    apply: () => patch(locks, 'settle', () => (state) => state),
  },
  {
    name: 'keep the leases of values beyond their time',
    apply: () => patch(values, 'settle', () => (state) => state),
  },
];
