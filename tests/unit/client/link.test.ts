import { describe, expect, it } from 'vitest';
import { Link } from '../../../src/client/link.ts';
import { decodeClientFrame, encodeFrame, type ServerFrame } from '../../../src/shared/core/frames.ts';
import { protocolVersion } from '../../../src/shared/core/version.ts';
import type { Transport } from '../../../src/shared/transport.ts';
import { VirtualWorld } from '../../sim/virtual-world.ts';

const dayMs = 86_400_000;

/** A link to a server that answers pings while it is up, and counts how often it was dialled. */
async function stage() {
  const world = new VirtualWorld(1);
  const server = { answers: true, loses: 0, dials: 0, link: null as Transport | null };
  const dial = async (): Promise<Transport> => {
    server.dials++;
    const answer = (frame: ServerFrame) =>
      world.after(5, () => server.answers && transport.onFrame(encodeFrame(frame)));
    const transport: Transport = {
      onFrame: () => undefined,
      onClose: () => undefined,
      onDrain: () => undefined,
      bufferedBytes: 0,
      send: (data) => {
        const { t } = decodeClientFrame(data);
        if (t === 'ping') answer({ t: 'pong', sent: 0 });
        if (t === 'hello' && server.loses-- > 0) return;
        if (t === 'hello')
          answer({
            t: 'welcome',
            welcome: { person: 'p'.repeat(22), role: 'editor', lastN: 0, head: 0, serverMs: 0, resubscribe: [] },
          });
      },
      close: () => undefined,
    };
    server.link = transport;
    return transport;
  };
  const frames: ServerFrame[] = [];
  const link = new Link({
    dial,
    environment: world.environment(),
    hello: () => ({
      protocol: protocolVersion,
      replica: 'r'.repeat(22),
      purpose: 'window',
      name: 'N',
      since: 0,
      refs: [],
    }),
    onFrame: (frame) => void frames.push(frame),
    onStatus: () => undefined,
  });
  link.connect();
  await world.run(100);
  expect(link.isOnline).toBe(true);
  return { world, server, link, frames };
}

describe('a link', () => {
  it('dials again when nothing was heard for long', async () => {
    const { world, server } = await stage();
    server.answers = false;
    await world.run(60_000);
    expect(server.dials).toBeGreaterThan(1);
  });

  it('lives while anything comes over the network, though the answer to its ping waits behind that', async () => {
    const { world, server, link } = await stage();
    server.answers = false;
    for (let second = 0; second < 120; second++) {
      link.heard();
      await world.run(1000);
    }
    expect([server.dials, link.isOnline]).toEqual([1, true]);
  });

  it('lives while a large state comes on a slow line, and begins it anew on another connection', async () => {
    const { world, server, link, frames } = await stage();
    const tell = async (byte: number, more: boolean) => {
      const state = { comments: Uint8Array.of(byte) };
      server.link!.onFrame(encodeFrame({ t: 'keyframe', seq: 5, state, ...(more && { more }) }));
      await world.run(9_000);
    };
    server.answers = false;
    for (let piece = 1; piece < 20; piece++) await tell(piece, true);
    expect([server.dials, link.isOnline, frames.length]).toEqual([1, true, 1]);
    server.answers = true;
    link.reset('cut');
    await world.run(9_000);
    await tell(21, true);
    await tell(22, false);
    const told = frames.findLast(({ t }) => t === 'keyframe');
    expect(told).toEqual({ t: 'keyframe', seq: 5, state: { comments: Uint8Array.of(21, 22) } });
  });

  it('keeps its connection over a sleep that the connection has survived, as a tab in the background has many', async () => {
    const { world, server, link } = await stage();
    for (let minute = 0; minute < 10; minute++) {
      world.skip(60_000);
      await world.run(0);
    }
    await world.run(60_000);
    expect([server.dials, link.isOnline]).toEqual([1, true]);
  });

  it('finds out soon after a sleep that its connection is dead', async () => {
    const { world, server } = await stage();
    server.answers = false;
    world.skip(dayMs);
    await world.run(0);
    server.answers = true;
    await world.run(2000);
    expect(server.dials).toBe(1);
    server.answers = false;
    world.skip(dayMs);
    await world.run(5000);
    expect(server.dials).toBe(2);
  });

  it('dials at once when it is woken, however long it had failed before', async () => {
    const { world, server, link } = await stage();
    server.loses = 100;
    link.reset('The network is gone.');
    await world.run(100_000);
    server.loses = 0;
    server.link!.onClose();
    const { dials } = server;
    link.wake();
    await world.run(20);
    expect([server.dials, link.isOnline]).toEqual([dials + 1, true]);
  });

  it('finds out soon after it was woken that its connection is dead, and keeps one that lives', async () => {
    const { world, server, link } = await stage();
    link.wake();
    await world.run(4000);
    expect([server.dials, link.isOnline]).toEqual([1, true]);
    server.answers = false;
    link.wake();
    await world.run(3500);
    expect(server.dials).toBe(2);
  });

  it('takes no entries before the welcome, which says what they leave out: it dials again', async () => {
    const { world, server, link, frames } = await stage();
    server.loses = 1;
    link.reset('The session moved.');
    await world.run(300);
    expect([server.dials, link.isOnline]).toEqual([2, false]);
    frames.length = 0;
    server.link!.onFrame(encodeFrame({ t: 'entries', entries: [], after: 0, upTo: 9 }));
    await world.run(1000);
    expect([server.dials, link.isOnline]).toEqual([3, true]);
    expect(frames.map(({ t }) => t)).toEqual(['welcome']);
  });
});
