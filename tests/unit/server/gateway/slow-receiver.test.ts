import { io, type Socket } from 'socket.io-client';
import * as parser from 'socket.io-msgpack-parser';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Connection } from '../../../../server/session/connection.ts';
import type { SessionClient } from '../../../../src/client/session-client.ts';
import { nodeEnvironment } from '../../../../src/main/machine/environment.ts';
import { type ClientFrame, decodeServerFrame, encodeFrame } from '../../../../src/shared/core/frames.ts';
import { newId } from '../../../../src/shared/core/ids.ts';
import { Gateway } from './gateway-fixture.ts';

const format = { encoding: 'utf8', bom: false, eol: 'lf', mixedEol: false } as const;
const bodyBytes = 60_000;
const atOnce = 20;
/** Bytes that are pushed before a connection counts as slow, and bytes that one batch may add. */
const boundBytes = 4 * 1024 * 1024;

/** A guest whose network takes nothing while it is stopped. */
class Stoppable {
  readonly replica = newId(nodeEnvironment);
  readonly #socket: Socket;
  heard = 0;
  onFrame: () => void = () => undefined;

  constructor(gateway: Gateway) {
    this.#socket = io(`http://127.0.0.1:${gateway.guestPort}`, {
      parser,
      forceNew: true,
      reconnection: false,
      transports: ['websocket'],
      auth: { session: gateway.session, channel: 'session' },
    });
    onTestFinished(() => void this.#socket.disconnect());
    this.#socket.on('f', (frame: Uint8Array) => {
      const decoded = decodeServerFrame(frame);
      if (decoded.t === 'entries') this.heard = decoded.upTo;
      this.onFrame();
    });
    this.#socket.once('connect', () => this.send(gateway.hello({ replica: this.replica })));
  }

  send(frame: ClientFrame): void {
    this.#socket.emit('f', encodeFrame(frame));
  }

  get #tcp(): { pause(): void; resume(): void } {
    const transport = this.#socket.io.engine.transport as unknown as { ws: { _socket: never } };
    return transport.ws._socket;
  }

  stop(): void {
    this.#tcp.pause();
  }

  goOn(): void {
    this.#tcp.resume();
  }

  async until(wanted: () => boolean): Promise<void> {
    while (!wanted()) {
      await new Promise<void>((resolve) => {
        this.onFrame = resolve;
      });
    }
  }
}

async function setUp() {
  const gateway = await Gateway.open();
  const ref = newId(nodeEnvironment);
  await gateway.host.publish('doc.opened', { term: 1, path: null, title: 'big', format, readOnly: false }, ref);
  const session = (await gateway.server.find(gateway.session))!;
  // A guest would be held to their pace.
  const [writer, reader] = [gateway.host, await gateway.client()];
  const slow = new Stoppable(gateway);
  await slow.until(() => slow.heard > 0);
  const connection = [...session.connections].find(({ replica }) => replica === slow.replica)!;
  return { gateway, ref, session, writer, reader, slow, connection };
}

/** Writes entries of nearly a frame each; gives the most that was ever kept for a connection meanwhile. */
async function write(writer: SessionClient, ref: string, count: number, connection: Connection): Promise<number> {
  let most = 0;
  for (let written = 0; written < count; written += atOnce) {
    const some = Array.from({ length: atOnce }, async () => {
      await writer.publish('doc.updated', { update: new Uint8Array(bodyBytes) }, ref);
      most = Math.max(most, connection.transport.bufferedBytes);
    });
    await Promise.all(some);
  }
  return most;
}

async function allApplied(reader: SessionClient, head: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = reader.events.on('entry', ({ seq }) => seq >= head && resolve());
  if (reader.applied < head) await promise;
  stop();
}

describe('a receiver that does not read', () => {
  it("does not grow the server's memory, others do not notice, and it gets everything when it reads again", async () => {
    const { ref, session, writer, reader, slow, connection } = await setUp();
    slow.send({ t: 'subscribe', ref, subscription: 1 });
    reader.subscribe({ t: 'subscribe', ref, subscription: 1 });
    slow.stop();
    expect(await write(writer, ref, 300, connection)).toBeLessThan(boundBytes);
    expect(connection.mode).toBe('pull');
    await allApplied(reader, session.head);
    expect(reader.status.is).toBe('online');
    slow.goOn();
    await slow.until(() => slow.heard === session.head);
    expect(connection.mode).toBe('push');
  });

  it('waits with the past that it asked for, however often it asks', async () => {
    const { ref, writer, slow, connection } = await setUp();
    await write(writer, ref, 200, connection);
    slow.stop();
    for (let i = 0; i < 50; i++) slow.send({ t: 'subscribe', ref, subscription: 1 });
    slow.send({ t: 'ping' });
    expect(await write(writer, ref, 60, connection)).toBeLessThan(boundBytes);
  });

  it('is sent away when answers to it pile up', async () => {
    const { gateway, session, slow, connection } = await setUp();
    slow.stop();
    const answer = { id: 1, result: new Uint8Array(bodyBytes) };
    while (session.connections.has(connection) && connection.phase !== 'closed') {
      expect(connection.transport.bufferedBytes).toBeLessThan(10 * 1024 * 1024);
      await gateway.host.sendDirect('request.answered', answer, slow.replica);
      await gateway.host.publish('files.changed', { term: 1, changes: [] });
    }
    expect(connection.phase).toBe('closed');
  });
});
