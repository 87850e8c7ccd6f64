import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { z } from 'zod';

/** Path at which a private door is asked for its proof. */
export const proofPath = '/proof';

/** The asker's challenge: 256 random bits, so that no proof is good twice. */
export const challenge = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

/** Proves the knowledge of a token, and reveals nothing of it (HMAC-SHA-256, RFC 2104). */
export function hostProof(token: string, challenge: string): string {
  return bytesToHex(hmac(sha256, utf8ToBytes(token), utf8ToBytes(`ensemble door ${challenge}`)));
}
