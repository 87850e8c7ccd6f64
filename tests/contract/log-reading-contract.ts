import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Log } from '../../server/log/log.ts';
import { sampleEntry, sampleId, sampleLatest, sampleRun } from './sample-entries.ts';

const session = sampleId('session');
const [alice, bob] = [sampleId('alice'), sampleId('bob')];
const [one, two] = [sampleId('one'), sampleId('two')];
const all = Number.MAX_SAFE_INTEGER;

/** Contract of every log with its readers: order, limits, checkpoints and trimming. */
export function describeLogReading(name: string, open: (nowMs: () => number) => Log): void {
  describe(`${name}: reading`, () => {
    let log: Log;

    // history and latest in turn: 1h 2l 3h 4l 5h 6h 7l, of which 2 and 4 are by two replicas.
    beforeEach(async () => {
      log = open(() => 1000);
      await log.append(session, 0, [
        sampleEntry({ n: 1, ref: one }),
        sampleLatest({ ref: one }),
        sampleEntry({ n: 2, ref: two }),
        sampleLatest({ by: bob, ref: one }),
        sampleEntry({ n: 3, ref: one }),
        sampleEntry({ n: 4 }),
        sampleLatest({ by: bob, ref: two }),
      ]);
    });
    afterEach(() => log.close());

    const seqs = async (after: number, upTo: number, limit: number) =>
      (await log.read(session, after, upTo, limit)).map(({ seq }) => seq);
    const seqsOf = async (ref: string, after: number, upTo: number, limit: number) =>
      (await log.readRef(session, ref, after, upTo, limit)).map(({ seq }) => seq);

    it('gives history and latest together in the order of seq', async () => {
      expect(await seqs(0, all, all)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    });

    it('leaves out `after` itself and has `upTo` in', async () => {
      expect(await seqs(2, 5, all)).toEqual([3, 4, 5]);
      expect(await seqs(7, all, all)).toEqual([]);
    });

    it('gives the lowest numbers when there are more than the limit, whichever form they are kept in', async () => {
      for (let after = 0; after < 7; after++) {
        for (let limit = 1; limit <= 7; limit++) {
          const wanted = [1, 2, 3, 4, 5, 6, 7].filter((seq) => seq > after).slice(0, limit);
          expect(await seqs(after, all, limit)).toEqual(wanted);
        }
      }
    });

    it('names the blobs of entries that it keeps, of this session only', async () => {
      const [first, second, third] = ['a', 'b', 'c'].map((letter) => letter.repeat(64)) as [string, string, string];
      expect(await log.blobs(session)).toEqual(new Set());
      await log.append(session, 0, [
        sampleEntry({ n: 5, ref: one, blob: first }),
        sampleEntry({ n: 6, blob: first }),
        sampleLatest({ kind: 'presence.changed', blob: second }),
      ]);
      await log.append(sampleId('other'), 0, [sampleEntry({ blob: third })]);
      expect(await log.blobs(session)).toEqual(new Set([first, second]));
    });

    it('names no blob of an entry that was replaced or trimmed', async () => {
      const [first, second] = ['a', 'b'].map((letter) => letter.repeat(64)) as [string, string];
      await log.append(session, 0, [
        sampleEntry({ n: 5, ref: one, kind: 'doc.updated', blob: first }),
        sampleLatest({ kind: 'presence.changed', blob: second }),
      ]);
      await log.append(session, 0, [sampleLatest({ kind: 'presence.changed' })]);
      expect(await log.blobs(session)).toEqual(new Set([first]));
      await log.trim(session, 'doc.updated', one, all);
      expect(await log.blobs(session)).toEqual(new Set());
    });

    it('reads one ref with the same rules', async () => {
      expect(await seqsOf(one, 0, all, all)).toEqual([1, 2, 4, 5]);
      expect(await seqsOf(one, 1, 4, all)).toEqual([2, 4]);
      expect(await seqsOf(one, 0, all, 2)).toEqual([1, 2]);
      expect(await seqsOf(one, 2, all, 1)).toEqual([4]);
      expect(await seqsOf(two, 0, all, 5)).toEqual([3, 7]);
      expect(await seqsOf(sampleId('none'), 0, all, all)).toEqual([]);
    });

    it('gives pages that join to the whole', async () => {
      await log.append(session, 0, sampleRun(alice, 5, 104, { ref: one }));
      const paged: number[] = [];
      for (let after = 0; ; ) {
        const page = await seqs(after, 107, 10);
        paged.push(...page);
        if (page.length < 10) break;
        after = page.at(-1)!;
      }
      expect(paged).toEqual(Array.from({ length: 107 }, (_, index) => index + 1));
    });

    it('gives the newest checkpoint of a ref, and of the session itself', async () => {
      expect(await log.checkpoint(session, one)).toBeNull();
      await log.putCheckpoint(session, one, { seq: 3, bytes: Uint8Array.of(1) });
      await log.putCheckpoint(session, one, { seq: 5, bytes: Uint8Array.of(2, 3) });
      await log.putCheckpoint(session, '', { seq: 4, bytes: Uint8Array.of(9) });
      const checkpoint = await log.checkpoint(session, one);
      expect([checkpoint?.seq, ...(checkpoint?.bytes ?? [])]).toEqual([5, 2, 3]);
      expect((await log.checkpoint(session, ''))?.seq).toBe(4);
      expect(await log.checkpointed(session)).toEqual(
        new Map([
          [one, 5],
          ['', 4],
        ]),
      );
      expect(await log.checkpoint(session, two)).toBeNull();
    });

    it('trims one kind of one ref and nothing else', async () => {
      await log.append(session, 0, [sampleEntry({ n: 5, ref: one, kind: 'doc.updated' })]);
      await log.append(session, 0, [sampleEntry({ n: 6, ref: two, kind: 'doc.updated' })]);
      await log.append(session, 0, [sampleEntry({ n: 7, ref: one, kind: 'doc.updated' })]);
      await log.trim(session, 'doc.updated', one, 9);
      expect(await seqs(7, all, all)).toEqual([9, 10]);
      expect(await seqsOf(one, 0, all, all)).toEqual([1, 2, 4, 5, 10]);
    });

    it('still knows a trimmed entry as taken, and goes on counting', async () => {
      await log.append(session, 0, [sampleEntry({ n: 5, ref: one, kind: 'doc.updated' })]);
      await log.trim(session, 'doc.updated', one, all);
      await log.append(session, 0, [sampleEntry({ n: 5, ref: one, kind: 'doc.updated' })]);
      expect(await seqs(7, all, all)).toEqual([]);
      const [stamp] = await log.append(session, 0, [sampleEntry({ n: 6 })]);
      expect(stamp?.seq).toBe(9);
    });
  });
}
