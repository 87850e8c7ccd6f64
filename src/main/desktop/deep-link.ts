import { z } from 'zod';
import { id, sha256Hex } from '../../shared/core/ids.ts';
import { readWatchFragment } from '../../shared/watch-link.ts';

/** A session that somebody was invited to. */
export interface JoinTarget {
  /** Page to load, with the invite in its fragment. */
  url: string;
  /** SHA-256 of the host's own certificate, in hex; null where a public one is expected. */
  pin: string | null;
}

const joinLink = z
  .string()
  .max(2048)
  .regex(/^ensemble:\/\/join\/[A-Za-z0-9.:[\]-]+(\/[A-Za-z0-9._~/-]*)?(#[A-Za-z0-9._~=&-]*)?$/);

/**
 * Reads `ensemble://join/HOST[:PORT]/PATH#INVITE[&pin=SHA256]`, which is the invite's web link with its scheme
 * replaced. Returns null for anything else: links come from mail and chat, nothing in them is trusted.
 */
export function parseDeepLink(text: string): JoinTarget | null {
  const link = joinLink.safeParse(text.trim());
  if (!link.success) return null;
  const rest = link.data.slice('ensemble://join/'.length);
  const plain = parseJoinUrl(`http://${rest}`);
  // Only this machine itself is reached without encryption, and only where no certificate was promised.
  return plain?.pin === null ? plain : parseJoinUrl(`https://${rest}`);
}

/** Reads an invite's web link, as people paste it. Plain http is taken for this machine only. */
export function parseInvite(text: string): JoinTarget | null {
  const trimmed = text.trim();
  return trimmed.startsWith('ensemble:') ? parseDeepLink(trimmed) : parseJoinUrl(trimmed);
}

/**
 * Makes the link by which somebody returns to a session that they were in: the page knows them by a ticket of its own,
 * so it carries no secret. Null where a link names no session, or is to a recording: nobody is known there.
 */
export function returnLink({ url, pin }: JoinTarget): string | null {
  const { origin, hash } = new URL(url);
  const session = id.safeParse(new URLSearchParams(hash.slice(1)).get('session'));
  if (!session.success || readWatchFragment(hash) !== null) return null;
  const fragment = new URLSearchParams({ session: session.data, ...(pin !== null && { pin }) });
  return `${origin}/#${fragment}`;
}

function parseJoinUrl(text: string): JoinTarget | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.username || url.password || !['http:', 'https:'].includes(url.protocol)) return null;
  const pinText = new URLSearchParams(url.hash.slice(1)).get('pin');
  const pin = pinText === null ? null : sha256Hex.safeParse(pinText).data;
  if (pin === undefined) return null;
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  return url.protocol === 'http:' && !local ? null : { url: url.href, pin };
}
