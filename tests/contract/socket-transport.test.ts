import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server as SocketServer } from 'socket.io';
import { afterAll, beforeAll } from 'vitest';
import { socketTransport } from '../../server/gateway/socket-transport.ts';
import { socketDial } from '../../src/client/socket-dial.ts';
import { serverParser } from '../../src/shared/socket-parser.ts';
import type { Transport } from '../../src/shared/transport.ts';
import { describeTransport, type Pair } from './transport-contract.ts';

/** Both ends of connections over one way of the network. */
function over(transports: ('websocket' | 'polling')[]): () => Promise<Pair> {
  const http = createServer();
  const sockets = new SocketServer(http, {
    parser: serverParser,
    transports,
    serveClient: false,
    maxHttpBufferSize: 256 * 1024,
  });
  let accept: (transport: Transport) => void = () => undefined;
  sockets.on('connection', (socket) => accept(socketTransport(socket)));
  beforeAll(() => new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve)));
  afterAll(() => sockets.close());
  return async () => {
    const accepted = new Promise<Transport>((resolve) => {
      accept = resolve;
    });
    const { port } = http.address() as AddressInfo;
    return [await socketDial(`http://127.0.0.1:${port}`, { session: '', channel: 'session' })(), await accepted];
  };
}

describeTransport('socket.io by WebSocket', over(['websocket']));
describeTransport('socket.io by polling, where WebSocket is blocked', over(['polling']));
