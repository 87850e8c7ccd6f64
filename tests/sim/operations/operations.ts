import type { Random } from '../random.ts';
import type { Operation } from './common.ts';
import { filing } from './files.ts';
import { locking } from './locks.ts';
import { comingAndGoing } from './people.ts';
import { trouble } from './trouble.ts';
import { typing } from './typing.ts';

/** What may happen, and how often. */
export const operations: readonly Operation[] = [...typing, ...filing, ...comingAndGoing, ...trouble, ...locking];

const total = operations.reduce((sum, { weight }) => sum + weight, 0);

/** Draws what happens next. */
export function pickOperation(random: Random): Operation {
  let at = random.next() * total;
  for (const operation of operations) {
    at -= operation.weight;
    if (at <= 0) return operation;
  }
  return operations[0]!;
}
