import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import * as stockParser from 'socket.io-msgpack-parser';
import { describe, expect, it, onTestFinished } from 'vitest';
import { socketDial } from '../../../../src/client/socket-dial.ts';
import { pack } from '../../../../src/shared/core/message-pack.ts';
import { clientParser, encodeEvent, PacketType, serverParser } from '../../../../src/shared/socket-parser.ts';
import { ask, Gateway } from './gateway-fixture.ts';

const headers = (head: number[], times: number) => Uint8Array.from(Array.from({ length: times }, () => head).flat());
const text = (word: string) => [0xa0 | word.length, ...new TextEncoder().encode(word)];
/** A packet by hand: whatever stands in the place of its data. */
const packet = (type: number, data: number[] | Uint8Array) =>
  Uint8Array.from([0x83, ...text('type'), type, ...text('nsp'), ...text('/'), ...text('data'), ...data]);

const thousandKeys = Object.fromEntries(Array.from({ length: 1000 }, (_, key) => [`key ${key}`, key]));

/** Packets that kill or stall a decoder that trusts the headers. */
const evil: [string, Uint8Array | string][] = [
  ['nothing', new Uint8Array(0)],
  ['text instead of bytes', '2["f",{"_placeholder":true,"num":0}]'],
  ['48 arrays of 33 million in each other', headers([0xdd, 0x01, 0xff, 0xff, 0xff], 48)],
  ['an extension of 268 million bytes', Uint8Array.of(0xc9, 0x10, 0, 0, 0, 0)],
  ['48 arrays as data', packet(PacketType.EVENT, headers([0xdd, 0x01, 0xff, 0xff, 0xff], 48))],
  ['48 arrays as who it is', packet(PacketType.CONNECT, headers([0xdd, 0x01, 0xff, 0xff, 0xff], 48))],
  ['a connect that is five levels deep', pack({ type: 0, nsp: '/', data: { a: { b: { c: { d: 1 } } } } })],
  ['a connect of a thousand keys', pack({ type: 0, nsp: '/', data: thousandKeys })],
  ['a connect of 4 kB', pack({ type: 0, nsp: '/', data: { token: 'x'.repeat(4000) } })],
  ['a connect to another namespace', pack({ type: 0, nsp: '/admin', data: {} })],
  ['an event before the connect', encodeEvent(pack({ t: 'ping' }))],
  ['an acknowledgement before the connect', pack({ type: 3, nsp: '/', id: 1, data: [] })],
  ['a connect error', pack({ type: 4, nsp: '/', data: { message: 'no' } })],
  ['128 kB of arrays in each other', headers([0x91], 128 * 1024)],
];

