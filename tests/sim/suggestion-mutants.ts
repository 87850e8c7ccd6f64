import { Judge } from '../../src/client/agents/judging.ts';
import { type Mutant, patch } from './mutant.ts';

/** Mutants of suggestions. */
export const ofSuggestions: Mutant[] = [
  {
    name: 'put parts of a suggestion in that somebody else has judged first',
    apply: () =>
      patch(Judge.prototype, 'judge', (judge) => {
        return async function (this: Judge, parts, verdict) {
          await judge.call(this, parts, verdict);
          return [...parts];
        };
      }),
  },
];
