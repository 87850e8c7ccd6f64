import { EnsembleError } from '../shared/core/errors.ts';
import type { SessionClient } from './session-client.ts';

export interface Entering {
  /** Time for being let in; null for as long as it takes. */
  withinMs: number | null;
  /** Condition that more has to be known than that it is in. */
  knows?: (state: SessionClient['state']) => boolean;
  /** Work that belongs to it, within the same time. */
  andThen?: () => Promise<unknown>;
}

/**
 * Comes in with a new client: resolves once the host has let it in. Rejects with the reason in words, and then leaves
 * nothing open.
 */
export async function enterSession(client: SessionClient, { withinMs, knows, andThen }: Entering): Promise<void> {
  const { environment, name } = client.options;
  let isLate = false;
  const giveUp = () => {
    isLate = true;
    client.abandon();
  };
  const timer = withinMs === null ? null : environment.setTimer(giveUp, withinMs);
  try {
    await client.start();
    await client.joined();
    // The host is known after the welcome, and before the news that this one is in.
    await client.until((state) => state.replicas[client.replica] !== undefined && (knows?.(state) ?? true));
    await andThen?.();
  } catch (thrown) {
    client.abandon();
    if (!isLate) throw thrown;
    throw new EnsembleError(
      'disconnected',
      `Nobody let ${name} in within ${withinMs! / 1000} s: ask the host, then try again.`,
    );
  } finally {
    if (timer !== null) environment.clearTimer(timer);
  }
}
