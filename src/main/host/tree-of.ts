import type { SessionClient } from '../../client/session-client.ts';
import { standingLocks } from '../../shared/capabilities/locks/held-locks.ts';
import { isHere } from '../../shared/capabilities/locks/holdings.ts';
import { pathOfLock } from '../../shared/capabilities/locks/lock-places.ts';
import { ownerOf } from '../../shared/capabilities/people/agents.ts';
import { may } from '../../shared/capabilities/people/participants.ts';
import type { UnsavedEdits } from '../documents/unsaved-edits.ts';
import type { GitServiceOptions } from '../git/git-service.ts';

/** The session's part in acts on the whole tree: the lease in the log, unsaved texts, and locks. */
export function treeOf(client: SessionClient, edits: UnsavedEdits, term: () => number): GitServiceOptions['tree'] {
  /** Without a connection an entry waits for it, and nobody is there whom it could hold back. */
  const tell = async (told: Promise<unknown>) => {
    if (client.status.is === 'online') await told;
    else void told.catch(() => undefined);
  };
  return {
    leased: (lease) => tell(client.publish('tree.leased', { ...lease, term: term() })),
    freed: () => tell(client.publish('tree.freed', { term: term() })),
    unsaved: () => {
      const { documents } = client.state;
      const told = Object.entries(documents).map(([ref, { unsaved: people = [] }]) => ({ ref, people }));
      // Edits count at once: the log hears of their authors only when typing rests.
      return [...told, ...edits.standing()].flatMap(({ ref, people }) => {
        const { path = null, deleted = true } = documents[ref] ?? {};
        return path === null || deleted || people.length === 0 ? [] : [{ path, people }];
      });
    },
    people: {
      answererOf: (person) => ownerOf(client.state, person),
      awayMs: (person) => {
        if (isHere(client.state, person, '')) return 0;
        const { lastSeenMs = 0 } = client.state.participants[person] ?? {};
        return Math.max(1, client.nowMs() - lastSeenMs);
      },
      may: (person, right) => may(client.state, person, right),
      onChanged: (listener) => {
        let { documents, git, replicas, participants } = client.state;
        return client.events.on('state', (state) => {
          const same = [documents, git, replicas, participants];
          ({ documents, git, replicas, participants } = state);
          if ([documents, git, replicas, participants].some((each, index) => each !== same[index])) listener();
        });
      },
    },
    locks: () =>
      standingLocks(client.state, client.options.environment.nowMs()).map((lock) => {
        const { person, pattern, untilMs } = lock;
        return { person, path: pathOfLock(client.state, lock), pattern, untilMs };
      }),
  };
}
