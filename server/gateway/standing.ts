import { timingSafeEqual } from 'node:crypto';
import { hashSecret } from '../session/secrets.ts';
import type { ListenOptions } from './listen-options.ts';

function hasHash(given: string | undefined, wantedHash: string | null): boolean {
  if (given === undefined || wantedHash === null) return false;
  const [a, b] = [Buffer.from(hashSecret(given)), Buffer.from(wantedHash)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Gives the standing of a token's bearer; null when it opens nothing here. */
export function standingOf(
  token: string | undefined,
  { ownerToken, hostTokenHash }: Pick<ListenOptions, 'ownerToken' | 'hostTokenHash'>,
): 'owner' | 'bearer' | null {
  if (hasHash(token, ownerToken === null ? null : hashSecret(ownerToken))) return 'owner';
  return hasHash(token, hostTokenHash ?? null) ? 'bearer' : null;
}
