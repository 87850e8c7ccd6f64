import type { SessionClient } from './session-client.ts';

/** Longest time for it: the session may be away, or over. */
export const lastWordsMs = 2_000;

/** Waits for what a client has said last to be in the session, for a while only: a program that is told to end, ends. */
export async function settledAtLast(client: Pick<SessionClient, 'settled' | 'options'>): Promise<void> {
  const { setTimer, clearTimer } = client.options.environment;
  const late = Promise.withResolvers<void>();
  const timer = setTimer(late.resolve, lastWordsMs);
  await Promise.race([client.settled().catch(() => undefined), late.promise]);
  clearTimer(timer);
}
