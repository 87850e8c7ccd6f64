import { capabilities } from '../capabilities/index.ts';
import { createFold, createSettle } from '../core/fold.ts';
import type { SessionState } from './state.ts';
import { decodeBody, isKind, lookUp } from './table.ts';

/**
 * Computes the next state of a session: pure, and the same in a window, the host, the server and a replay. Unknown
 * kinds, and bodies that are not of their kind's form, change nothing.
 */
export const fold = createFold<SessionState>(capabilities, {
  lookUp,
  decode: (name, bytes) => (isKind(name) ? decodeBody(name, bytes) : undefined),
});

/** Ends whatever is over by a moment, in milliseconds since the epoch; the very state where nothing is. */
export const settle = createSettle<SessionState>(capabilities);
