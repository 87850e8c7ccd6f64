import type { Entry } from '../shared/core/entry.ts';
import type { SessionState } from '../shared/session/state.ts';
import type { Body, KindName } from '../shared/session/table.ts';
import type { SessionClient } from './session-client.ts';

/**
 * Publishes an entry, and reads from the state at its place in the log. Gives null where the state came in place of its
 * entries, after a lost connection: then nobody here has seen that place. Rejects where it was refused.
 */
export async function publishAndRead<K extends KindName, T>(
  client: SessionClient,
  kind: K,
  body: Body<K>,
  read: (state: SessionState, entry: Entry) => T,
): Promise<T | null> {
  const settled = client.publish(kind, body);
  // The outbox has numbered it by now.
  const n = client.unsent.at(-1)?.entry.n;
  let found: { is: T } | null = null;
  const stop = client.events.on('entry', (entry) => {
    if (entry.by === client.replica && entry.n === n && entry.kind === kind) found = { is: read(client.state, entry) };
  });
  try {
    await settled;
  } finally {
    stop();
  }
  return (found as { is: T } | null)?.is ?? null;
}
