import { describe, expect, it } from 'vitest';
import type { OutboxItem, OutboxStorage } from '../../src/client/outbox.ts';
import { sampleId, sampleRun } from './sample-entries.ts';

const items = (from: number, to: number): OutboxItem[] =>
  sampleRun(sampleId('alice'), from, to).map((entry) => ({ entry, madeMs: 1000 + entry.n }));
const ns = (kept: readonly OutboxItem[]) => kept.map(({ entry }) => entry.n);

/**
 * Contract of every storage of unacknowledged entries. `open` gives the storage of one replica; called again with the
 * same value of `life` it gives the storage as a later life of that replica finds it.
 */
export function describeOutboxStorage(name: string, open: (life: object) => Promise<OutboxStorage>): void {
  describe(name, () => {
    it('begins empty', async () => {
      expect(await (await open({})).load()).toEqual([]);
    });

    it('gives back what was added, whole and in order', async () => {
      const storage = await open({});
      await storage.append(items(1, 2));
      await storage.append(items(3, 3));
      expect(await storage.load()).toEqual(items(1, 3));
    });

    it('forgets up to a number and no further', async () => {
      const storage = await open({});
      await storage.append(items(1, 5));
      await storage.remove(3);
      expect(ns(await storage.load())).toEqual([4, 5]);
      await storage.remove(2);
      expect(ns(await storage.load())).toEqual([4, 5]);
      await storage.remove(5);
      await storage.append(items(6, 6));
      expect(ns(await storage.load())).toEqual([6]);
    });

    it('keeps the order of additions that are not awaited', async () => {
      const storage = await open({});
      await Promise.all([storage.append(items(1, 2)), storage.append(items(3, 4)), storage.append(items(5, 5))]);
      expect(ns(await storage.load())).toEqual([1, 2, 3, 4, 5]);
    });

    it('has what was durable in a later life', async () => {
      const life = {};
      const storage = await open(life);
      await storage.append(items(1, 3));
      await storage.remove(1);
      expect(await (await open(life)).load()).toEqual(items(2, 3));
    });

    it('hands out a copy: what is done to it changes nothing kept', async () => {
      const storage = await open({});
      await storage.append(items(1, 2));
      (await storage.load()).length = 0;
      expect(ns(await storage.load())).toEqual([1, 2]);
    });
  });
}
