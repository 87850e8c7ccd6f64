import { z } from 'zod';
import { EnsembleError } from './core/errors.ts';
import { id, secret } from './core/ids.ts';
import { linkParts, pin } from './link-parts.ts';

/** Address of a stand-alone session server, and the credentials of a host there. */
export interface ServerLink {
  /** Origin, such as `https://192.0.2.1:4321`. */
  origin: string;
  /** SHA-256 (hex) of the server's self-made certificate, or null. */
  pin: string | null;
  /** The server's host token: its bearer may begin sessions there, and host any of them. */
  token: string | null;
  /** A person's own ticket, for an owner of a session who has no host token. */
  ticket: string | null;
  /** Id of the session; null for one to be begun. */
  session: string | null;
}

const fragment = z.object({
  token: secret.optional(),
  ticket: secret.optional(),
  session: id.optional(),
  pin: pin.optional(),
});

/** Says whether only this machine can be meant by a name: there, and only there, plain http is good enough. */
export function isThisMachine(name: string): boolean {
  return name === 'localhost' || /^127\.\d+\.\d+\.\d+$/.test(name) || name === '::1' || name.endsWith('.localhost');
}

/** Says whether an address may be dialled: https, or http on this machine. */
export function isSafeOrigin(origin: string): boolean {
  try {
    const url = new URL(origin);
    const local = isThisMachine(url.hostname.replace(/^\[|\]$/g, ''));
    return url.origin === origin && (url.protocol === 'https:' || (url.protocol === 'http:' && local));
  } catch {
    return false;
  }
}

/** Writes a link. Everything secret is in the fragment, which nobody is sent. */
export function formatServerLink({ origin, ...rest }: ServerLink): string {
  const given = Object.entries(rest).filter((pair): pair is [string, string] => pair[1] !== null);
  return `${origin}/#${new URLSearchParams(Object.fromEntries(given)).toString()}`;
}

/** Reads a pasted link. Throws `bad-request` in words. */
export function parseServerLink(text: string): ServerLink {
  const wrong = new EnsembleError(
    'bad-request',
    'This is not the link of a session server: it begins with https:// and has a # with a token in it. Copy it whole, as `ensemble serve` printed it.',
  );
  const parts = linkParts(text);
  if (!parts) throw wrong;
  const { origin } = parts.url;
  const parsed = fragment.safeParse(parts.fragment);
  if (!parsed.success || (parsed.data.token === undefined && parsed.data.ticket === undefined)) throw wrong;
  if (!isSafeOrigin(origin))
    throw new EnsembleError('bad-request', 'A session server on another machine is reached by https only.');
  const { token = null, ticket = null, session = null, pin: given = null } = parsed.data;
  return { origin, token, ticket, session, pin: given };
}
