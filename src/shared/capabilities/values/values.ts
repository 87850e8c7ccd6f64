import type { Asking } from '../../core/asking.ts';
import { capability, on } from '../../core/capability.ts';
import { EnsembleError } from '../../core/errors.ts';
import { followingHolders } from '../locks/holdings.ts';
import { changed, withChanges } from './changing.ts';
import { type ValueBody, valueKinds } from './kinds.ts';
import { leased, presenceChanged, pruned, released, rightsChanged } from './leases.ts';
import { valueLimits } from './limits.ts';
import { noValues, type ValuesView } from './value-state.ts';

/**
 * Objection to values for which there is no room now. Whether versions and leases let a change through is decided by
 * the fold alone, so that the order of the log decides.
 */
function objectionToValues(state: ValuesView, { person, saying: { kind, body } }: Asking): EnsembleError | null {
  if (kind !== 'value.changed' || !body) return null;
  const { changes } = body as ValueBody<'value.changed'>;
  if (changed(state, changes, { person, seq: 0, at: 0 }).is !== 'full') return null;
  const { valueLength, totalLength, keys, mergedLength } = valueLimits;
  return new EnsembleError(
    'too-large',
    `There is no room for this value: a session holds ${keys} keys, ${valueLength} characters in each and ${totalLength} in all, and merges into ${mergedLength} at a time. Delete some first, or change fewer together.`,
  );
}

/** Shared state of a session: values by key with versions, and leases on them. */
export const values = capability({
  name: 'values',
  kinds: valueKinds,
  slice: noValues,
  reducers: [
    on(valueKinds, { 'value.changed': withChanges, 'value.leased': leased, 'value.released': released }),
    followingHolders({ rightsChanged, presenceChanged }),
  ],
  settle: pruned,
  objection: objectionToValues,
});