/** A WebSocket that says what it likes. Resolves once engine.io has greeted it. */
async function bare(port: number): Promise<{ socket: WebSocket; closed: Promise<void> }> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`);
  onTestFinished(() => socket.close());
  const closed = new Promise<void>((resolve) => socket.addEventListener('close', () => resolve()));
  await new Promise((resolve) => socket.addEventListener('message', resolve, { once: true }));
  return { socket, closed };
}

const send = (socket: WebSocket, message: Uint8Array | string) =>
  socket.send(typeof message === 'string' ? `4${message}` : (message as Uint8Array<ArrayBuffer>));

describe('before the door has said who may come in', () => {
  it.each(evil)('%s ends that connection alone, and costs nothing', async (_name, message) => {
    const gateway = await Gateway.open();
    const { socket, closed } = await bare(gateway.guestPort);
    const before = process.memoryUsage().arrayBuffers;
    const cpu = process.cpuUsage();
    send(socket, message);
    await closed;
    const { user, system } = process.cpuUsage(cpu);
    expect((user + system) / 1000).toBeLessThan(300);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1024 * 1024);
    expect(gateway.host.status.is).toBe('online');
    expect(gateway.reports).toEqual([]);
  });

  it('so it is by polling', async () => {
    const gateway = await Gateway.open();
    const path = '/socket.io/?EIO=4&transport=polling';
    const opened = await ask(gateway.guestPort, path);
    const { sid } = JSON.parse(opened.text.slice(1)) as { sid: string };
    const bomb = Buffer.from(headers([0xdd, 0x01, 0xff, 0xff, 0xff], 48)).toString('base64');
    await ask(gateway.guestPort, `${path}&sid=${sid}`, { method: 'POST', body: Buffer.from(`b${bomb}`) });
    // engine.io's own word for the end.
    expect((await ask(gateway.guestPort, `${path}&sid=${sid}`)).text).toMatch(/1$/);
    expect((await ask(gateway.guestPort, `${path}&sid=${sid}`)).status).toBe(400);
    expect(gateway.host.status.is).toBe('online');
    expect(gateway.reports).toEqual([]);
  });
});

describe('by polling', () => {
  const path = '/socket.io/?EIO=4&transport=polling';
  const handshake = (port: number) => ask(port, path);

  it.each(['b', '4', '3', '6', 'bkQ=='])(
    'a request of thousands of packets %s is not taken apart',
    async (packetText) => {
      const gateway = await Gateway.open();
      const { sid } = JSON.parse((await handshake(gateway.guestPort)).text.slice(1)) as { sid: string };
      const body = Buffer.from(`${packetText}\x1e`.repeat(20_000));
      await ask(gateway.guestPort, `${path}&sid=${sid}`, { method: 'POST', body }).catch(() => null);
      expect((await ask(gateway.guestPort, `${path}&sid=${sid}`)).status).toBe(400);
      expect(gateway.reports).toEqual([]);
    },
  );

  it('nobody makes thousands of connections that say nothing; who is in stays in', async () => {
    const gateway = await Gateway.open();
    const answers = await Promise.all(Array.from({ length: 1_100 }, () => handshake(gateway.guestPort)));
    const taken = answers.filter(({ status }) => status === 200);
    expect(taken.length).toBe(1_000);
    const refused = answers.find(({ status }) => status === 403)!;
    expect(JSON.parse(refused.text).message).toMatch(/^Too many connections from there have not said yet who they are/);
    expect(gateway.host.status.is).toBe('online');
    const { sid } = JSON.parse(taken[0]!.text.slice(1)) as { sid: string };
    await ask(gateway.guestPort, `${path}&sid=${sid}`, { method: 'POST', body: Buffer.from('1') });
    expect((await handshake(gateway.guestPort)).status).toBe(200);
  });
});

describe('after it', () => {
  it.each<[string, Uint8Array | string]>([
    ...evil.filter(([name]) => !name.startsWith('an event')),
    ['a second connect', pack({ type: 0, nsp: '/', data: {} })],
    ['an event of another name', packet(PacketType.EVENT, [0x92, ...text('g'), 0xc4, 1, 0])],
    ['an event that asks for an answer', pack({ type: 2, nsp: '/', id: 1, data: ['f', new Uint8Array(1)] })],
    ['an event without bytes', pack({ type: 2, nsp: '/', data: ['f', { deep: [1] }] })],
    ['an event of two', pack({ type: 2, nsp: '/', data: ['f', new Uint8Array(1), new Uint8Array(1)] })],
    ['an event of bytes that are not there', packet(PacketType.EVENT, [0x92, ...text('f'), 0xc6, 0x10, 0, 0, 0])],
    ['an event with an extension', packet(PacketType.EVENT, [0x92, ...text('f'), 0xc7, 1, 5, 0])],
    ['an acknowledgement', pack({ type: 3, nsp: '/', id: 1, data: [] })],
  ])('%s ends that connection alone', async (_name, message) => {
    const gateway = await Gateway.open();
    const { socket, closed } = await bare(gateway.guestPort);
    const connected = new Promise((resolve) => socket.addEventListener('message', resolve, { once: true }));
    send(socket, pack({ type: 0, nsp: '/', data: { session: gateway.session, channel: 'session' } }));
    await connected;
    send(socket, message);
    await closed;
    expect(gateway.host.status.is).toBe('online');
    expect(gateway.reports).toEqual([]);
  });
});

it('takes what the stock parser of browsers and of Node makes', () => {
  const frame = pack({ t: 'ping' });
  const stock = new stockParser.Encoder();
  const heard: unknown[] = [];
  const decoder = new serverParser.Decoder().on('decoded', (one) => heard.push(one));
  const say = (one: object) => decoder.add((stock.encode(one as never) as unknown as Uint8Array[])[0]);
  const auth = { session: 's', channel: 'session' };
  say({ type: 0, data: auth, nsp: '/' });
  for (const bytes of [Buffer.from(frame), frame.slice().buffer]) {
    say({ type: 2, data: ['f', bytes], options: { compress: true }, nsp: '/' });
  }
  say({ type: 1, nsp: '/' });
  expect(heard).toEqual([
    { type: 0, nsp: '/', data: auth },
    { type: 2, nsp: '/', data: ['f', Buffer.from(frame)] },
    { type: 2, nsp: '/', data: ['f', Buffer.from(frame)] },
    { type: 1, nsp: '/' },
  ]);
});

it.each([0, 1, 255, 256, 65_535, 65_536, 100_000])(
  'carries a frame of %i bytes to stock parsers and to ours',
  (length) => {
    const frame = Uint8Array.from({ length }, (_, index) => index & 0xff);
    const heard: unknown[] = [];
    const ours = new clientParser.Decoder().on('decoded', ({ data }) => heard.push(data));
    const stock = new stockParser.Decoder() as unknown as InstanceType<typeof clientParser.Decoder>;
    stock.on('decoded', ({ data }) => heard.push(data));
    const event = encodeEvent(frame);
    ours.add(pack({ type: 0, nsp: '/', data: { sid: 'x' } }));
    ours.add(event.buffer);
    stock.add(Buffer.from(event));
    expect(heard.slice(1)).toEqual([
      ['f', frame],
      ['f', Buffer.from(frame)],
    ]);
  },
);

describe('a server that is evil', () => {
  it.each(evil.filter(([name]) => !/^(a connect error|an event before)/.test(name)))(
    'and says %s loses the connection, no more',
    async (_name, message) => {
      const http = createServer();
      const sockets = new Server(http, { parser: serverParser, serveClient: false });
      onTestFinished(() => sockets.close());
      await new Promise<void>((ready) => http.listen(0, '127.0.0.1', ready));
      sockets.on('connection', (socket) => socket.on('f', () => void socket.conn.write(message as string)));
      const { port } = http.address() as AddressInfo;
      const transport = await socketDial(`http://127.0.0.1:${port}`, { session: 's', channel: 'session' })();
      const frames: Uint8Array[] = [];
      transport.onFrame = (frame) => frames.push(frame);
      const closed = new Promise<void>((resolve) => {
        transport.onClose = resolve;
      });
      transport.send(pack({ t: 'ping' }));
      await closed;
      expect(frames).toEqual([]);
    },
  );
});
