import { z } from 'zod';
import { parseInviteLink } from '../../shared/invite-link.ts';
import { id } from '../../shared/protocol/ids.ts';

/** Where this window was opened: in its host's own window, by an invite, or with nothing to go to. */
export type Address =
  | { is: 'host'; session: string; person: string; token: string; root: string }
  | { is: 'guest'; session: string; invite: string; origin: string }
  | { is: 'nowhere' };

const hostFragment = z.object({ session: id, person: id, token: z.string().min(16), root: z.string().min(1) });

/** Reads the page's address; everything that matters is in its fragment. */
export function readAddress(location: Location): Address {
  const host = hostFragment.safeParse(Object.fromEntries(new URLSearchParams(location.hash.slice(1))));
  if (host.success) return { is: 'host', ...host.data };
  try {
    const { session, invite } = parseInviteLink(location.href);
    return { is: 'guest', session, invite, origin: location.origin };
  } catch {
    return { is: 'nowhere' };
  }
}
