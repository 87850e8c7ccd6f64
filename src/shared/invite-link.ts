import { z } from 'zod';
import { EnsembleError } from './core/errors.ts';
import { id, secret } from './core/ids.ts';
import { linkParts, pin } from './link-parts.ts';

/** Content of an invite link: the address, the session, and the secret to show at the door. */
export interface InviteLink {
  /** Origin, such as `https://192.0.2.1:4321`. */
  origin: string;
  session: string;
  invite: string;
  /** SHA-256 (hex) of the server's self-made certificate, or null. */
  pin: string | null;
}

const fragment = z.object({
  session: id,
  invite: secret,
  pin: pin.optional(),
});

/** Words for a link that opens nothing: it was never made, does not hold any more, or came changed. */
export const invalidInviteWords =
  'This invite link is not valid (any more): copy it whole once more, or ask the host for a new one.';

/** Writes a link. Everything secret is in the fragment, which browsers send to nobody. */
export function formatInviteLink({ origin, session, invite, pin }: InviteLink): string {
  const parameters = new URLSearchParams({ session, invite });
  if (pin !== null) parameters.set('pin', pin);
  return `${origin}/#${parameters.toString()}`;
}

/** Reads a pasted link. Throws `bad-request` in words. */
export function parseInviteLink(text: string): InviteLink {
  const wrong = new EnsembleError(
    'bad-request',
    'This is not an invite link: it begins with https:// and has a # in it. Copy it whole.',
  );
  // Mail and chat programs break long links: no link has a space of its own.
  const parts = linkParts(text.replace(/\s|%20/g, ''));
  if (!parts) throw wrong;
  const { url } = parts;
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw wrong;
  const parsed = fragment.safeParse(parts.fragment);
  if (!parsed.success) throw wrong;
  const { session, invite, pin: given = null } = parsed.data;
  return { origin: url.origin, session, invite, pin: given };
}
