import type { SessionClient } from '../../../client/session-client.ts';
import { isOutOfReach } from '../../../client/shared-file.ts';
import { isHostHere } from '../../../shared/model/hosting.ts';

/** Asks again once the connection is back: an editor that was opened in between must not stay alone. */
export async function whenConnected<T>(client: SessionClient, ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (thrown) {
      if (!isOutOfReach(thrown)) throw thrown;
      await reachable(client);
    }
  }
}

/** Resolves when the session is there again, or somebody who hosts it. */
async function reachable({ events, status }: SessionClient): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
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
