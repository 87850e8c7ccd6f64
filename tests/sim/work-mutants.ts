import { TaskClaims } from '../../src/client/tasks/task-claims.ts';
import { noClaims } from '../../src/shared/capabilities/tasks/task-state.ts';
import { tasks } from '../../src/shared/capabilities/tasks/tasks.ts';
import { work } from '../../src/shared/capabilities/work/work.ts';
import { type Mutant, patch } from './mutant.ts';

/** Mutants of claims of tasks, and of judgements. */
export const ofWork: Mutant[] = [
  {
    name: 'keep the claims of tasks of people who have gone',
    apply: () => patch(tasks, 'settle', () => (state) => state),
  },
  {
    name: 'end the claims of tasks with the next entry',
    apply: () => patch(tasks, 'settle', () => (state) => ({ ...state, ...noClaims })),
  },
  {
    name: 'tell everybody who claims a task that it is theirs',
    apply: () =>
      patch(TaskClaims.prototype, 'claim', (claim) => {
        return async function (this: TaskClaims, ...asked) {
          await claim.apply(this, asked);
          return { is: 'claimed', locked: [], refused: [] };
        };
      }),
  },
  {
    name: 'forget judgements as time passes',
    apply: () => patch(work, 'settle', () => (state) => ({ ...state, judged: {} })),
  },
];
