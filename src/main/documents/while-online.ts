import type { SessionClient } from '../../client/session-client.ts';

/** Waits for the log's word, though not while the session is out of reach: nothing blocks local work. */
export async function whileOnline({ events, status }: SessionClient, settled: Promise<void>): Promise<void> {
  if (status.is !== 'online') return void settled.catch(() => undefined);
  const { promise: lost, resolve } = Promise.withResolvers<void>();
  const stop = events.on('status', ({ is }) => is !== 'online' && resolve());
  await Promise.race([settled, lost]).finally(stop);
}

/** Time after which a server that has not let a host in counts as away, whatever becomes of the connection. */
const awayAfterMs = 5000;

/** Resolves, to false, when the session is out of reach. */
export function untilAway({ events, options: { environment } }: SessionClient): Promise<false> {
  return new Promise((resolve) => {
    const end = () => {
      environment.clearTimer(timer);
      stop();
      resolve(false);
    };
    const timer = environment.setTimer(end, awayAfterMs);
    const stop = events.on('status', ({ is }) => is === 'offline' && end());
  });
}
