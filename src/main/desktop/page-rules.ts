/** Where a page wants to go: it stays on its host, goes to the system's browser, or nowhere. */
export type Destination = 'stay' | 'browser' | 'nowhere';

/** Decides about a link or a redirect of a page that belongs to `origin`. */
export function destinationOf(target: string, origin: string): Destination {
  if (!URL.canParse(target)) return 'nowhere';
  const url = new URL(target);
  if (url.origin === origin) return 'stay';
  return url.protocol === 'https:' && !url.username && !url.password ? 'browser' : 'nowhere';
}

const allowed = new Set(['clipboard-sanitized-write', 'notifications', 'media', 'display-capture', 'fullscreen']);

/** Whether a page may have a browser permission: the few that the app needs, for its own page alone. */
export function mayHave(permission: string, requester: string, origin: string): boolean {
  return allowed.has(permission) && URL.canParse(requester) && new URL(requester).origin === origin;
}

/** Chromium's answer codes for a certificate: accept, refuse, decide as usual. */
export const certificateVerdicts = { accept: 0, refuse: -2, asUsual: -3 } as const;

/**
 * Judges a certificate by the fingerprint in the invite: with a pin only that certificate will do, whoever signed it.
 * @param fingerprint as Chromium writes it: `sha256/` and base64
 */
export function judgeCertificate(fingerprint: string, pin: string | null): number {
  if (pin === null) return certificateVerdicts.asUsual;
  const wanted = `sha256/${Buffer.from(pin, 'hex').toString('base64')}`;
  return fingerprint === wanted ? certificateVerdicts.accept : certificateVerdicts.refuse;
}
