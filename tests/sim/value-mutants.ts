import { SharedValues } from '../../src/client/values/shared-values.ts';
import type { ValueWish } from '../../src/shared/capabilities/values/outcomes.ts';
import { type Mutant, patch } from './mutant.ts';

const unseen = (wish: ValueWish): ValueWish => ('set' in wish ? { key: wish.key, set: wish.set } : wish);

/** Mutants of shared values. */
export const ofValues: Mutant[] = [
  {
    name: 'set values without the version that was seen',
    apply: () =>
      patch(SharedValues.prototype, 'change', (change) => {
        return function (this: SharedValues, wishes) {
          return change.call(this, wishes.map(unseen));
        };
      }),
  },
];
