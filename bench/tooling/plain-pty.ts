import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { WebSocketServer } from 'ws';
import { loadPty } from '../../src/main/terminals/pty.ts';
import { flood } from './flooding-program.ts';

/** Pieces that were sent and not taken, above which the program waits. */
const mostUntaken = 64;

const start = await loadPty();
const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
server.on('connection', (socket) => {
  const env = { PATH: process.env.PATH ?? '' };
  const pty = start({ ...flood, cwd: tmpdir(), env, columns: 80, rows: 24 });
  let untaken = 0;
  pty.onData((data) => {
    socket.send(data);
    if (++untaken === mostUntaken) pty.pause();
  });
  socket.on('message', () => {
    if (untaken-- === mostUntaken) pty.resume();
  });
  socket.on('close', () => pty.kill());
});
server.on('listening', () => process.send?.({ is: 'ready', port: (server.address() as AddressInfo).port }));
