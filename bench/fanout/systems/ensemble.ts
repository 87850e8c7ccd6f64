import { createRequire } from 'node:module';
import { MemoryOutbox } from '../../../src/client/outbox.ts';
import { SessionClient } from '../../../src/client/session-client.ts';
import { socketDial } from '../../../src/client/socket-dial.ts';
import { nodeEnvironment } from '../../../src/main/host/environment.ts';
import { decodeServerFrame, encodeFrame } from '../../../src/shared/protocol/frames.ts';
import { newId, newSecret } from '../../../src/shared/protocol/ids.ts';
import { pack, unpack } from '../../../src/shared/protocol/message-pack.ts';
import { protocolVersion } from '../../../src/shared/protocol/version.ts';
import { benchInvite, benchOwner, benchSession, benchToken } from '../messages.ts';
import { RawWebSocket } from '../raw-web-socket.ts';
import { typedUpdate } from '../typed-update.ts';
import type { FullClient, RawPerson, System } from './system.ts';

const notepack = createRequire(import.meta.url)('notepack.io') as {
  encode(value: unknown): Buffer;
  decode(bytes: Uint8Array): { type: number; data: unknown };
};

const ref = newId(nodeEnvironment);
const people = new Map<string, number>();
const format = { encoding: 'utf8', bom: false, eol: 'lf', mixedEol: false } as const;

async function client(port: number, owner: boolean): Promise<SessionClient> {
  const auth = { session: benchSession, channel: 'session' as const };
  const made = new SessionClient({
    dial: socketDial(`http://127.0.0.1:${port}`, owner ? { ...auth, token: benchToken, person: benchOwner } : auth),
    environment: nodeEnvironment,
    outbox: new MemoryOutbox(),
    replica: newId(nodeEnvironment),
    name: owner ? 'Host' : 'Full client',
    purpose: owner ? 'host' : 'program',
    ...(owner ? {} : { invite: benchInvite, ticket: newSecret(nodeEnvironment) }),
  });
  await made.start();
  await made.joined();
  return made;
}

/** The frame that an engine.io message carries as the event `f`, or null. */
function frameIn(payload: Uint8Array): Uint8Array | null {
  const { type, data } = notepack.decode(payload);
  return type === 2 ? (data as [string, Uint8Array])[1] : null;
}

const eventOf = (frame: Uint8Array) => notepack.encode({ type: 2, data: ['f', frame], nsp: '/' });
const path = '/socket.io/?EIO=4&transport=websocket';

/** Opens a connection and says hello. Resolves once the welcome is there; `lost` hears of its end. */
async function join(port: number, replica: string, lost: () => void): Promise<RawWebSocket> {
  const about = { protocol: protocolVersion, replica, purpose: 'program', name: 'Raw', since: 0 } as const;
  const hello = { ...about, refs: [], invite: benchInvite, ticket: newSecret(nodeEnvironment) };
  const socket = await new Promise<RawWebSocket>((resolve, reject) => {
    const begin = (opened: RawWebSocket) => {
      opened.onClose = () => {
        lost();
        reject(new Error('the server closed the connection'));
      };
      opened.onText = (text) => {
        if (text === '2') opened.sendText('3');
        const data = { session: benchSession, channel: 'session' };
        if (text.startsWith('0')) opened.send(notepack.encode({ type: 0, nsp: '/', data }));
      };
      opened.onMessage = (payload) => {
        const bytes = frameIn(payload);
        if (!bytes) return opened.send(eventOf(encodeFrame({ t: 'hello', hello })));
        const frame = decodeServerFrame(bytes);
        if (frame.t === 'closed') reject(new Error(frame.message));
        if (frame.t !== 'welcome') return;
        opened.send(eventOf(encodeFrame({ t: 'subscribe', ref })));
        resolve(opened);
      };
    };
    RawWebSocket.open(port, path, begin).catch(reject);
  });
  socket.onMessage = null;
  return socket;
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
    const socket = await join(port, replica, () => {
      isOpen = false;
    });
    return {
      get isOpen() {
        return isOpen;
      },
      type(clock) {
        const body = pack({ update: typedUpdate(person, clock) });
        const tuple = [0, 0, replica, clock + 1, 0, 'doc.updated', 1, ref, null, body, null];
        socket.send(eventOf(pack({ t: 'entries', entries: [tuple] })));
      },
      listen(heard) {
        socket.onMessage = (payload, receivedMs) => {
          const frame = frameIn(payload);
          const { t, entries } = (frame ? unpack(frame) : {}) as { t?: string; entries?: unknown[][] };
          if (t !== 'entries' || !entries) return;
          for (const entry of entries) {
            if (entry[5] === 'doc.updated')
              heard(people.get(entry[2] as string)!, (entry[3] as number) - 1, receivedMs);
          }
        };
      },
      close: () => socket.close(),
    };
  },
};
