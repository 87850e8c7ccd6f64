import type { Hello } from '../../src/shared/core/frames.ts';
import { protocolVersion } from '../../src/shared/core/version.ts';

/** Gives the hello of a window that is new to the session, for a connection without a client behind it. */
export function helloOf(replica: string, changes: Partial<Hello> = {}): Hello {
  return { protocol: protocolVersion, replica, purpose: 'window', name: 'Somebody', since: 0, refs: [], ...changes };
}
