import { SessionClient, type SessionClientOptions } from '../../client/session-client.ts';
import { IndexedOutbox, outboxesIn } from './indexed-outbox.ts';
import { whenOrphaned } from './replica-lock.ts';

/** Time after which the delivery of an orphaned outbox waits for the next connection. */
const drainMs = 30_000;

/**
 * Delivers the outboxes of closed and crashed windows of this person in this browser: at each connection, and as soon
 * as another window that is here now is gone. `scope` keeps sessions and people apart.
 */
export function deliverOrphans(client: SessionClient, scope: string): void {
  const { options } = client;
  const watched = new Set<string>();
  const watch = (replica: string) => {
    if (replica === options.replica || watched.has(replica)) return;
    watched.add(replica);
    void whenOrphaned(replica, () => drain(scope, replica, options))
      // Undelivered entries stay in the outbox.
      .catch(() => undefined)
      .finally(() => watched.delete(replica));
  };
  const sweep = () =>
    void outboxesIn(scope).then(
      (replicas) => {
        for (const replica of replicas) watch(replica);
      },
      () => undefined,
    );
  client.events.on('status', ({ is }) => {
    if (is === 'online') sweep();
  });
  client.events.on('entry', ({ kind }) => {
    if (kind === 'participant.joined' || kind === 'participant.left') watchSiblings();
  });
  const watchSiblings = () => {
    for (const [replica, { person, purpose, connected }] of Object.entries(client.state.replicas)) {
      if (connected && purpose === 'window' && person === client.person) watch(replica);
    }
  };
  void client.joined().then(watchSiblings, () => undefined);
}

/** Sends an outbox in its own window's name: its entries are adopted, never its Yjs client id. */
async function drain(scope: string, replica: string, options: SessionClientOptions): Promise<void> {
  const outbox = new IndexedOutbox(scope, replica);
  if ((await outbox.load()).length === 0) return;
  const drain = new SessionClient({ ...options, replica, purpose: 'drain', outbox });
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    await drain.start();
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, drainMs);
    });
    await Promise.race([drain.joined().then(() => drain.settled()), late]);
  } finally {
    clearTimeout(timer);
    drain.leave();
  }
}
