import { describe, expect, it } from 'vitest';
import { MemoryLog } from '../../../../server/log/memory-log.ts';
import type { Entry } from '../../../../src/shared/core/entry.ts';
import { pack } from '../../../../src/shared/core/message-pack.ts';
import { fold } from '../../../../src/shared/session/fold.ts';
import { emptyState, type SessionState } from '../../../../src/shared/session/state.ts';
import { idOf } from '../../shared/session/sample-of.ts';
import { owner, ref, Stage, ticketOf } from './session-fixture.ts';
import { holds } from './typist.ts';

/** A log that counts what is read of it, and fails to bury while it is told to. */
class CountingLog extends MemoryLog {
  readEntries = 0;
  failsToBury = false;

  override async read(...range: Parameters<MemoryLog['read']>): Promise<Entry[]> {
    const page = await super.read(...range);
    this.readEntries += page.length;
    return page;
  }

  override async bury(...burial: Parameters<MemoryLog['bury']>): Promise<void> {
    if (this.failsToBury) throw new Error('not now');
    await super.bury(...burial);
  }
}

const options = { checkpointEntries: 20 };

async function open() {
  const log = new CountingLog(() => 1_700_000_000_000);
  const stage = await Stage.open({ ...options, log });
  const restart = async (more = {}) => {
    stage.session.close();
    log.readEntries = 0;
    await stage.start({ ...options, log, ...more });
    return log.readEntries;
  };
  const work = async (times: number) => {
    for (let i = 0; i < times; i++) await stage.host.say('people.gathered', { path: 'a.txt', line: i + 1 });
    await stage.world.run(100);
  };
  /** The state by the whole log. */
  const whole = async (): Promise<SessionState> => {
    const entries = await log.read('s', 0, 1e9, 1e9);
    return entries.reduce(fold, emptyState);
  };
  return { stage, log, restart, work, whole };
}

describe('a start', () => {
  it('reads no more of a long log than of a short one, and comes to the same', async () => {
    const { stage, restart, work, whole } = await open();
    for (const name of ['Bob', 'Eve']) await stage.guest(name);
    await work(30);
    expect(await restart()).toBeLessThan(30);
    await work(0);
    for (let i = 0; i < 5; i++) stage.session.write('participant.withdrawn', { person: owner });
    for (let i = 0; i < 300; i++) stage.session.write('sharing.closed', {});
    await stage.world.run(1_000);
    const before = stage.session.state;
    expect(await restart()).toBeLessThan(30);
    expect(stage.session.state).toEqual(before);
    expect(stage.session.state).toEqual(await whole());
  });

  it('knows whose each replica was, since when it may hear, and its last number', async () => {
    const { stage, restart, work } = await open();
    const bob = await stage.guest('Bob');
    await bob.say('people.gathered', { path: 'a.txt', line: 1 });
    const since = stage.session.head;
    await bob.send({ t: 'leave' });
    await work(40);
    await restart();
    const thief = await stage.connect(bob.replica);
    await thief.hello({ name: 'Eve', invite: 'an-invite-of-32-characters-or-so', ticket: ticketOf('Eve') });
    expect(thief.last('closed')?.code).toBe('forged');
    const again = await stage.connect(bob.replica);
    await again.hello({ ticket: ticketOf('Bob'), since });
    expect([again.last('welcome')?.welcome.lastN, again.last('keyframe')]).toEqual([1, undefined]);
    expect(again.heard('people.gathered').length).toBeGreaterThan(5);
  });

  it('takes out of the log what was sealed before the checkpoint, and could not be taken out then', async () => {
    const { stage, log, restart, work } = await open();
    log.failsToBury = true;
    await stage.host.say('doc.sealed', { term: 1 }, { ref });
    await work(40);
    log.failsToBury = false;
    await restart();
    expect(await log.readRef('s', ref, 0, 1e9, 1e9)).toMatchObject([{ kind: 'doc.sealed' }]);
    const format = { encoding: 'utf8', bom: false, eol: 'lf', mixedEol: false } as const;
    const host = await stage.connect(idOf('again'), { is: 'owner', person: owner });
    await host.hello({ purpose: 'host', name: 'Host' });
    await host.say('host.claimed', { term: 2, folder: 'project' });
    await host.say('doc.opened', { term: 2, path: 'a.txt', title: '', format, readOnly: false }, { ref });
    expect(host.heard('entry.refused')).toHaveLength(1);
  });

  it('has nothing of what was sealed in the checkpoint', async () => {
    const { stage, log, work } = await open();
    const format = { encoding: 'utf8', bom: false, eol: 'lf', mixedEol: false } as const;
    const secret = idOf('secret');
    const opened = { term: 1, path: 'hidden-path.txt', title: '', format, readOnly: false };
    await stage.host.say('doc.opened', opened, { ref: secret });
    await work(40);
    expect(holds((await log.checkpoint('s', ''))!.bytes, 'hidden-path.txt')).toBe(true);
    await stage.host.say('doc.sealed', { term: 1 }, { ref: secret });
    await stage.world.run(100);
    const kept = await log.checkpoint('s', '');
    expect(kept === null || !holds(kept.bytes, 'hidden-path.txt')).toBe(true);
  });

  it.each([
    ['is of a newer form', (bytes: Uint8Array) => pack({ form: 99, bytes })],
    ['is no checkpoint', () => Uint8Array.of(1, 2, 3)],
  ])('reads the whole log where its checkpoint %s', async (_, spoil) => {
    const { stage, log, restart, work, whole } = await open();
    await work(40);
    const checkpoint = (await log.checkpoint('s', ''))!;
    await log.putCheckpoint('s', '', { ...checkpoint, bytes: spoil(checkpoint.bytes) });
    expect(await restart()).toBe(stage.session.head);
    expect(stage.session.state).toEqual(await whole());
  });
});
