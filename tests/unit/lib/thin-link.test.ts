import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type LinkForm, ThinLink } from '../../lib/thin-link.ts';

/** A server that does something with each connection, behind a link; gives a connection over it. */
async function over(
  form: Partial<LinkForm>,
  serve: (socket: Socket) => void,
): Promise<{ socket: Socket; ms: () => number }> {
  const server = createServer(serve);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const usual = { delayMs: 0, lossShare: 0, bitsPerSecond: 1e9, queueBytes: 1e6 };
  const link = await ThinLink.to((server.address() as AddressInfo).port, { ...usual, ...form });
  onTestFinished(async () => {
    await link.close();
    server.close();
  });
  const startedMs = performance.now();
  const socket = connect(link.port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  return { socket, ms: () => performance.now() - startedMs };
}

const counted = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7 + (i >> 8)) % 256));

async function receive(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

describe('a thin link', () => {
  it('carries every byte in order, also where a tenth of its segments gets lost and its queue overflows', async () => {
    const form = { delayMs: 2, lossShare: 0.1, bitsPerSecond: 1e7, queueBytes: 20_000 };
    const { socket } = await over(form, (socket) => socket.end(counted));
    socket.end();
    expect((await receive(socket)).equals(counted)).toBe(true);
  });

  it('takes a round trip to connect, and one more for a question', async () => {
    const { socket, ms } = await over({ delayMs: 40 }, (socket) => socket.pipe(socket));
    socket.end('hello');
    expect((await receive(socket)).toString()).toBe('hello');
    expect(ms()).toBeGreaterThanOrEqual(158);
  });

  it('carries no more than its rate', async () => {
    const { socket, ms } = await over({ bitsPerSecond: 4e6 }, (socket) => socket.end(counted));
    expect((await receive(socket)).length).toBe(counted.length);
    expect(ms()).toBeGreaterThanOrEqual(590);
  });

  it('hands an end on, and a break', async () => {
    const { socket } = await over({}, (socket) => {
      socket.on('data', () => socket.destroy());
      socket.on('error', () => undefined);
    });
    socket.on('error', () => undefined);
    socket.write('end, please');
    await new Promise<void>((gone) => {
      socket.on('close', gone);
      socket.on('end', gone).resume();
    });
  });
});
