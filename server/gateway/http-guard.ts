import type { IncomingMessage } from 'node:http';

/** Check of a listener: requests must name it by one of its own names, and come from its own pages. */
export interface HttpGuard {
  /** Names under which it is served, such as `127.0.0.1` or `team.example`, as they are now. */
  names: () => readonly string[];
  /** The port that `Host` must name too; null takes any, as a proxy or a forwarded port has another. */
  port: number | null;
}

const hostHeader = /^(\[[0-9a-f:.]{2,45}\]|[a-z0-9_-][a-z0-9._-]{0,252})(?::(\d{1,5}))?$/;

/**
 * Reason for which a request must not be served, or null. A foreign `Host` is DNS rebinding; a foreign `Origin` is
 * another page's script (https://owasp.org/www-community/attacks/csrf, cross-site WebSocket hijacking).
 */
export function objectionTo(
  { headers: { host, origin }, headersDistinct }: Pick<IncomingMessage, 'headers'> & Partial<IncomingMessage>,
  guard: HttpGuard,
): string | null {
  if (host === undefined) return 'The request names no host.';
  if ((headersDistinct?.host?.length ?? 1) > 1) return 'The request names two hosts.';
  const [, bracketed, port] = hostHeader.exec(host.toLowerCase()) ?? [];
  const name = bracketed?.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  const isNamed = name !== undefined && guard.names().some((known) => known.toLowerCase() === name);
  if (!isNamed || (guard.port !== null && Number(port) !== guard.port)) {
    const words = 'This address is not served under that name.';
    return guard.port === null ? `${words} Who started Ensemble here can name it with --address.` : words;
  }
  if (origin === undefined) return null;
  let originHost: string;
  try {
    originHost = new URL(origin).host;
  } catch {
    return 'Requests from there are not served.';
  }
  return originHost.toLowerCase() === host.toLowerCase() ? null : 'Requests from other pages are not served.';
}

/** The content security policy of the app's page. `'self'` covers its WebSocket too: the same name and port. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "worker-src 'self' blob:",
  "connect-src 'self' data:",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "media-src 'self' blob:",
  "manifest-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Devices that the app's page may ask its person for, in calls: itself alone, and no page within it. */
export const permissionsPolicy = 'camera=(self), microphone=(self), display-capture=(self)';
