import type { Fetch } from '../../client/http-blobs.ts';
import { pinnedFetch } from './pinned-fetch.ts';
import { pinnedAgent } from './pinned-tls.ts';

type Tls = Awaited<ReturnType<typeof pinnedAgent>>;

/**
 * Gives the one trusted certificate of a server (pinning). It is read when it is needed: a start without network must
 * not fail.
 */
export function securedBy({ origin, pin }: { origin: string; pin: string | null }): () => Promise<Tls | null> {
  let tls: Promise<Tls> | null = null;
  return () => {
    if (pin === null) return Promise.resolve(null);
    tls ??= pinnedAgent(origin, pin).catch((thrown) => {
      tls = null;
      throw thrown;
    });
    return tls;
  };
}

/**
 * Makes a fetch for a far server, by its own certificate alone where it has one. A question
 * that got no answer is asked once more: the server may close a connection that was kept open at the moment of
 * its next use (RFC 9112, 9.3.1).
 */
export function remoteFetch(server: { origin: string; pin: string | null }, secured = securedBy(server)): Fetch {
  const once: Fetch = async (url, init) => {
    const tls = await secured();
    return tls ? pinnedFetch(tls.agent)(url, init) : fetch(url, init);
  };
  return (url, init) => {
    const answer = once(url, init);
    return ['GET', 'HEAD'].includes(init.method) ? answer.catch(() => once(url, init)) : answer;
  };
}
