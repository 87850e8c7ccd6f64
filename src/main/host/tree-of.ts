import type { SessionClient } from '../../client/session-client.ts';
import { standingLocks } from '../../shared/capabilities/locks/held-locks.ts';
import { pathOfLock } from '../../shared/capabilities/locks/lock-places.ts';
import type { GitServiceOptions } from '../git/git-service.ts';

/** The session's part in acts on the whole tree: the lease in the log, unsaved texts, and locks. */
export function treeOf(client: SessionClient, term: () => number): GitServiceOptions['tree'] {
  /** Without a connection an entry waits for it, and nobody is there whom it could hold back. */
  const tell = async (told: Promise<unknown>) => {
    if (client.status.is === 'online') await told;
    else void told.catch(() => undefined);
  };
  return {
    leased: (lease) => tell(client.publish('tree.leased', { ...lease, term: term() })),
    freed: () => tell(client.publish('tree.freed', { term: term() })),
    unsaved: () =>
      Object.values(client.state.documents).flatMap(({ path, deleted, unsaved = [] }) =>
        path === null || deleted || unsaved.length === 0 ? [] : [{ path, people: unsaved }],
      ),
    locks: () =>
      standingLocks(client.state, client.options.environment.nowMs()).map((lock) => {
        const { person, pattern, untilMs } = lock;
        return { person, path: pathOfLock(client.state, lock), pattern, untilMs };
      }),
  };
}
