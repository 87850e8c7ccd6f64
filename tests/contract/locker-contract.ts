import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HeldLock, StolenLock } from '../../src/shared/capabilities/locks/held-lock.ts';
import type { Locker, LockWish } from '../../src/shared/capabilities/locks/locker.ts';
import { sampleId } from './sample-entries.ts';

export type Who = 'ann' | 'bob';

/** Two people who share a folder, on a clock that only moves when it is told to. */
export interface LockerStage {
  readonly ann: Locker;
  readonly bob: Locker;
  nowMs(): number;
  /** A wish for lines of a file that has ten of them, or for all of it. */
  wish(who: Who, id: string, path: 'one.txt' | 'two.txt', lines: [number, number] | null): LockWish;
  /** Moves the clock, until everyone has heard of everything. */
  pass(durationMs: number): Promise<void>;
  /** Ann's computer stops, without a word. */
  crashAnn(): void;
  close(): void;
}

const [a, b, c] = [sampleId('lock-a'), sampleId('lock-b'), sampleId('lock-c')];
/** In this time everyone hears of everything, in the slowest way. */
const hearMs = 25_000;

/** Contract of every locker; `locks` is false for the one that does not lock at all. */
export function describeLocker(name: string, open: () => Promise<LockerStage>, locks = true): void {
  describe(name, () => {
    let stage: LockerStage;
    beforeEach(async () => {
      stage = await open();
    });
    afterEach(() => stage.close());

    async function take(who: Who, id: string, path: 'one.txt' | 'two.txt', lines: [number, number] | null = null) {
      const outcome = stage[who].acquire(stage.wish(who, id, path, lines));
      await stage.pass(hearMs);
      return outcome;
    }

    async function done(work: Promise<void>): Promise<void> {
      await stage.pass(hearMs);
      await work;
    }

    const ids = (who: Who) => stage[who].list().map(({ id }: HeldLock) => id);

    it('begins with none', () => {
      expect(stage.ann.list()).toEqual([]);
      expect(stage.ann.traces()).toEqual([]);
    });

    it('leaves alone what is not there', async () => {
      await done(stage.ann.release(a));
      await done(stage.ann.steal(a, ''));
      expect(stage.bob.list()).toEqual([]);
      expect(stage.bob.traces()).toEqual([]);
    });

    if (!locks) {
      it('grants nobody anything, and tells nobody', async () => {
        let told = 0;
        stage.bob.onChanged(() => told++);
        expect(await take('ann', a, 'one.txt')).toEqual({ is: 'off' });
        expect(await take('bob', b, 'one.txt')).toEqual({ is: 'off' });
        expect([ids('ann'), ids('bob'), told]).toEqual([[], [], 0]);
      });
      return;
    }

    it('shows a lock to everyone, with who holds it and where', async () => {
      let told = 0;
      const stop = stage.bob.onChanged(() => told++);
      expect(await take('ann', a, 'one.txt', [3, 5])).toEqual({ is: 'held' });
      expect(told).toBeGreaterThan(0);
      const lock = { id: a, path: 'one.txt', lines: { start: 3, end: 5 }, untilMs: null, note: 'a note' };
      expect(stage.ann.list()).toMatchObject([{ ...lock, isMine: true }]);
      expect(stage.bob.list()).toMatchObject([{ ...lock, isMine: false, name: 'Ann' }]);
      stop();
    });

    it('refuses what meets a lock of somebody else, and says whose', async () => {
      await take('ann', a, 'one.txt', [3, 5]);
      expect(await take('bob', b, 'one.txt', [5, 6])).toMatchObject({ is: 'refused', by: { id: a, name: 'Ann' } });
      expect(await take('bob', b, 'one.txt')).toMatchObject({ is: 'refused', by: { id: a } });
      expect(ids('ann')).toEqual([a]);
    });

    it('grants other lines, other files, and one’s own lines again', async () => {
      await take('ann', a, 'one.txt', [3, 5]);
      expect(await take('bob', b, 'one.txt', [6, 7])).toEqual({ is: 'held' });
      expect(await take('bob', c, 'two.txt')).toEqual({ is: 'held' });
      expect(await take('ann', sampleId('lock-d'), 'one.txt', [4, 4])).toEqual({ is: 'held' });
      expect(ids('bob')).toHaveLength(4);
    });

    it('gives a file to one of two who want it at the same moment', async () => {
      const wishes = [
        stage.ann.acquire(stage.wish('ann', a, 'one.txt', null)),
        stage.bob.acquire(stage.wish('bob', b, 'one.txt', null)),
      ];
      await stage.pass(hearMs);
      const outcomes = await Promise.all(wishes);
      expect(ids('ann')).toHaveLength(1);
      expect(ids('bob')).toEqual(ids('ann'));
      expect(outcomes.filter(({ is }) => is === 'refused').length).toBeLessThanOrEqual(1);
    });

    it('gives a lock up for its holder, not for others', async () => {
      await take('ann', a, 'one.txt');
      await done(stage.bob.release(a));
      expect(ids('bob')).toEqual([a]);
      await done(stage.ann.release(a));
      expect(ids('bob')).toEqual([]);
      expect(await take('bob', b, 'one.txt')).toEqual({ is: 'held' });
    });

    it('ends another’s lock by force, leaves a trace of it, and tells the holder', async () => {
      const losses: StolenLock[] = [];
      stage.ann.onLost((loss) => losses.push(loss));
      stage.bob.onLost((loss) => losses.push({ ...loss, reason: 'told to the wrong one' }));
      await take('ann', a, 'one.txt', [2, 3]);
      const beforeMs = stage.nowMs();
      await done(stage.bob.steal(a, 'release day'));
      expect([ids('ann'), ids('bob')]).toEqual([[], []]);
      const trace = { lock: { id: a, path: 'one.txt', name: 'Ann' }, byName: 'Bob', reason: 'release day' };
      for (const who of ['ann', 'bob'] as const) expect(stage[who].traces()).toMatchObject([trace]);
      expect(stage.ann.traces()[0]!.atMs).toBeGreaterThanOrEqual(beforeMs);
      expect(losses).toMatchObject([trace]);
      expect(await take('bob', b, 'one.txt')).toEqual({ is: 'held' });
    });

    it('ends a lock at its end', async () => {
      const untilMs = stage.nowMs() + 40_000;
      const outcome = stage.ann.acquire({ ...stage.wish('ann', a, 'one.txt', null), untilMs });
      await stage.pass(hearMs);
      expect(await outcome).toEqual({ is: 'held' });
      expect(ids('bob')).toEqual([a]);
      await stage.pass(30_000);
      expect([ids('ann'), ids('bob')]).toEqual([[], []]);
      expect(await take('bob', b, 'one.txt')).toEqual({ is: 'held' });
    });

    it('keeps a lock while its holder is there, and not much longer', async () => {
      await take('ann', a, 'one.txt');
      for (let minutes = 0; minutes < 5; minutes++) await stage.pass(60_000);
      expect(ids('bob')).toEqual([a]);
      stage.crashAnn();
      await stage.pass(30_000);
      expect(ids('bob')).toEqual([a]);
      await stage.pass(120_000);
      expect(ids('bob')).toEqual([]);
      expect(await take('bob', b, 'one.txt')).toEqual({ is: 'held' });
    });
  });
}
