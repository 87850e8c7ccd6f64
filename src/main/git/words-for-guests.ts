import type { Caller } from '../../shared/session/contract.ts';
import { GitRefusal } from './git-program.ts';

/** Takes hidden files out of Git's words where these go to guests. */
export function forGuests<H extends object>(handlers: H, sees: (path: string) => boolean): H {
  const cleaned = Object.entries(handlers).map(([name, handle]) => [
    name,
    async (params: { repository?: string }, caller: Caller, ...rest: unknown[]) => {
      try {
        return await handle(params, caller, ...rest);
      } catch (thrown) {
        if (caller.isOwner || !(thrown instanceof GitRefusal)) throw thrown;
        throw thrown.withoutHidden((path) => sees(params.repository ? `${params.repository}/${path}` : path));
      }
    },
  ]);
  return Object.fromEntries(cleaned) as H;
}
