import { HttpBlobs } from '../../client/http-blobs.ts';
import { checkDoor, provenDial, provenFetch } from '../../client/proven-door.ts';
import { socketDial } from '../../client/socket-dial.ts';
import { nodeEnvironment } from './environment.ts';
import type { OwnAddress } from './running-info.ts';

/**
 * Way through the private door of a folder's host: only what its owner's window shows opens it. `check` rejects where
 * something else answers there, such as another program that has the port of a host which has died: it is told nothing.
 */
export function ownWay({ origin, session, token, person }: OwnAddress, channel: 'session' | 'workspace') {
  const door = { origin, token, environment: nodeEnvironment, fetch };
  return {
    check: () => checkDoor(door),
    dial: provenDial(door, socketDial(origin, { session, channel, token, person })),
    blobs: new HttpBlobs(`${origin}/blobs/${session}`, token, provenFetch(door)),
  };
}
