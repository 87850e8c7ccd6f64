import { z } from 'zod';
import { id, secret } from './core/ids.ts';
import { linkParts, pin } from './link-parts.ts';

/** Content of a link to one recording: the address, the session that it is of, and the secret to show at the door. */
export interface WatchLink {
  origin: string;
  session: string;
  watch: string;
  /** SHA-256 (hex) of the server's self-made certificate, or null. */
  pin: string | null;
}

const fragment = z.object({ session: id, watch: secret, pin: pin.optional() });

/** Writes a link. Everything secret is in the fragment, which browsers send to nobody. */
export function formatWatchLink({ origin, session, watch, pin }: WatchLink): string {
  const parameters = new URLSearchParams({ session, watch });
  if (pin !== null) parameters.set('pin', pin);
  return `${origin}/#${parameters}`;
}

/** Says whether a pasted text is a link to a recording. */
export function isWatchLink(text: string): boolean {
  const parts = linkParts(text);
  return parts !== null && /^https?:$/.test(parts.url.protocol) && readWatchFragment(parts.url.hash) !== null;
}

/** Reads the fragment of an address; null where it is of no such link. */
export function readWatchFragment(hash: string): Pick<WatchLink, 'session' | 'watch'> | null {
  const parsed = fragment.safeParse(Object.fromEntries(new URLSearchParams(hash.slice(1))));
  return parsed.success ? parsed.data : null;
}
