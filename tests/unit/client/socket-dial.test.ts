import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { afterEach, describe, expect, it } from 'vitest';
import { socketDial } from '../../../src/client/socket-dial.ts';
import { serverParser } from '../../../src/shared/socket-parser.ts';

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

describe('a dial', () => {
  it('tells a door that says no from one that is not there', async () => {
    const http = createServer();
    const sockets = new Server(http, { parser: serverParser });
    sockets.use((_socket, next) => next(new Error('The token is wrong.')));
    await new Promise<void>((ready) => http.listen(0, '127.0.0.1', ready));
    const { port } = http.address() as AddressInfo;
    const dial = socketDial(`http://127.0.0.1:${port}`, { session: 's'.repeat(22), channel: 'session' });
    await expect(dial()).rejects.toMatchObject({ code: 'not-permitted', message: 'The token is wrong.' });
    await sockets.close();
    await expect(dial()).rejects.not.toHaveProperty('code');
  });

  it('fails when the connection breaks before the session has answered, so that it can be tried again', async () => {
    const http = createServer();
    const sockets = new Server(http, { parser: serverParser });
    sockets.use((socket) => socket.conn.close());
    await new Promise<void>((ready) => http.listen(0, '127.0.0.1', ready));
    closers.push(async () => sockets.close());
    const { port } = http.address() as AddressInfo;
    const dial = socketDial(`http://127.0.0.1:${port}`, { session: 's'.repeat(22), channel: 'session' });
    await expect(dial()).rejects.toThrow('The connection broke while it was being made.');
  });
});
