import { describe, expect, it } from 'vitest';
import type { Stamp } from '../../../../server/log/log.ts';
import { MemoryLog } from '../../../../server/log/memory-log.ts';
import { MemoryOutbox } from '../../../../src/client/outbox.ts';
import { EnsembleError } from '../../../../src/shared/core/errors.ts';
import { windowOf } from '../../client/windows.ts';
import { idOf } from '../../shared/session/sample-of.ts';
import { ref, Stage } from './session-fixture.ts';

const words = 'The disk of the session server is full: free some space; what you type is kept until then.';

/** A log whose disk is full, or cannot be read either, for as long as one likes. */
class FillingLog extends MemoryLog {
  full = false;
  unreadable = false;
  refused = 0;
  /** Refused batches that tell that time has passed. */
  refusedTimes = 0;

  override append(...batch: Parameters<MemoryLog['append']>): Promise<Stamp[]> {
    if (this.full) {
      this.refused++;
      if (batch[2].some(({ kind }) => kind === 'time.passed')) this.refusedTimes++;
      this.failNext = new EnsembleError('no-space', words);
    }
    return super.append(...batch);
  }

  override async lastNs(session: string): Promise<Map<string, number>> {
    if (this.unreadable) throw new Error('disk I/O error');
    return super.lastNs(session);
  }
}

describe("when the log's disk is full", () => {
  it('time that passes sends nobody away; it is tried ever more rarely, and told once there is room', async () => {
    let nowMs = () => 1_700_000_000_000;
    const log = new FillingLog(() => nowMs());
    const stage = await Stage.open({ log });
    nowMs = () => stage.world.nowMs;
    const ada = await windowOf(stage, 'Ada');
    const leased = ada.publish('value.leased', { key: 'build', forMs: 5_000 });
    await stage.world.run(200);
    await leased;
    log.full = true;
    await stage.world.run(600_000);
    expect(ada.status.is).toBe('online');
    expect(log.refusedTimes).toBeGreaterThan(3);
    expect(log.refusedTimes).toBeLessThan(20);
    log.full = false;
    await stage.world.run(70_000);
    expect(stage.session.state.leases).toEqual({});
  });

  it('everyone is told so, keeps what they type, and nothing is lost or doubled once there is room', async () => {
    const log = new FillingLog(() => 1_700_000_000_000);
    const stage = await Stage.open({ log });
    const [ada, bob] = [await windowOf(stage, 'Ada'), await windowOf(stage, 'Bob')];
    const opening = Promise.all([ada.documents.open(ref), bob.documents.open(ref)]);
    await stage.world.run(200);
    const [mine, theirs] = await opening;
    const told: string[] = [];
    ada.events.on('status', (status) => status.is === 'offline' && told.push(status.message));
    log.full = true;
    const settled: string[] = [];
    for (const word of ['one ', 'two ', 'three ']) {
      mine.edit([{ offset: mine.length, deleteLength: 0, insertText: word }]);
      theirs.edit([{ offset: 0, deleteLength: 0, insertText: `${word.trim()}! ` }]);
      void ada.settled().then(() => settled.push(word));
      await stage.world.run(4_000);
    }
    expect(told).toContain(words);
    expect([ada.unsentCount > 0, bob.unsentCount > 0, settled]).toEqual([true, true, []]);
    expect(log.refused).toBeGreaterThan(2);
    expect((await log.readRef('s', ref, 0, 1e9, 1e9)).filter(({ kind }) => kind === 'doc.updated')).toEqual([]);
    log.full = false;
    await stage.world.run(20_000);
    expect([ada.status.is, bob.status.is, ada.unsentCount, bob.unsentCount]).toEqual(['online', 'online', 0, 0]);
    expect(settled).toHaveLength(3);
    expect(mine.toString()).toBe(theirs.toString());
    expect(mine.toString().split(' ').filter(Boolean).sort()).toEqual(
      ['one', 'one!', 'two', 'two!', 'three', 'three!'].sort(),
    );
    const late = await windowOf(stage, 'Zoe');
    const reading = late.documents.open(ref);
    await stage.world.run(200);
    expect((await reading).toString()).toBe(mine.toString());
  });

  it.each(['once there is room', 'also by a server that was started since'])(
    'a window that could not be noted, and died, has what it had to say delivered %s',
    async (when) => {
      const log = new FillingLog(() => 1_700_000_000_000);
      const stage = await Stage.open({ log });
      await windowOf(stage, 'Ada');
      log.full = true;
      const own = { outbox: new MemoryOutbox(), replica: idOf('Ada-second') };
      const second = await windowOf(stage, 'Ada', own);
      void second.publish('people.gathered', { path: 'a.txt', line: 3 }).catch(() => undefined);
      await stage.world.run(2_000);
      second.abandon();
      log.full = false;
      if (when.startsWith('also')) {
        stage.session.close();
        await stage.start({ log });
      }
      expect([second.person !== null, stage.session.state.replicas[own.replica]]).toEqual([true, undefined]);
      const drain = await windowOf(stage, 'Ada', { ...own, purpose: 'drain' });
      await stage.world.run(10_000);
      expect([drain.status.is, drain.unsentCount]).toEqual(['online', 0]);
      expect((await log.read('s', 0, 1e9, 1e9)).filter(({ by }) => by === own.replica)).toHaveLength(1);
    },
  );

  it('and it cannot be read either, the session goes on all the same once it can be written', async () => {
    const log = new FillingLog(() => 1_700_000_000_000);
    const stage = await Stage.open({ log });
    const ada = await windowOf(stage, 'Ada');
    const opening = ada.documents.open(ref);
    await stage.world.run(200);
    const text = await opening;
    log.full = true;
    log.unreadable = true;
    text.edit([{ offset: 0, deleteLength: 0, insertText: 'one ' }]);
    await stage.world.run(4_000);
    log.full = false;
    text.edit([{ offset: 4, deleteLength: 0, insertText: 'two' }]);
    await stage.world.run(20_000);
    expect([ada.status.is, ada.unsentCount]).toEqual(['online', 0]);
    await stage.session.settled();
    log.unreadable = false;
    const late = await windowOf(stage, 'Zoe');
    const reading = late.documents.open(ref);
    await stage.world.run(200);
    expect((await reading).toString()).toBe('one two');
  });

  it('who comes back after the end for all guests, and could not be noted as let in, is let in once there is room', async () => {
    const log = new FillingLog(() => 1_700_000_000_000);
    const stage = await Stage.open({ log });
    const ada = await windowOf(stage, 'Ada');
    stage.session.write('session.ended', { dismisses: true });
    stage.session.write('sharing.opened', { admitEveryone: true, role: 'editor' });
    await stage.world.run(1_000);
    expect(ada.status).toMatchObject({ is: 'ended', code: 'ended' });
    log.full = true;
    const again = await windowOf(stage, 'Ada');
    await stage.world.run(4_000);
    expect(again.status.is).not.toBe('ended');
    log.full = false;
    await stage.world.run(20_000);
    expect(again.status.is).toBe('online');
  });
});
