import type { Sessions } from '../../../server/server.ts';

/**
 * The sessions behind the guests' door. While it is open for links to recordings alone, nobody else comes in by it, nor
 * anybody who was a guest once.
 */
export function behindGuestsDoor(sessions: Sessions, admits: () => boolean): Sessions {
  return {
    open: async (id, create) => (admits() ? sessions.open(id, create) : null),
    replay: (id, recording) => sessions.replay(id, recording),
    watch: (id, link) => sessions.watch(id, link),
    watchedBlobs: (id, link) => sessions.watchedBlobs(id, link),
    find: async (id) => (admits() ? sessions.find(id) : null),
    blobsFor: (id, caller) => sessions.blobsFor(id, caller),
    personBehind: async (id, ticket) => (admits() ? sessions.personBehind(id, ticket) : null),
    get movedTo() {
      return admits() ? sessions.movedTo : null;
    },
  };
}
