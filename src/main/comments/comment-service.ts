import type { SessionClient } from '../../client/session-client.ts';
import type { commentMethods } from '../../shared/capabilities/comments/methods.ts';
import { shownNames } from '../../shared/capabilities/people/names.ts';
import type { Handlers } from '../../shared/session/contract.ts';

/** Makes the handlers for comments from windows that show a recording: what they say is said in the session. */
export function createCommentService(client: SessionClient): Handlers<keyof typeof commentMethods> {
  let version = 1;
  let { comments } = client.state;
  client.events.on('state', (state) => {
    if (state.comments === comments) return;
    ({ comments } = state);
    version++;
  });
  return {
    'comments.list': async ({ known }, { person }) => {
      if (known === version) return { version, threads: null, names: [], person };
      const threads = Object.values(comments.threads);
      const named = new Set([person, ...threads.flatMap((thread) => thread.comments.map((each) => each.person))]);
      const names = [...shownNames(client.state)].filter(([each]) => named.has(each));
      return {
        version,
        threads: structuredClone(threads) as never,
        names: names.slice(0, 5_000).map(([each, name]) => ({ person: each, name })),
        person,
      };
    },
    'comments.say': async ({ kind, ref, body }) => {
      await client.publish(kind, body as never, ref);
      return {};
    },
  };
}
