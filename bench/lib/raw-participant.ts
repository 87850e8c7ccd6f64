import { createRequire } from 'node:module';
import { nodeEnvironment } from '../../src/main/machine/environment.ts';
import { decodeServerFrame, encodeFrame } from '../../src/shared/core/frames.ts';
import { newSecret } from '../../src/shared/core/ids.ts';
import { pack } from '../../src/shared/core/message-pack.ts';
import { type Body, encodeBody, type KindName, kinds } from '../../src/shared/session/table.ts';
import { helloOf } from '../../tests/lib/hello.ts';
import { RawWebSocket } from '../fanout/raw-web-socket.ts';

const notepack = createRequire(import.meta.url)('notepack.io') as {
  encode(value: unknown): Buffer;
  decode(bytes: Uint8Array): { type: number; data: unknown };
};

const path = '/socket.io/?EIO=4&transport=websocket';

export interface RawDoor {
  port: number;
  session: string;
  invite: string;
  /** Ticket of a person who was let in before. */
  ticket?: string;
  /** Document to look at. */
  ref: string;
}

/** Finds the frame that an engine.io message carries as the event `f`, or null. */
export function frameIn(payload: Uint8Array): Uint8Array | null {
  const { type, data } = notepack.decode(payload);
  return type === 2 ? (data as [string, Uint8Array])[1] : null;
}

const eventOf = (frame: Uint8Array) => notepack.encode({ type: 2, data: ['f', frame], nsp: '/' });

/** Sends one entry, the `n`th of a replica. */
export function sendEntry<K extends KindName>(
  socket: RawWebSocket,
  entry: { replica: string; n: number; ref: string | null; kind: K; body: Body<K> },
): void {
  const { replica, n, ref, kind, body } = entry;
  const tuple = [0, 0, replica, n, 0, kind, kinds[kind].v, ref, null, encodeBody(kind, body), null];
  socket.send(eventOf(pack({ t: 'entries', entries: [tuple] })));
}

/** Sends one entry about a text, the `n`th of a replica. */
export function sendOfText<K extends 'doc.bound' | 'doc.updated'>(
  socket: RawWebSocket,
  replica: string,
  n: number,
  ref: string,
  kind: K,
  body: Body<K>,
): void {
  sendEntry(socket, { replica, n, ref, kind, body });
}

/** Opens a connection and says hello. Resolves once the welcome is there; `lost` is called at its end. */
export async function joinRaw(door: RawDoor, replica: string, lost: () => void): Promise<RawWebSocket> {
  const { invite, ticket = newSecret(nodeEnvironment) } = door;
  const hello = helloOf(replica, { purpose: 'program', invite, ticket });
  const socket = await new Promise<RawWebSocket>((resolve, reject) => {
    const begin = (opened: RawWebSocket) => {
      opened.onClose = () => {
        lost();
        reject(new Error('the server closed the connection'));
      };
      opened.onText = (text) => {
        if (text === '2') opened.sendText('3');
        const data = { session: door.session, channel: 'session' };
        if (text.startsWith('0')) opened.send(notepack.encode({ type: 0, nsp: '/', data }));
      };
      opened.onMessage = (payload) => {
        const bytes = frameIn(payload);
        if (!bytes) return opened.send(eventOf(encodeFrame({ t: 'hello', hello })));
        const frame = decodeServerFrame(bytes);
        if (frame.t === 'closed') reject(new Error(frame.message));
        if (frame.t !== 'welcome') return;
        opened.send(eventOf(encodeFrame({ t: 'subscribe', ref: door.ref, subscription: 1 })));
        resolve(opened);
      };
    };
    RawWebSocket.open(door.port, path, begin).catch(reject);
  });
  socket.onMessage = null;
  return socket;
}
