import { z } from 'zod';
import type { Environment } from './environment.ts';

export const idPattern = /^[A-Za-z0-9_-]{22}$/;

/** A random 127-bit id in base64url: 22 characters. Replicas, people, documents and sessions have one each. */
export const id = z.string().regex(idPattern);

/** The SHA-256 of something, in hex. */
export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);

/** Proof of something: an invite, a ticket, a token. */
export const secret = z.string().min(16).max(200);

/** The replica under which the session server itself writes entries. */
export const serverReplica = '_______server_________';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Encodes bytes as base64url without padding (RFC 4648, section 5). */
export function toBase64Url(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a, b, c] = [bytes[i]!, bytes[i + 1], bytes[i + 2]];
    text += alphabet[a >> 2]! + alphabet[((a & 3) << 4) | ((b ?? 0) >> 4)]!;
    if (b !== undefined) text += alphabet[((b & 15) << 2) | ((c ?? 0) >> 6)]!;
    if (c !== undefined) text += alphabet[c & 63]!;
  }
  return text;
}

/**
 * Makes a random id. It begins with a letter: after `--session`, one that begins with a dash is read as another option.
 */
export function newId(environment: Pick<Environment, 'randomBytes'>): string {
  const bytes = environment.randomBytes(16);
  bytes[0]! &= 0x7f;
  return toBase64Url(bytes);
}

/** Makes a random 256-bit secret, such as an invite or a ticket. */
export function newSecret(environment: Environment): string {
  return toBase64Url(environment.randomBytes(32));
}
