import { describe, expect, it } from 'vitest';
import { EnsembleError } from '../../../../../src/shared/core/errors.ts';
import { pack, unpack } from '../../../../../src/shared/core/message-pack.ts';
import { longestPartBytes, windowBytes } from '../../../../../src/shared/core/streams/credits.ts';
import { StreamEnd } from '../../../../../src/shared/core/streams/stream-end.ts';

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Two ends, joined; the far one has no credit until its other grants some. */
class Pair {
  readonly near: StreamEnd<unknown>;
  readonly far: StreamEnd<unknown>;
  sentBytes = 0;
  left = 0;

  constructor(creditBytes = windowBytes) {
    const options = { decode: (part: Uint8Array) => unpack(part), creditBytes };
    this.near = new StreamEnd<unknown>({
      ...options,
      wire: {
        sent: (part) => {
          this.sentBytes += part.length;
          this.far.receive(part);
        },
        granted: (bytes) => this.far.granted(bytes),
      },
    });
    this.far = new StreamEnd<unknown>({
      ...options,
      wire: { sent: (part) => this.near.receive(part), granted: (bytes) => this.near.granted(bytes) },
      onLeft: () => this.left++,
    });
  }

  /** Sends numbers until no more go out at once. */
  async fill(): Promise<number> {
    for (let count = 0; ; count++) {
      void this.near.send(pack([count, new Uint8Array(1_000)])).catch(() => undefined);
      if (this.near.unsentBytes > 0) return count;
    }
  }
}

describe('a stream', () => {
  it('carries parts in order, both ways at once', async () => {
    const { near, far } = new Pair();
    const heard = { near: [] as unknown[], far: [] as unknown[] };
    const reading = Promise.all([
      (async () => {
        for await (const part of near) heard.near.push(part);
      })(),
      (async () => {
        for await (const part of far) heard.far.push(part);
      })(),
    ]);
    for (let count = 0; count < 2_000; count++) {
      await near.send(pack(count));
      await far.send(pack(-1 - count));
    }
    near.end(null);
    far.end(null);
    await reading;
    expect(heard.far).toEqual(Array.from({ length: 2_000 }, (_, count) => count));
    expect(heard.near).toEqual(Array.from({ length: 2_000 }, (_, count) => -1 - count));
  });

  it('waits where its receiver does not read, and goes on when it does', async () => {
    const pair = new Pair();
    const filled = await pair.fill();
    expect(pair.sentBytes).toBeLessThanOrEqual(windowBytes);
    expect(filled).toBeGreaterThan(100);
    const drained = pair.near.drained();
    const read: unknown[] = [];
    for await (const part of pair.far) {
      read.push((part as [number])[0]);
      if (read.length > filled) break;
    }
    await drained;
    expect(read).toEqual(Array.from({ length: filled + 1 }, (_, count) => count));
    expect(pair.left).toBe(1);
  });

  it('keeps nobody from sending small parts one after another without waiting', async () => {
    const pair = new Pair();
    await pair.fill();
    let isSent = false;
    void pair.near.send(pack(1)).then(() => {
      isSent = true;
    });
    await settle();
    // It has its turn behind what waits already.
    expect(isSent).toBe(false);
  });

  it('ends in words for who waits to send and who waits to read', async () => {
    const pair = new Pair();
    const reading = pair.near[Symbol.asyncIterator]().next();
    await pair.fill();
    const waiting = pair.near.send(pack(0));
    const drained = pair.near.drained();
    const error = new EnsembleError('disconnected', 'Gone.');
    pair.near.end(error);
    await expect(reading).rejects.toBe(error);
    await expect(waiting).rejects.toBe(error);
    await expect(pair.near.send(pack(0))).rejects.toBe(error);
    await drained;
  });

  it('gives what came before its end, unless nobody wants that', async () => {
    for (const isWanted of [true, false]) {
      const { near, far } = new Pair();
      await near.send(pack('last words'));
      far.end(new EnsembleError('disconnected', 'Gone.'), isWanted);
      const heard: unknown[] = [];
      const reading = (async () => {
        for await (const part of far) heard.push(part);
      })();
      await expect(reading).rejects.toMatchObject({ code: 'disconnected' });
      expect(heard).toEqual(isWanted ? ['last words'] : []);
    }
  });

  it('takes nothing after its end', () => {
    const { far } = new Pair();
    far.end(null);
    expect(() => far.receive(pack('late'))).not.toThrow();
  });

  it('says what is wrong with more than it has room for, and with what is no part', () => {
    const { far } = new Pair();
    expect(() => far.receive(Uint8Array.of(0xc1))).toThrow(/msgpack/);
    const send = () => {
      for (let count = 0; count < 1_000; count++) far.receive(pack(new Uint8Array(1_000)));
    };
    expect(send).toThrow(/more was sent/i);
  });

  it('turns down a part that fits no entry', async () => {
    const { near } = new Pair();
    await expect(near.send(new Uint8Array(longestPartBytes + 1))).rejects.toMatchObject({ code: 'too-large' });
  });
});
