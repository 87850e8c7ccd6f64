import { describe, expect, it } from 'vitest';
import { encodeFrame } from '../../../../src/shared/core/frames.ts';
import { idOf } from '../../shared/session/sample-of.ts';
import { invite, owner, personOf, type RawClient, ref, Stage, ticketOf } from './session-fixture.ts';
import { holds, Typist, textOf } from './typist.ts';

const secret = 'ghp_a-key-that-was-typed-and-taken-back';

/** Everything that a client was ever sent, as bytes. */
const heardBy = (client: RawClient): Uint8Array => Buffer.concat(client.frames.map((frame) => encodeFrame(frame)));

/** A window of Bob's types a key, and takes it back. */
async function withSecret(): Promise<{ stage: Stage; bob: RawClient; typist: Typist }> {
  const stage = await Stage.open();
  const bob = await stage.guest('Bob');
  const typist = new Typist(bob, ref);
  await typist.type('before ');
  await typist.type(secret);
  await typist.erase(secret.length);
  await typist.type('after');
  return { stage, bob, typist };
}

describe('a newcomer', () => {
  it('is told what came of a text, and nothing that was taken back before', async () => {
    const { stage, typist } = await withSecret();
    const eve = await stage.guest('Eve', 'viewer');
    await eve.send({ t: 'subscribe', ref, subscription: 1 });
    const told = eve.last('backfill');
    expect([told?.done, textOf(told!.checkpoint!)]).toEqual([true, typist.text]);
    expect(holds(heardBy(eve), secret)).toBe(false);
  });

  it('is told no more who says that they know the past, or have the text already', async () => {
    const { stage } = await withSecret();
    for (const [since, refs] of [
      [1, [ref]],
      [3, [ref]],
      [1, []],
      [0, [ref]],
    ] as const) {
      const eve = await stage.connect(idOf(`eve-${since}-${refs.length}`));
      await eve.hello({ name: 'Eve', invite, ticket: ticketOf('Eve'), since, refs: [...refs] });
      expect(eve.last('keyframe')?.seq).toBe(eve.last('welcome')?.welcome.head);
      expect(eve.last('welcome')?.welcome.resubscribe).toEqual(refs);
      await eve.send({ t: 'subscribe', ref, subscription: 1 });
      expect(holds(heardBy(eve), secret)).toBe(false);
    }
  });

  it('hears no more by a window that was known before, but not since then', async () => {
    const stage = await Stage.open();
    const bob = await stage.guest('Bob');
    const typist = new Typist(bob, ref);
    await typist.type(secret);
    await typist.erase(secret.length);
    const eve = await stage.guest('Eve');
    await eve.say('people.gathered', { path: 'a.txt', line: 1 });
    eve.transport.close();
    await stage.world.run(10_000);
    const again = await stage.connect(eve.replica);
    await again.hello({ name: 'Eve', ticket: ticketOf('Eve'), since: 2, refs: [ref] });
    await again.send({ t: 'subscribe', ref, subscription: 1 });
    expect(holds(heardBy(again), secret)).toBe(false);
    expect(again.last('welcome')?.welcome.resubscribe).toEqual([ref]);
  });

  it('hears nothing of the time when they had been removed', async () => {
    const stage = await Stage.open();
    const [bob, eve] = [await stage.guest('Bob'), await stage.guest('Eve')];
    await eve.send({ t: 'subscribe', ref, subscription: 1 });
    const since = stage.session.head;
    await stage.host.say('participant.removed', { person: personOf(eve), ban: false });
    const typist = new Typist(bob, ref);
    await typist.type(secret);
    await typist.erase(secret.length);
    const asking = await stage.connect(idOf('eves-other'));
    await asking.hello({ name: 'Eve', invite, ticket: ticketOf('Eve') });
    await stage.host.say('participant.admitted', { person: personOf(eve), name: 'Eve', role: 'editor' });
    const again = await stage.connect(eve.replica);
    await again.hello({ name: 'Eve', ticket: ticketOf('Eve'), since, refs: [ref] });
    await again.send({ t: 'subscribe', ref, subscription: 1 });
    expect(again.last('keyframe')).toBeDefined();
    expect(holds(heardBy(again), secret)).toBe(false);
  });

  it('is told the same of a text with a checkpoint, and of one that was trimmed', async () => {
    for (const trims of [false, true]) {
      const stage = await Stage.open({ trims, checkpointEntries: 3 });
      const bob = await stage.guest('Bob');
      const typist = new Typist(bob, ref);
      for (const word of ['one ', 'two ', 'three ', 'four ', 'five ']) await typist.type(word);
      await typist.type(secret);
      await typist.erase(secret.length);
      for (let i = 0; i < 2; i++) {
        const eve = await stage.guest(`Eve${i}`);
        await eve.send({ t: 'subscribe', ref, subscription: 1 });
        expect(textOf(eve.last('backfill')!.checkpoint!)).toBe(typist.text);
        expect(holds(heardBy(eve), secret)).toBe(false);
        await typist.type('more ');
      }
    }
  });

  it('is not told versions that conflicts put aside before', async () => {
    const stage = await Stage.open();
    const kept = { term: 1, hash: 'ab'.repeat(32), text: secret, of: 'disk' } as const;
    const bob = await stage.guest('Bob');
    await bob.send({ t: 'subscribe', ref, subscription: 1 });
    await stage.host.say('doc.kept', kept, { ref });
    const eve = await stage.guest('Eve');
    await eve.send({ t: 'subscribe', ref, subscription: 1 });
    expect([bob.heard('doc.kept').length, eve.heard('doc.kept').length]).toEqual([1, 0]);
  });

  it('is told where the others’ cursors are now', async () => {
    const { stage, bob } = await withSecret();
    for (const topLine of [1, 7]) await bob.say('cursor.moved', { selections: [], topLine }, { ref });
    const eve = await stage.guest('Eve');
    await eve.send({ t: 'subscribe', ref, subscription: 1 });
    expect(eve.heard('cursor.moved')).toHaveLength(1);
  });
});

