import { OwnTexts } from '../../src/main/documents/own-texts.ts';
import { type Mutant, patch } from './mutant.ts';

/** Mutants of clean copies. */
export const ofCopies: Mutant[] = [
  {
    name: 'leave a person’s own edits out of their clean copy',
    apply: () =>
      patch(OwnTexts.prototype, 'of', (of) => {
        return async function (this: OwnTexts, ...asked) {
          return (await of.apply(this, asked)).map((file) => ({ ...file, content: null }));
        };
      }),
  },
  {
    name: 'take others’ edits into a clean copy unasked',
    apply: () =>
      patch(OwnTexts.prototype, 'of', (of) => {
        return function (this: OwnTexts, person) {
          return of.call(this, person, true);
        };
      }),
  },
];
