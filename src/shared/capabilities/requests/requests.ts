import type { Asking } from '../../core/asking.ts';
import { capability } from '../../core/capability.ts';
import { EnsembleError } from '../../core/errors.ts';
import type { HostingState } from '../hosting/hosting-state.ts';
import { requestKinds } from './kinds.ts';

/** Requests to the present host and their answers, and streams between the host and another. */
export const requests = capability({
  name: 'requests',
  kinds: requestKinds,
  objection: objectionToDirection,
  narrowing: { open: true },
});

function objectionToDirection(
  { host }: HostingState,
  { replica, saying, kind: { audience, amongPeers } }: Asking,
): EnsembleError | null {
  if (audience !== 'to' || amongPeers) return null;
  if (saying.kind.startsWith('stream.') && replica === host?.replica) return null;
  if (saying.kind === 'request.answered')
    return replica === host?.replica
      ? null
      : new EnsembleError('stale-term', 'Only the present host answers requests.');
  return saying.to === host?.replica ? null : new EnsembleError('host-away', 'Another host has taken over; try again.');
}
