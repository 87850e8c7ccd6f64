import { z } from 'zod';
import { id } from '../../shared/core/ids.ts';
import { parseInviteLink } from '../../shared/invite-link.ts';

/**
 * Origin of this window: its host's own window, a recording in such a window, an invite, or nothing to go to. Without an invite, a former member
 * comes back by the ticket that this browser keeps.
 */
export type Address =
  | { is: 'host'; session: string; person: string; token: string; root: string }
  | { is: 'replay'; session: string; person: string; token: string; root: string; recording: string | null }
  | { is: 'guest'; session: string; invite: string | null; origin: string }
  | { is: 'nowhere' };

const hostFragment = z.object({ session: id, person: id, token: z.string().min(16), root: z.string().min(1) });

/** Says whether this browser keeps a person's secret of a session. */
export function hasTicket(session: string): boolean {
  return localStorage.getItem(`ensemble.ticket.${session}`) !== null;
}

/** Reads the page's address; everything that matters is in its fragment. */
export function readAddress(location: Location): Address {
  const host = hostFragment.safeParse(Object.fromEntries(new URLSearchParams(location.hash.slice(1))));
  if (host.success) {
    const parameters = new URLSearchParams(location.hash.slice(1));
    if (!parameters.has('replay')) return { is: 'host', ...host.data };
    const recording = id.safeParse(parameters.get('recording'));
    return { is: 'replay', recording: recording.success ? recording.data : null, ...host.data };
  }
  try {
    const { session, invite } = parseInviteLink(location.href);
    return { is: 'guest', session, invite, origin: location.origin };
  } catch {
    const session = id.safeParse(new URLSearchParams(location.hash.slice(1)).get('session'));
    const isKnown = session.success && hasTicket(session.data);
    return isKnown ? { is: 'guest', session: session.data, invite: null, origin: location.origin } : { is: 'nowhere' };
  }
}