describe('who was here', () => {
  it('is sent each entry since then, once', async () => {
    const stage = await Stage.open();
    const [bob, eve] = [await stage.guest('Bob'), await stage.guest('Eve')];
    await eve.send({ t: 'subscribe', ref, subscription: 1 });
    const since = stage.session.head;
    eve.transport.close();
    const typist = new Typist(bob, ref);
    await typist.type(secret);
    await typist.erase(secret.length);
    const again = await stage.connect(eve.replica);
    await again.hello({ ticket: ticketOf('Eve'), since, refs: [ref] });
    expect(again.heard('doc.updated').map(({ seq }) => seq)).toEqual(bob.heard('doc.updated').map(({ seq }) => seq));
  });

  it('and owns the folder, is told all of its past', async () => {
    const { stage } = await withSecret();
    const own = await stage.connect(idOf('owners-window'), { is: 'owner', person: owner });
    await own.hello();
    await own.send({ t: 'subscribe', ref, subscription: 1 });
    expect(own.heard('doc.updated')).toHaveLength(4);
  });
});

describe('subscribing', () => {
  it('to what is no document is turned down, and ends nothing', async () => {
    const stage = await Stage.open();
    const eve = await stage.guest('Eve', 'viewer');
    for (const unknown of [idOf('never-opened'), personOf(eve), 's'.padEnd(22, '-')]) {
      await eve.send({ t: 'subscribe', ref: unknown, subscription: 1 });
      expect(eve.last('refused')).toMatchObject({ kind: 'subscribe', ref: unknown, code: 'not-found' });
    }
    expect([eve.closed, eve.last('backfill')]).toEqual([false, undefined]);
    await eve.send({ t: 'subscribe', ref, subscription: 1 });
    expect(eve.last('backfill')).toMatchObject({ ref, done: true });
  });

  it('again before the past is told gives the newer past, and not both', async () => {
    const { stage } = await withSecret();
    const eve = await stage.guest('Eve');
    for (let i = 0; i < 50; i++) eve.transport.send(encodeFrame({ t: 'subscribe', ref, subscription: 1 }));
    await stage.world.run(1000);
    const done = eve.frames.filter((frame) => frame.t === 'backfill' && frame.done);
    expect(done).toHaveLength(1);
    expect(eve.closed).toBe(false);
  });
});
