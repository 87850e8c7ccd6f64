import { HttpBlobs } from '../../../src/client/http-blobs.ts';
import { MemoryOutbox } from '../../../src/client/outbox.ts';
import { SessionClient } from '../../../src/client/session-client.ts';
import { socketDial } from '../../../src/client/socket-dial.ts';
import { nodeEnvironment } from '../../../src/main/machine/environment.ts';
import { newId, newSecret } from '../../../src/shared/core/ids.ts';
import { unpack } from '../../../src/shared/core/message-pack.ts';
import { frameIn, joinRaw, sendOfText } from '../../lib/raw-participant.ts';
import { benchInvite, benchOwner, benchSession, benchTicketOf, benchToken } from '../messages.ts';
import { clientOf, typedUpdate } from '../typed-update.ts';
import type { FullClient, RawPerson, System } from './system.ts';

const ref = newId(nodeEnvironment);
const people = new Map<string, number>();
const format = { encoding: 'utf8', bom: false, eol: 'lf', mixedEol: false } as const;

async function client(port: number, owner: boolean): Promise<SessionClient> {
  const auth = { session: benchSession, channel: 'session' as const };
  const origin = `http://127.0.0.1:${port}`;
  const ticket = newSecret(nodeEnvironment);
  const made = new SessionClient({
    dial: socketDial(origin, owner ? { ...auth, token: benchToken, person: benchOwner } : auth),
    environment: nodeEnvironment,
    outbox: new MemoryOutbox(),
    replica: newId(nodeEnvironment),
    name: owner ? 'Host' : 'Full client',
    purpose: owner ? 'host' : 'program',
    ...(owner
      ? {}
      : { invite: benchInvite, ticket, blobs: new HttpBlobs(`${origin}/blobs/${benchSession}`, ticket, fetch) }),
  });
  await made.start();
  await made.joined();
  return made;
}

/** Our server, as guests reach it. */
export const ensemble: System = {
  async prepare(port) {
    const host = await client(port, true);
    await host.publish('host.claimed', { term: 1, folder: 'bench' });
    await host.publish('sharing.opened', { admitEveryone: true, role: 'editor' });
    await host.publish('doc.opened', { term: 1, path: null, title: 'bench', format, readOnly: false }, ref);
  },

  async fullClient(port): Promise<FullClient> {
    const made = await client(port, false);
    const document = await made.documents.open(ref);
    return {
      get text() {
        return document.toString();
      },
      close: () => made.leave(),
    };
  },

  async rawPerson(port, person): Promise<RawPerson> {
    const replica = newId(nodeEnvironment);
    people.set(replica, person);
    let isOpen = true;
    const door = { port, session: benchSession, invite: benchInvite, ticket: benchTicketOf(person), ref };
    const socket = await joinRaw(door, replica, () => {
      isOpen = false;
    });
    return {
      get isOpen() {
        return isOpen;
      },
      type(clock) {
        if (clock === 0) sendOfText(socket, replica, 1, ref, 'doc.bound', { client: clientOf(person) });
        sendOfText(socket, replica, clock + 2, ref, 'doc.updated', { update: typedUpdate(person, clock) });
      },
      listen(heard) {
        socket.onMessage = (payload, receivedMs) => {
          const frame = frameIn(payload);
          const { t, entries } = (frame ? unpack(frame) : {}) as { t?: string; entries?: unknown[][] };
          if (t !== 'entries' || !entries) return;
          for (const entry of entries) {
            if (entry[5] === 'doc.updated')
              heard(people.get(entry[2] as string)!, (entry[3] as number) - 2, receivedMs);
          }
        };
      },
      close: () => socket.close(),
    };
  },
};
