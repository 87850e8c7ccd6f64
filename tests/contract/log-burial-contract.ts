import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Log } from '../../server/log/log.ts';
import { tombstoneOf } from '../../server/log/tombstone.ts';
import { sampleEntry, sampleId, sampleLatest } from './sample-entries.ts';

const session = sampleId('session');
const [alice, bob] = [sampleId('alice'), sampleId('bob')];
const [one, two] = [sampleId('one'), sampleId('two')];
const [first, second] = ['a', 'b'].map((letter) => letter.repeat(64)) as [string, string];
const all = Number.MAX_SAFE_INTEGER;
const cursor = { kind: 'cursor.moved' };

/** Promises of every log about entries that are taken out of it, and about the blobs that the others name. */
export function describeLogBurial(name: string, open: (nowMs: () => number) => Log): void {
  describe(`${name}: taking out`, () => {
    let log: Log;

    // 1 to 8: an update and a lock of one, focus on both, an update of two, cursors in both, an update of one again.
    beforeEach(async () => {
      log = open(() => 1000);
      await log.append(session, 0, [
        sampleEntry({ n: 1, ref: one, kind: 'doc.updated', blob: first }),
        sampleEntry({ n: 2, ref: one, kind: 'lock.acquired', to: bob }),
        sampleLatest({ ref: two }),
        sampleLatest({ ref: one }),
        sampleEntry({ n: 3, ref: two, kind: 'doc.updated', blob: second }),
        sampleLatest({ ...cursor, ref: one, by: bob }),
        sampleLatest({ ...cursor, ref: two, by: bob }),
        sampleEntry({ n: 4, ref: one, kind: 'doc.updated', blob: second }),
      ]);
      await log.putCheckpoint(session, one, { seq: 5, bytes: Uint8Array.of(1) });
      await log.putCheckpoint(session, two, { seq: 5, bytes: Uint8Array.of(2) });
    });
    afterEach(() => log.close());

    const kept = async () => (await log.read(session, 0, all, all)).map(({ seq, kind }) => [seq, kind]);

    it('leaves a tombstone with the place and the number of each, and nothing else of it', async () => {
      await log.bury(session, { ref: one, upTo: 2 });
      const [stone, other] = await log.read(session, 0, 2, all);
      const fixed = { at: 1000, by: alice, ageMs: 0, kind: 'entry.buried', v: 1, ref: null, to: null, blob: null };
      expect(stone).toMatchObject({ seq: 1, n: 1, ...fixed });
      expect(other).toMatchObject({ seq: 2, n: 2, ...fixed });
      expect([...(stone?.body ?? [])]).toEqual([0x80]);
    });

    it('takes a ref out up to a seq: its latest go, and what they had put aside does not come to light', async () => {
      await log.bury(session, { ref: one, upTo: 7 });
      expect(await kept()).toEqual([
        [1, 'entry.buried'],
        [2, 'entry.buried'],
        [5, 'doc.updated'],
        [7, 'cursor.moved'],
        [8, 'doc.updated'],
      ]);
      expect(await log.readRef(session, one, 0, all, all)).toMatchObject([{ seq: 8 }]);
      expect(await log.latestOf(session, two, all)).toMatchObject([{ seq: 7 }]);
      expect(await log.head(session)).toBe(8);
    });

    it('takes the checkpoint of a ref with it, and no other', async () => {
      await log.bury(session, { ref: one, upTo: all });
      expect(await log.checkpointed(session)).toEqual(new Map([[two, 5]]));
    });

    it('takes the checkpoint of the state with it where that is no newer', async () => {
      for (const [seq, isThere] of [
        [7, true],
        [6, false],
      ] as const) {
        await log.putCheckpoint(session, '', { seq, bytes: Uint8Array.of(1) });
        await log.bury(session, { ref: one, upTo: 6 });
        expect((await log.checkpoint(session, '')) !== null).toBe(isThere);
      }
    });

    it('takes out one by its seq, with a checkpoint that may hold it', async () => {
      await log.bury(session, { seq: 8 });
      expect(await log.checkpoint(session, one)).not.toBeNull();
      await log.bury(session, { seq: 1 });
      expect(await log.checkpoint(session, one)).toBeNull();
      await log.bury(session, { seq: 6 });
      expect(await kept()).toEqual([
        [1, 'entry.buried'],
        [2, 'lock.acquired'],
        [3, 'presence.focused'],
        [4, 'presence.focused'],
        [5, 'doc.updated'],
        [7, 'cursor.moved'],
        [8, 'entry.buried'],
      ]);
    });

    it('counts what was taken out, session by session', async () => {
      const counts = async () => [await log.removals(session), await log.removals(sampleId('other'))];
      expect(await counts()).toEqual([0, 0]);
      await log.bury(session, { seq: 8 });
      const none = { segments: [], checkpoints: [], ended: [], markers: [] };
      await log.condense(session, { after: 0, upTo: 1, ...none });
      expect(await counts()).toEqual([2, 0]);
      await log.excise(session, { ref: two, after: 1, upTo: 8, kinds: ['doc.updated'], instead: [] }, (index) => index);
      expect(await counts()).toEqual([3, 0]);
      const same = (bytes: Uint8Array) => bytes;
      const [first] = await log.readRecorded(session, one, 0, all, 1);
      await log.blank(session, { ref: one, instead: [tombstoneOf(first!)], reindex: same, redact: same });
      expect(await counts()).toEqual([4, 0]);
    });

    it('drops all of a session that nobody has claimed, and no other', async () => {
      await log.append(sampleId('other'), 0, [sampleEntry({ ref: one })]);
      await log.pack(session, { last: 2, index: Uint8Array.of(2), state: null });
      await log.bury(session, { seq: 8 });
      await log.drop(session);
      expect([await log.head(session), await log.removals(session), (await log.lastNs(session)).size]).toEqual([
        0, 0, 0,
      ]);
      expect(await log.readRecorded(session, null, 0, all, all)).toEqual([]);
      expect([await log.segments(session), (await log.blobs(session)).size]).toEqual([[], 0]);
      expect(await log.checkpointed(session)).toEqual(new Map());
      expect(await log.head(sampleId('other'))).toBe(1);
      await log.claim(session);
      await expect(log.drop(session)).rejects.toThrow('in use');
    });

    it('names the blobs no more that only buried entries named', async () => {
      await log.bury(session, { ref: one, upTo: all });
      expect(await log.blobs(session)).toEqual(new Set([second]));
      expect(await log.naming(session, first)).toEqual([]);
    });

    it('still knows a buried entry as taken, and the last n of its replica', async () => {
      await log.bury(session, { ref: one, upTo: all });
      expect(await log.lastNs(session)).toEqual(new Map([[alice, 4]]));
      const [stamp] = await log.append(session, 0, [sampleEntry({ n: 4, ref: one, kind: 'doc.updated' })]);
      expect(stamp).toEqual({ seq: 8, at: 1000 });
      expect(await log.head(session)).toBe(8);
    });

    it('changes nothing a second time, nor where there is nothing, nor in other sessions', async () => {
      await log.append(sampleId('other'), 0, [sampleEntry({ ref: one })]);
      for (const burial of [{ ref: one, upTo: 7 }, { seq: 5 }]) await log.bury(session, burial);
      const before = await log.read(session, 0, all, all);
      for (const burial of [{ ref: one, upTo: 7 }, { seq: 5 }, { seq: 99 }, { ref: bob, upTo: all }])
        await log.bury(session, burial);
      expect(await log.read(session, 0, all, all)).toEqual(before);
      expect(await log.read(sampleId('other'), 0, all, all)).toMatchObject([{ ref: one }]);
    });

    it('tells who named a blob, and about what', async () => {
      expect(await log.naming(session, first)).toEqual([{ by: alice, kind: 'doc.updated', ref: one, to: null }]);
      await log.append(session, 0, [
        sampleEntry({ n: 5, ref: one, kind: 'doc.updated', blob: first }),
        sampleLatest({ kind: 'presence.changed', blob: first }),
      ]);
      const naming = await log.naming(session, first);
      expect(naming).toHaveLength(2);
      expect(naming).toContainEqual({ by: alice, kind: 'presence.changed', ref: null, to: null });
      expect(await log.naming(sampleId('other'), first)).toEqual([]);
    });

    it('gives the latest of a ref up to a seq, in order', async () => {
      expect((await log.latestOf(session, one, all)).map(({ seq }) => seq)).toEqual([4, 6]);
      expect((await log.latestOf(session, one, 5)).map(({ seq }) => seq)).toEqual([4]);
      expect(await log.latestOf(session, bob, all)).toEqual([]);
    });
  });
}
