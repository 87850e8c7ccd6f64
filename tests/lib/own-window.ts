import { DirectWorkspace } from '../../src/client/direct-workspace.ts';
import { HttpBlobs } from '../../src/client/http-blobs.ts';
import { MemoryOutbox } from '../../src/client/outbox.ts';
import { SessionClient } from '../../src/client/session-client.ts';
import { socketDial } from '../../src/client/socket-dial.ts';
import { nodeEnvironment } from '../../src/main/machine/environment.ts';
import { newId } from '../../src/shared/core/ids.ts';

/** A window at the host's own door. */
export interface OwnWindow {
  client: SessionClient;
  direct: DirectWorkspace;
}

/** The host's own window, by the address that the host prints. */
export async function ownWindow(url: string, joins = true): Promise<OwnWindow> {
  const { origin, hash } = new URL(url);
  const { session, person, token } = Object.fromEntries(new URLSearchParams(hash.slice(1)));
  const auth = { session: session!, person: person!, token: token! };
  const replica = newId(nodeEnvironment);
  const blobs = new HttpBlobs(`${origin}/blobs/${session}`, token!, fetch);
  const client = new SessionClient({
    dial: socketDial(origin, { ...auth, channel: 'session' }),
    environment: nodeEnvironment,
    outbox: new MemoryOutbox(),
    blobs,
    replica,
    name: 'Window',
    purpose: 'window',
  });
  await client.start();
  if (joins) await client.joined();
  const dial = socketDial(origin, { ...auth, channel: 'workspace' });
  return { client, direct: new DirectWorkspace(dial, blobs, replica) };
}
