import type { AgentCall } from '../../shared/capabilities/documents/kinds.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { words } from './tool.ts';

/** Arguments that name a turn of the agent, or one call in it. */
export const callInput = {
  turn: words(64).optional().describe('A turn of yours, as set_intent or edit gave it'),
  call: words(64).optional().describe('With turn: one call in it, as edit gave it'),
};

/** The turn or call that a model has named; nothing where it has named none. Throws in words. */
export function meantCall({ turn, call }: AgentCall): AgentCall {
  if (call !== undefined && turn === undefined)
    throw new EnsembleError('bad-request', 'Give the turn with the call: edit gave both.');
  if (turn === '' || call === '') throw new EnsembleError('bad-request', 'A turn or call is not empty: leave it out.');
  return { ...(turn === undefined ? {} : { turn }), ...(call === undefined ? {} : { call }) };
}
