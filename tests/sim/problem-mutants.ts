import { ToldProblems } from '../../src/main/languages/texts/told-problems.ts';
import { type Mutant, patch } from './mutant.ts';

/** Mutants of problems that language servers find. */
export const ofProblems: Mutant[] = [
  {
    name: 'leave the problems of a file that is hidden',
    apply: () => patch(ToldProblems.prototype, 'clear', () => () => undefined),
  },
];
