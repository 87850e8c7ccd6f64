import { describe, expect, it } from 'vitest';
import type { Transport } from '../../src/shared/transport.ts';

/** Two ends of a fresh connection. */
export type Pair = readonly [Transport, Transport];

const frameOf = (number: number, length = 4): Uint8Array => {
  const frame = new Uint8Array(length);
  new DataView(frame.buffer).setUint32(0, number);
  return frame;
};
const numberOf = (frame: Uint8Array): number => new DataView(frame.buffer, frame.byteOffset, 4).getUint32(0);

/** Resolves with the next frames that come to an end. */
function take(end: Transport, count: number): Promise<Uint8Array[]> {
  return new Promise((resolve) => {
    const frames: Uint8Array[] = [];
    end.onFrame = (frame) => {
      frames.push(frame.slice());
      if (frames.length === count) resolve(frames);
    };
  });
}

const closed = (end: Transport): Promise<void> =>
  new Promise((resolve) => {
    end.onClose = resolve;
  });

/** Contract of every connection with the session and its clients. `open` gives both ends, each way round the same. */
export function describeTransport(name: string, open: () => Promise<Pair>): void {
  describe.each([
    ['there', 0, 1],
    ['back', 1, 0],
  ] as const)(`${name}, %s`, (_way, from, to) => {
    const ends = async () => {
      const pair = await open();
      return { here: pair[from], there: pair[to] };
    };

    it('carries frames whole and in order', async () => {
      const { here, there } = await ends();
      const arriving = take(there, 500);
      for (let i = 0; i < 500; i++) here.send(frameOf(i, 4 + (i % 50)));
      const frames = await arriving;
      expect(frames.map(numberOf)).toEqual(Array.from({ length: 500 }, (_, index) => index));
      expect(frames.map(({ length }) => length)).toEqual(Array.from({ length: 500 }, (_, index) => 4 + (index % 50)));
    });

    it.each([4, 125, 126, 65_400, 65_600, 128 * 1024])('carries a frame of %i bytes unchanged', async (length) => {
      const { here, there } = await ends();
      const arriving = take(there, 1);
      const frame = new Uint8Array(length).map((_, index) => index * 31);
      here.send(frame);
      const [arrived] = await arriving;
      expect(Buffer.from(arrived!).equals(frame)).toBe(true);
    });

    it('carries a frame that is a view onto a larger buffer', async () => {
      const { here, there } = await ends();
      const arriving = take(there, 1);
      here.send(Uint8Array.from([9, 9, 1, 2, 3, 4, 9]).subarray(2, 6));
      expect([...(await arriving)[0]!]).toEqual([1, 2, 3, 4]);
    });

    it('says when all that was sent is gone', async () => {
      const { here, there } = await ends();
      const arriving = take(there, 100);
      for (let i = 0; i < 100; i++) here.send(frameOf(i, 100_000));
      const drained = new Promise<void>((resolve) => {
        here.onDrain = resolve;
      });
      if (here.bufferedBytes > 0) await drained;
      await arriving;
      expect(here.bufferedBytes).toBe(0);
    });

    it('is closed for both ends, once, whoever closes it', async () => {
      const { here, there } = await ends();
      let times = 0;
      const ended = Promise.all([closed(here), closed(there)]);
      const [first, second] = [here.onClose, there.onClose];
      here.onClose = () => {
        times++;
        first();
      };
      there.onClose = () => {
        times++;
        second();
      };
      here.close();
      await ended;
      here.close();
      there.close();
      expect(times).toBe(2);
    });

    it('takes and gives nothing any more once it is closed', async () => {
      const { here, there } = await ends();
      const ended = Promise.all([closed(here), closed(there)]);
      here.close();
      await ended;
      let heard = 0;
      there.onFrame = () => void heard++;
      expect(() => here.send(frameOf(1))).not.toThrow();
      expect(heard).toBe(0);
    });

    it('delivers what was said before closing', async () => {
      const { here, there } = await ends();
      const arriving = take(there, 2);
      here.send(frameOf(1));
      here.send(frameOf(2));
      here.close();
      expect((await arriving).map(numberOf)).toEqual([1, 2]);
    });
  });
}
