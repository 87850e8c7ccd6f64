import { HttpBlobs } from '../../src/client/http-blobs.ts';
import { MemoryOutbox } from '../../src/client/outbox.ts';
import { SessionClient } from '../../src/client/session-client.ts';
import { socketDial } from '../../src/client/socket-dial.ts';
import { nodeEnvironment } from '../../src/main/machine/environment.ts';
import { newId, newSecret } from '../../src/shared/core/ids.ts';
import { parseInviteLink } from '../../src/shared/invite-link.ts';

/** A guest's client over real sockets, or an agent's, which joins by an invite link, or a ticket, once it is started. */
export function guestClient(
  link: string,
  name: string,
  purpose: 'window' | 'agent' = 'window',
  ticket = newSecret(nodeEnvironment),
): SessionClient {
  const { origin, session, invite } = parseInviteLink(link);
  return new SessionClient({
    dial: socketDial(origin, { session, channel: 'session' }),
    environment: nodeEnvironment,
    outbox: new MemoryOutbox(),
    blobs: new HttpBlobs(`${origin}/blobs/${session}`, ticket, fetch),
    replica: newId(nodeEnvironment),
    name,
    purpose,
    invite,
    ticket,
  });
}

/** Starts a guest's client. Resolves once it is let in and knows the host. */
export async function enter(client: SessionClient): Promise<void> {
  await client.start();
  await client.joined();
  await client.until(({ host }) => host !== null);
}
