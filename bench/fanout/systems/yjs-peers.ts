import { HocuspocusProvider } from '@hocuspocus/provider';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import WebSocket from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { RawWebSocket } from '../raw-web-socket.ts';
import { personOf, textName, typedUpdate } from '../typed-update.ts';
import type { FullClient, RawPerson, System } from './system.ts';

const room = 'bench';
const sync = 0;
const update = 2;

/** Differences of the two peers on the wire. */
interface Dialect {
  path: string;
  /** Prefix of each message: the name of the document, where one connection may carry several. */
  prefix: Uint8Array;
  /** First message of a newcomer. */
  greeting: Uint8Array | null;
  full(port: number, document: Y.Doc): Promise<{ destroy(): void }>;
}

function bytesOf(write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder();
  write(encoder);
  return encoding.toUint8Array(encoder);
}

function keystrokes(payload: Uint8Array, heard: (client: number, clock: number) => void): void {
  for (const { id, length } of Y.decodeUpdate(payload).structs) {
    for (let i = 0; i < length; i++) heard(id.client, id.clock + i);
  }
}

function peer(dialect: Dialect): System {
  const { prefix } = dialect;
  return {
    prepare: async () => undefined,
    async fullClient(port): Promise<FullClient> {
      const document = new Y.Doc();
      const text = document.getText(textName);
      const provider = await dialect.full(port, document);
      return {
        get text() {
          return text.toString();
        },
        close: () => provider.destroy(),
      };
    },
    async rawPerson(port, person): Promise<RawPerson> {
      let isOpen = true;
      const socket = await new Promise<RawWebSocket>((resolve, reject) => {
        const begin = (opened: RawWebSocket) => {
          opened.onMessage = () => resolve(opened);
          opened.onClose = () => {
            isOpen = false;
            reject(new Error('the server closed the connection'));
          };
          if (dialect.greeting) opened.send(dialect.greeting);
        };
        RawWebSocket.open(port, dialect.path, begin).catch(reject);
      });
      socket.onMessage = null;
      return {
        get isOpen() {
          return isOpen;
        },
        type(clock) {
          const message = bytesOf((encoder) => {
            encoding.writeUint8Array(encoder, prefix);
            encoding.writeVarUint(encoder, sync);
            encoding.writeVarUint(encoder, update);
            encoding.writeVarUint8Array(encoder, typedUpdate(person, clock));
          });
          socket.send(message);
        },
        listen(heard) {
          socket.onMessage = (payload, receivedMs) => {
            const decoder = decoding.createDecoder(payload.subarray(prefix.length));
            if (decoding.readVarUint(decoder) !== sync || decoding.readVarUint(decoder) !== update) return;
            keystrokes(decoding.readVarUint8Array(decoder), (client, clock) =>
              heard(personOf(client), clock, receivedMs),
            );
          };
        },
        close: () => socket.close(),
      };
    },
  };
}

/** The y-websocket 2 server. */
export const yWebsocket: System = peer({
  path: `/${room}`,
  prefix: new Uint8Array(0),
  greeting: null,
  full: (port, document) =>
    new Promise((resolve) => {
      const options = { WebSocketPolyfill: WebSocket as never, disableBc: true };
      const provider = new WebsocketProvider(`ws://127.0.0.1:${port}`, room, document, options);
      provider.once('sync', () => resolve(provider));
    }),
});

const name = bytesOf((encoder) => encoding.writeVarString(encoder, room));

/** Hocuspocus 4. */
export const hocuspocus: System = peer({
  path: '/',
  prefix: name,
  greeting: bytesOf((encoder) => {
    encoding.writeUint8Array(encoder, name);
    encoding.writeVarUint(encoder, 2);
    encoding.writeVarUint(encoder, 0);
    encoding.writeVarString(encoder, 'nobody');
  }),
  full: (port, document) =>
    new Promise((resolve) => {
      const provider = new HocuspocusProvider({
        url: `ws://127.0.0.1:${port}`,
        name: room,
        document,
        token: 'nobody',
        onSynced: () => resolve(provider),
      });
    }),
});
