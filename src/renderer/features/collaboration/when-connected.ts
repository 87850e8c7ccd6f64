import type { SessionClient } from '../../../client/session-client.ts';
import { isOutOfReach } from '../../../client/shared-file.ts';
import { hostAwayWords, isHostHere } from '../../../shared/capabilities/hosting/known-host.ts';
import { EnsembleError } from '../../../shared/core/errors.ts';
import type { AwayPort } from '../../workbench/index.ts';

/**
 * Asks again once the connection is back: an editor that was opened in between must not stay alone. Throws `cancelled`
 * when the signal says that it is closed.
 */
export async function whenConnected<T>(client: SessionClient, ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
  while (!signal.aborted) {
    try {
      return await ask();
    } catch (thrown) {
      if (!isOutOfReach(thrown)) throw thrown;
      await reachable(client, signal);
    }
  }
  throw new EnsembleError('cancelled', 'Closed meanwhile.');
}

/** Resolves when the session, and its host, can be reached again, or the signal aborts. */
async function reachable({ events, status }: SessionClient, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  signal?.addEventListener('abort', () => resolve(), { once: true });
  let is = status.is;
  const stops = [
    events.on('status', (now) => {
      is = now.is;
      if (is === 'online') resolve();
    }),
    events.on('state', (state) => isHostHere(state) && is === 'online' && resolve()),
  ];
  await promise;
  for (const stop of stops) stop();
}

/** Makes the port by which the workbench waits for the host. */
export function awayHost(client: SessionClient): AwayPort {
  return {
    isAway: () => client.status.is !== 'online' || !isHostHere(client.state),
    words: () =>
      client.status.is === 'online' && !isHostHere(client.state)
        ? hostAwayWords(client.state)
        : 'There is no connection to the host now; this works again by itself when there is.',
    back: (signal) => reachable(client, signal),
  };
}
