import { createHmac } from 'node:crypto';
import type { CallBody } from '../../src/shared/capabilities/calls/kinds.ts';
import type { RelaySettings } from './relay-settings.ts';

/**
 * Makes what a window is told: the servers, and for relays a name and a password that end (TURN REST API). The secret
 * stays here.
 */
export function relaysFor(settings: RelaySettings, person: string, nowMs: number): CallBody<'call.relaysTold'> {
  const { servers, relayOnly, credentialMinutes } = settings;
  const validMs = credentialMinutes * 60_000;
  const username = `${Math.floor((nowMs + validMs) / 1000)}:${person}`;
  const told = servers.map((server) => {
    if (!('secret' in server)) return { urls: server.urls };
    const credential = createHmac('sha1', server.secret).update(username).digest('base64');
    return { urls: server.urls, username, credential };
  });
  return { servers: told, relayOnly, validMs: told.some(({ username }) => username !== undefined) ? validMs : null };
}
