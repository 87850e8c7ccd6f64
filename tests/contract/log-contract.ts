import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Log } from '../../server/log/log.ts';
import { tombstoneOf } from '../../server/log/tombstone.ts';
import type { Entry } from '../../src/shared/core/entry.ts';
import { serverReplica } from '../../src/shared/core/ids.ts';
import { encodeBody } from '../../src/shared/session/table.ts';
import { sampleEntry, sampleId, sampleLatest, sampleRun } from './sample-entries.ts';

const session = sampleId('session');
const [alice, bob] = [sampleId('alice'), sampleId('bob')];
const [one, two] = [sampleId('one'), sampleId('two')];
const all = Number.MAX_SAFE_INTEGER;

/**
 * Contract of every log with the server that writes it. `open` gives an empty one that reads the clock it is handed.
 */
export function describeLogWriting(name: string, open: (nowMs: () => number) => Log): void {
  describe(`${name}: writing`, () => {
    let log: Log;
    let nowMs = 1000;

    beforeEach(() => {
      nowMs = 1000;
      log = open(() => nowMs);
    });
    afterEach(() => log.close());

    it('numbers entries densely from 1, over batches and replicas', async () => {
      await log.claim(session);
      const first = await log.append(session, 1, [...sampleRun(alice, 1, 2), sampleEntry({ by: bob })]);
      const second = await log.append(session, 1, sampleRun(alice, 3, 4));
      expect([...first, ...second].map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
      expect(await log.head(session)).toBe(5);
    });

    it('keeps sessions apart', async () => {
      await log.append(session, 0, sampleRun(alice, 1, 3));
      const [stamp] = await log.append(sampleId('other'), 0, [sampleEntry()]);
      expect(stamp?.seq).toBe(1);
      expect(await log.read(sampleId('other'), 0, all, all)).toHaveLength(1);
      expect(await log.head(sampleId('third'))).toBe(0);
    });

    it('never lets time run back', async () => {
      const [before] = await log.append(session, 0, [sampleEntry({ n: 1 })]);
      nowMs = 400;
      const [meanwhile] = await log.append(session, 0, [sampleEntry({ n: 2 })]);
      nowMs = 1500.7;
      const [after] = await log.append(session, 0, [sampleEntry({ n: 3 })]);
      expect([before?.at, meanwhile?.at, after?.at]).toEqual([1000, 1000, 1500]);
      expect((await log.read(session, 0, all, all)).map(({ at }) => at)).toEqual([1000, 1000, 1500]);
    });

    it('gives every field back as it came, with its stamp', async () => {
      const entry = sampleEntry({ ref: one, to: bob, body: Uint8Array.of(0, 255, 7), blob: 'f'.repeat(64), v: 3 });
      await log.append(session, 0, [entry]);
      const [kept] = await log.read(session, 0, all, all);
      expect({ ...kept, body: [...(kept?.body ?? [])] }).toEqual({ ...entry, seq: 1, at: 1000, body: [0, 255, 7] });
    });

    it('takes an entry once: the second time it gives the first stamp', async () => {
      await log.append(session, 0, sampleRun(alice, 1, 3));
      nowMs = 2000;
      const stamps = await log.append(session, 0, [
        sampleEntry({ n: 2 }),
        sampleEntry({ n: 4 }),
        sampleEntry({ n: 4 }),
      ]);
      expect(stamps.slice(0, 2)).toEqual([
        { seq: 2, at: 1000 },
        { seq: 4, at: 2000 },
      ]);
      expect(stamps[2]?.seq).toBe(4);
      expect((await log.read(session, 0, all, all)).map(({ n }) => n)).toEqual([1, 2, 3, 4]);
      expect(await log.head(session)).toBe(4);
    });

    it('takes the same n of two replicas, and repeated n = 0', async () => {
      await log.append(session, 0, [
        sampleEntry(),
        sampleEntry({ by: bob }),
        sampleLatest(),
        sampleLatest({ ref: one }),
      ]);
      expect(await log.head(session)).toBe(4);
    });

    it('puts the newest of a latest kind in the place of the one before, per replica, kind and ref', async () => {
      await log.append(session, 0, [sampleLatest(), sampleLatest({ by: bob }), sampleLatest({ ref: one })]);
      await log.append(session, 0, [sampleLatest({ kind: 'presence.changed' }), sampleLatest()]);
      const kept = await log.read(session, 0, all, all);
      expect(kept.map(({ seq, by, kind, ref }) => [seq, by, kind, ref])).toEqual([
        [2, bob, 'presence.focused', null],
        [3, alice, 'presence.focused', one],
        [4, alice, 'presence.changed', null],
        [5, alice, 'presence.focused', null],
      ]);
    });

    it('puts the newest of a latest kind with keys in the place of the one of the same key', async () => {
      const of = (path: string, rest: number) =>
        sampleLatest({
          kind: 'languages.problems',
          body: encodeBody('languages.problems', { term: 1, path, source: 'typescript', problems: [], rest }),
        });
      await log.append(session, 0, [of('a.ts', 1), of('b.ts', 2), of('a.ts', 3)]);
      await log.append(session, 0, [of('b.ts', 4), sampleLatest({ kind: 'languages.problems' })]);
      await log.bury(session, { seq: 4 });
      expect((await log.read(session, 0, all, all)).map(({ seq }) => seq)).toEqual([3, 5]);
    });

    it('keeps nothing of hosts before: neither what a newer one says anew, nor what its claim voids', async () => {
      const problems = (by: string, path: string) =>
        sampleLatest({
          by,
          kind: 'languages.problems',
          body: encodeBody('languages.problems', { term: 1, path, source: 'pyright', problems: [], rest: 1 }),
        });
      const git = (by: string) => sampleLatest({ by, kind: 'git.status' });
      await log.append(session, 0, [git(alice), problems(alice, 'a.py'), problems(alice, 'b.py'), sampleLatest()]);
      await log.append(session, 0, [problems(bob, 'a.py')]);
      const seqs = async () => (await log.read(session, 0, all, all)).map(({ seq }) => seq);
      expect(await seqs()).toEqual([1, 3, 4, 5]);
      await log.append(session, 0, [sampleEntry({ kind: 'host.claimed', n: 1 })]);
      expect(await seqs()).toEqual([1, 4, 6]);
      await log.append(session, 0, [problems(bob, 'b.py'), git(bob)]);
      expect(await seqs()).toEqual([4, 6, 7, 8]);
    });

    it('keeps nothing that a forgotten replica has said of itself', async () => {
      const left = (n: number, forget: boolean) =>
        sampleEntry({
          by: serverReplica,
          n,
          kind: 'participant.left',
          body: encodeBody('participant.left', { person: alice, replica: alice, forget }),
        });
      const cursor = (by: string) => sampleLatest({ by, kind: 'cursor.moved', ref: one });
      await log.append(session, 0, [cursor(alice), cursor(bob), sampleLatest(), sampleLatest({ kind: 'git.status' })]);
      await log.append(session, 0, [left(1, false)]);
      const seqs = async () => (await log.read(session, 0, all, all)).map(({ seq }) => seq);
      expect(await seqs()).toEqual([1, 2, 3, 4, 5]);
      await log.append(session, 0, [left(2, true), cursor(alice)]);
      expect(await seqs()).toEqual([2, 4, 5, 6, 7]);
    });

    it('keeps all of the latest kinds that were said while there was a recording, for its readers alone', async () => {
      const cursor = (by: string) => sampleLatest({ by, kind: 'cursor.moved', ref: one });
      await log.append(session, 0, [cursor(alice), sampleEntry({ n: 1, ref: one })]);
      const during = [cursor(alice), sampleLatest(), cursor(alice)];
      await log.append(session, 0, during, [], new Set(during));
      await log.append(session, 0, [cursor(alice), cursor(bob)]);
      const recorded = async (ref: string | null, after = 0, limit = all) =>
        (await log.readRecorded(session, ref, after, all, limit)).map(({ seq }) => seq);
      expect((await log.read(session, 0, all, all)).map(({ seq }) => seq)).toEqual([2, 4, 6, 7]);
      expect((await log.readRef(session, one, 0, all, all)).map(({ seq }) => seq)).toEqual([2, 6, 7]);
      expect(await recorded(null)).toEqual([2, 3, 4, 5, 6, 7]);
      expect(await recorded(one)).toEqual([2, 3, 5, 6, 7]);
      expect(await recorded(null, 3, 2)).toEqual([4, 5]);
      await log.bury(session, { ref: one, upTo: 6 });
      expect(await recorded(one)).toEqual([7]);
    });

    it('gives every entry from its segments as it was, and those of recordings', async () => {
      const cursor = () => sampleLatest({ kind: 'cursor.moved', ref: one });
      const [first, second] = [cursor(), cursor()];
      await log.append(session, 0, [...sampleRun(alice, 1, 3, { ref: one }), first], [], new Set([first]));
      const started = sampleEntry({ n: 4, kind: 'recording.started', ref: two });
      await log.append(session, 0, [second, started], [], new Set([second]));
      await log.append(session, 0, [...sampleRun(alice, 5, 8, { ref: two, blob: 'a'.repeat(64) }), sampleLatest()]);
      const read = async () => [
        await log.read(session, 0, all, all),
        await log.readRecorded(session, null, 0, all, all),
        await log.readRef(session, one, 0, all, all),
        await log.readRecorded(session, one, 1, all, 3),
        await log.read(session, 2, 9, 4),
        await log.recordings(session),
        [...(await log.blobs(session))],
        await log.naming(session, 'a'.repeat(64)),
      ];
      const before = await read();
      expect(await log.packedState(session, all)).toBeNull();
      await log.pack(session, { last: 5, index: Uint8Array.of(1), state: Uint8Array.of(5) });
      await log.pack(session, { last: 5, index: Uint8Array.of(9), state: null });
      await log.pack(session, { last: 9, index: Uint8Array.of(2), state: Uint8Array.of(9) });
      expect(await read()).toEqual(before);
      expect((await log.segments(session)).map(({ last, index }) => [last, ...index])).toEqual([
        [5, 1],
        [9, 2],
      ]);
      const states = [4, 5, 8, 9, 99].map(async (seq) => (await log.packedState(session, seq))?.seq);
      expect(await Promise.all(states)).toEqual([undefined, 5, 5, 9, 9]);
      await log.bury(session, { ref: one, upTo: 4 });
      expect((await log.readRecorded(session, null, 0, all, all)).map(({ seq, kind }) => [seq, kind])).toEqual([
        ...[1, 2, 3].map((seq) => [seq, 'entry.buried']),
        [5, 'cursor.moved'],
        [6, 'recording.started'],
        ...[7, 8, 9, 10].map((seq) => [seq, 'people.gathered']),
        [11, 'presence.focused'],
      ]);
      expect(await log.packedState(session, 8)).toMatchObject({ seq: 5 });
    });

    it('finds the checkpoint that is newest up to a seq, of those that are kept beside the newest of all', async () => {
      for (const seq of [3, 6]) await log.keepCheckpoint(session, one, { seq, bytes: Uint8Array.of(seq) });
      await log.putCheckpoint(session, one, { seq: 8, bytes: Uint8Array.of(8) });
      const found = [2, 3, 5, 7, 8, 99].map(async (upTo) => (await log.checkpointUpTo(session, one, upTo))?.seq);
      expect(await Promise.all(found)).toEqual([undefined, 3, 3, 6, 8, 8]);
      expect(await log.checkpointUpTo(session, two, all)).toBeNull();
      await log.bury(session, { ref: one, upTo: 4 });
      expect(await log.checkpointUpTo(session, one, all)).toBeNull();
    });

    it('writes a stretch anew without some of its entries, with what stands for them', async () => {
      const cursor = sampleLatest({ kind: 'cursor.moved', ref: one });
      const started = sampleEntry({ n: 3, kind: 'recording.started', ref: two });
      await log.append(session, 0, [...sampleRun(alice, 1, 2, { ref: one }), started, cursor], [], new Set([cursor]));
      await log.append(session, 0, sampleRun(alice, 4, 9, { ref: one, blob: 'a'.repeat(64) }));
      await log.pack(session, { last: 6, index: Uint8Array.of(1), state: Uint8Array.of(6) });
      await log.putCheckpoint(session, one, { seq: 2, bytes: Uint8Array.of(2) });
      for (const seq of [4, 9]) await log.keepCheckpoint(session, one, { seq, bytes: Uint8Array.of(seq) });
      const kept = await log.read(session, 6, 7, all);
      await log.condense(session, {
        after: 0,
        upTo: 8,
        segments: [
          { last: 6, index: Uint8Array.of(), state: Uint8Array.of(66), entries: [] },
          { last: 8, index: Uint8Array.of(3), state: null, entries: kept },
        ],
        checkpoints: [{ ref: one, since: 0, seq: 6, bytes: Uint8Array.of(66) }],
        ended: [],
        markers: [],
      });
      const seqs = async (entries: Promise<Entry[]>) => (await entries).map(({ seq }) => seq);
      expect(await seqs(log.readRecorded(session, null, 0, all, all))).toEqual([3, 4, 7, 9, 10]);
      expect(await seqs(log.read(session, 0, all, all))).toEqual([3, 4, 7, 9, 10]);
      expect((await log.segments(session)).map(({ last, isEmpty }) => [last, isEmpty])).toEqual([
        [6, true],
        [8, false],
      ]);
      expect((await log.packedState(session, all))?.bytes).toEqual(Uint8Array.of(66));
      expect(await log.checkpoint(session, one)).toMatchObject({ seq: 6 });
      expect((await log.checkpointUpTo(session, one, 8))?.seq).toBe(6);
      expect((await log.checkpointUpTo(session, one, 5))?.seq).toBeUndefined();
      expect((await log.checkpointUpTo(session, one, 9))?.seq).toBe(9);
      expect([await log.head(session), (await log.lastNs(session)).get(alice)]).toEqual([10, 9]);
      await log.bury(session, { ref: two, upTo: all }, (state) => Uint8Array.of(...state, 1));
      expect((await log.packedState(session, all))?.bytes).toEqual(Uint8Array.of(66, 1));
      await log.scrub();
      expect(await seqs(log.readRef(session, one, 0, all, all))).toEqual([4, 7, 9, 10]);
    });

    it('keeps of what windows showed in a recording that which a stretch has that is written anew', async () => {
      const viewed = () => sampleLatest({ kind: 'recording.viewed', ref: two });
      const views = [viewed(), viewed(), viewed(), viewed()];
      await log.append(session, 0, [sampleEntry({ n: 1, kind: 'recording.started', ref: two }), ...views.slice(0, 2)]);
      await log.append(session, 0, views, [], new Set(views));
      await log.pack(session, { last: 6, index: Uint8Array.of(6), state: Uint8Array.of(6) });
      const kept = await log.readRecorded(session, two, 4, 6, all);
      const gone = { last: 4, index: Uint8Array.of(), state: Uint8Array.of(44), entries: [] };
      const stays = { last: 6, index: Uint8Array.of(6), state: null, entries: kept };
      const none = { checkpoints: [], ended: [], markers: [] };
      await log.condense(session, { after: 0, upTo: 6, segments: [gone, stays], ...none });
      const seqs = async () => (await log.readRecorded(session, two, 0, all, all)).map(({ seq }) => seq);
      expect(await seqs()).toEqual([1, 5, 6, 7]);
      expect((await log.read(session, 0, all, all)).map(({ seq }) => seq)).toEqual([1, 7]);
      await log.condense(session, { after: 0, upTo: 6, segments: [{ ...gone, last: 6 }], ...none });
      expect(await seqs()).toEqual([1, 7]);
    });

    it('takes the content of a ref out of a stretch, and puts others in the place of some', async () => {
      const content = (n: number, change: Partial<Entry> = {}) =>
        sampleEntry({ n, kind: 'doc.updated', ref: one, ...change });
      const blob = 'b'.repeat(64);
      await log.append(session, 0, [content(1), content(2, { blob }), content(3, { ref: two }), content(4)]);
      await log.append(session, 0, [content(5, { kind: 'doc.saved' }), content(6), content(7)]);
      await log.pack(session, { last: 3, index: Uint8Array.of(3), state: Uint8Array.of(33) });
      await log.pack(session, { last: 5, index: Uint8Array.of(5), state: null });
      await log.putCheckpoint(session, one, { seq: 4, bytes: Uint8Array.of(4) });
      for (const seq of [1, 6]) await log.keepCheckpoint(session, one, { seq, bytes: Uint8Array.of(seq) });
      const last = (await log.read(session, 5, 6, 1))[0]!;
      const body = Uint8Array.of(7, 7);
      const outcome: Entry = { ...last, by: serverReplica, n: 0, kind: 'doc.cut', ageMs: 3, body };
      const told: number[][] = [];
      const reindex = (index: Uint8Array, gone: ReadonlySet<number>) => {
        told.push([...gone]);
        return Uint8Array.of(...index, 1);
      };
      await log.excise(
        session,
        { ref: one, after: 1, upTo: 6, kinds: ['doc.updated', 'doc.cut'], instead: [outcome] },
        reindex,
      );
      const here = await log.readRecorded(session, null, 0, all, all);
      expect(here.map(({ seq, kind }) => [seq, kind])).toEqual([
        [1, 'doc.updated'],
        [3, 'doc.updated'],
        [5, 'doc.saved'],
        [6, 'doc.cut'],
        [7, 'doc.updated'],
      ]);
      expect(here[3]).toEqual(outcome);
      expect(await log.readRef(session, one, 5, 6, all)).toEqual([outcome]);
      expect(told).toEqual([[2], [4]]);
      expect((await log.segments(session)).map(({ last: end, index }) => [end, ...index])).toEqual([
        [3, 3, 1],
        [5, 5, 1],
      ]);
      expect([...(await log.blobs(session))]).toEqual([]);
      expect(await log.checkpoint(session, one)).toBeNull();
      expect(await log.checkpointUpTo(session, one, all)).toMatchObject({ seq: 1 });
      expect((await log.lastNs(session)).get(alice)).toBe(7);
      expect(await log.cuts(session)).toEqual([{ ref: one, after: 1, upTo: 6 }]);
      await log.bringCuts(session, [
        { ref: one, after: 2, upTo: 3 },
        { ref: two, after: 2, upTo: 5 },
        { ref: one, after: 1, upTo: 7 },
      ]);
      expect(
        (await log.cuts(session)).map(({ ref, ...bounds }) => [ref === one, ...Object.values(bounds)]),
      ).toContainEqual([true, 1, 7]);
      expect(await log.cuts(session)).toHaveLength(2);
      expect(await log.cuts(sampleId('other'))).toEqual([]);
      const again = { ...outcome, seq: 4, body: Uint8Array.of(8) };
      await log.excise(session, { ref: one, after: 0, upTo: 4, kinds: ['doc.updated'], instead: [again] }, reindex);
      expect((await log.readRef(session, one, 0, all, all)).map(({ seq }) => seq)).toEqual([5, 6, 7]);
    });

    it('puts others in the place of single entries of a ref, or of none, in segments and behind them, and in states', async () => {
      const said = (n: number, more: Partial<Entry> = {}) =>
        sampleEntry({ n, kind: 'comment.replied', ref: one, ...more });
      await log.append(session, 0, [said(1), said(2), said(3, { ref: null }), said(4), said(5)]);
      await log.pack(session, { last: 1, index: Uint8Array.of(1), state: Uint8Array.of(11) });
      await log.pack(session, { last: 3, index: Uint8Array.of(3), state: Uint8Array.of(33) });
      await log.putCheckpoint(session, one, { seq: 4, bytes: Uint8Array.of(4) });
      const told: number[][] = [];
      const before = await log.readRecorded(session, null, 0, all, all);
      const at = (seq: number) => before[seq - 1]!;
      await log.blank(session, {
        ref: one,
        instead: [tombstoneOf(at(2)), tombstoneOf(at(3)), { ...at(5), v: 2, body: Uint8Array.of(5) }],
        reindex: (index, gone) => {
          told.push([...gone]);
          return Uint8Array.of(...index, 0);
        },
        redact: (state) => Uint8Array.of(...state, 0),
      });
      const here = await log.readRecorded(session, null, 0, all, all);
      const kinds = ['comment.replied', 'entry.buried', 'comment.replied', 'comment.replied', 'comment.replied'];
      expect(here.map(({ kind }) => kind)).toEqual(kinds);
      expect(here[1]).toMatchObject({ seq: 2, by: here[0]!.by, n: 2, ref: null });
      expect(here[4]).toEqual({ ...at(5), v: 2, body: Uint8Array.of(5) });
      expect((await log.readRef(session, one, 0, all, all)).map(({ seq }) => seq)).toEqual([1, 4, 5]);
      expect(told).toEqual([[2]]);
      expect((await log.segments(session)).map(({ index }) => [...index])).toEqual([[1], [3, 0]]);
      expect([...(await log.packedState(session, 1))!.bytes]).toEqual([11]);
      expect([...(await log.packedState(session, 3))!.bytes]).toEqual([33, 0]);
      expect(await log.checkpoint(session, one)).toMatchObject({ seq: 4 });
      const same = (bytes: Uint8Array) => bytes;
      await log.blank(session, { ref: null, instead: [tombstoneOf(at(3))], reindex: same, redact: same });
      const now = (await log.readRecorded(session, null, 0, all, all)).map(({ kind }) => kind);
      expect(now).toEqual(['comment.replied', 'entry.buried', 'entry.buried', 'comment.replied', 'comment.replied']);
    });

    it('does not take a segment for history that has left, where all of its entries were cut out', async () => {
      const content = (n: number) => sampleEntry({ n, kind: 'doc.updated', ref: one });
      await log.append(session, 0, [content(1), content(2), content(3)]);
      await log.pack(session, { last: 2, index: Uint8Array.of(2), state: Uint8Array.of(22) });
      const last = (await log.read(session, 2, 3, 1))[0]!;
      const instead = [{ ...last, by: serverReplica, n: 0, kind: 'doc.cut' }];
      await log.excise(session, { ref: one, after: 0, upTo: 3, kinds: ['doc.updated'], instead }, (index) => index);
      expect((await log.segments(session)).map(({ last: end, isEmpty }) => [end, isEmpty])).toEqual([[2, false]]);
      expect((await log.readRecorded(session, null, 0, all, all)).map(({ seq }) => seq)).toEqual([3]);
      await log.pack(session, { last: 3, index: Uint8Array.of(3), state: null });
      expect((await log.readRef(session, one, 0, all, all)).map(({ seq }) => seq)).toEqual([3]);
    });

    it('finds the entries of recordings', async () => {
      await log.append(session, 0, [sampleEntry({ n: 1 }), sampleEntry({ n: 2, kind: 'recording.started', ref: one })]);
      await log.append(sampleId('other'), 0, [sampleEntry({ n: 1, kind: 'recording.started', ref: one })]);
      expect((await log.recordings(session)).map(({ seq, ref }) => [seq, ref])).toEqual([[2, one]]);
    });

    it('remembers the last n of each replica, with those that refusals used up', async () => {
      await log.append(session, 0, sampleRun(alice, 1, 2), [
        { by: alice, n: 3 },
        { by: bob, n: 1 },
      ]);
      await log.append(session, 0, [sampleLatest()], [{ by: bob, n: 1 }]);
      expect(await log.lastNs(session)).toEqual(
        new Map([
          [alice, 3],
          [bob, 1],
        ]),
      );
      await log.append(session, 0, [sampleEntry({ n: 3 }), sampleEntry({ n: 4 })]);
      expect((await log.read(session, 0, all, all)).map(({ n }) => n)).toEqual([1, 2, 0, 4]);
    });

    it('writes for its newest server only', async () => {
      const older = await log.claim(session);
      const newer = await log.claim(session);
      expect(newer).toBe(older + 1);
      await expect(log.append(session, older, [sampleEntry()])).rejects.toMatchObject({ code: 'stale-term' });
      expect(await log.head(session)).toBe(0);
      await expect(log.append(session, newer, [sampleEntry()])).resolves.toHaveLength(1);
    });

    it('is not changed by what happens to the batch later', async () => {
      const entry = sampleEntry({ body: Uint8Array.of(1, 2, 3), ref: two });
      await log.append(session, 0, [entry]);
      entry.body.fill(9);
      expect([...((await log.read(session, 0, all, all))[0]?.body ?? [])]).toEqual([1, 2, 3]);
    });
  });
}
