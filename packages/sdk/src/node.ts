import { type JoinOptions, joinBy } from '../../../src/client/sdk/join.ts';
import type { Session } from '../../../src/client/sdk/session.ts';
import { pinnedFetch } from '../../../src/main/session/pinned-fetch.ts';
import { pinnedAgent } from '../../../src/main/session/pinned-tls.ts';

export * from '../../../src/client/sdk/index.ts';

/** Joins a session by its invite link, also one whose server has a certificate of its own: the link names it. */
export function join(options: JoinOptions): Promise<Session> {
  return joinBy(options, async (origin, pin) => {
    const { agent, cert } = await pinnedAgent(origin, pin);
    return { socket: { agent: agent as never, ca: cert }, fetch: pinnedFetch(agent) };
  });
}
