import type { IncomingMessage } from 'node:http';

/** What a listener lets near: requests must name it by one of its own names, and come from its own pages. */
export interface Guard {
  /** Allowed `Host` headers, such as `127.0.0.1:4321`; null allows any (a listener for the network). */
  hosts: ReadonlySet<string> | null;
}

/**
 * Says why a request must not be served, or null. A foreign `Host` is DNS rebinding; a foreign `Origin` is another
 * page's script (https://owasp.org/www-community/attacks/csrf, cross-site WebSocket hijacking).
 */
export function objectionTo(request: Pick<IncomingMessage, 'headers'>, guard: Guard): string | null {
  const { host, origin } = request.headers;
  if (host === undefined) return 'The request names no host.';
  if (guard.hosts && !guard.hosts.has(host.toLowerCase())) return 'This address is not served under that name.';
  if (origin === undefined) return null;
  let originHost: string;
  try {
    originHost = new URL(origin).host;
  } catch {
    return 'Requests from there are not served.';
  }
  return originHost.toLowerCase() === host.toLowerCase() ? null : 'Requests from other pages are not served.';
}

/** The content security policy of the app's page. */
export function contentSecurityPolicy(host: string): string {
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self' 'unsafe-inline'",
    "worker-src 'self' blob:",
    `connect-src 'self' data: ws://${host} wss://${host}`,
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "media-src 'self' blob:",
    "manifest-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}
