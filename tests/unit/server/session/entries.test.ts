import { describe, expect, it } from 'vitest';
import { lectureGraceMs } from '../../../../src/shared/capabilities/people/lecture.ts';
import { kinds } from '../../../../src/shared/session/table.ts';
import { idOf } from '../../shared/session/sample-of.ts';
import { ownersHost, personOf, type RawClient, ref, Stage, ticketOf } from './session-fixture.ts';

const end = (client: RawClient) => client.last('closed')?.code;
const place = { path: 'a.txt', line: 1 };
const update = { update: Uint8Array.of(0, 0) };
const refusal = (client: RawClient) => client.heard('entry.refused').at(-1);

describe('entries of a client', () => {
  it('reach everyone in one order, their sender too', async () => {
    const stage = await Stage.open();
    const [bob, eve] = [await stage.guest('Bob'), await stage.guest('Eve')];
    await bob.say('people.gathered', place);
    await eve.say('people.gathered', place);
    const order = (client: RawClient) => client.heard('people.gathered').map(({ seq, by }) => [seq, by]);
    expect(order(bob)).toHaveLength(2);
    expect(order(eve)).toEqual(order(bob));
    expect(order(stage.host)).toEqual(order(bob));
  });

  it('are judged by the time that has passed, though no entry has told of it', async () => {
    const stage = await Stage.open();
    const [ann, bob] = [await stage.guest('Ann', 'owner'), await stage.guest('Bob')];
    await ann.say('lecture.started', {});
    await bob.say('doc.bound', { client: 1 }, { ref });
    expect(refusal(bob)?.kind).toBe('entry.refused');
    await bob.say('doc.rebased', {}, { ref });
    await ann.send({ t: 'leave' });
    await stage.world.run(lectureGraceMs);
    await bob.say('doc.bound', { client: 2 }, { ref });
    expect(bob.heard('entry.refused')).toHaveLength(1);
    expect(stage.host.heard('time.passed')).toHaveLength(1);
  });

  it('are stamped by the log, whatever the sender put in', async () => {
    const stage = await Stage.open();
    const bob = await stage.guest('Bob');
    await bob.say('people.gathered', place, { seq: 999, at: 1 });
    const [entry] = stage.host.heard('people.gathered');
    expect(entry?.seq).toBe(stage.session.head);
    expect(entry?.at).toBeGreaterThan(1_600_000_000_000);
  });

  it('in the name of another end the connection', async () => {
    const stage = await Stage.open();
    const bob = await stage.guest('Bob');
    await bob.say('people.gathered', place, { by: ownersHost });
    expect([end(bob), bob.last('closed')?.final]).toEqual(['forged', true]);
    expect(stage.host.heard('people.gathered')).toEqual([]);
  });

  it('count once when they come twice, and again after a new connection', async () => {
    const stage = await Stage.open();
    const bob = await stage.guest('Bob');
    const entry = bob.entry('people.gathered', place);
    await bob.sendEntries(entry, entry);
    await bob.sendEntries(entry);
    const again = await stage.connect(bob.replica);
    await again.hello({ ticket: ticketOf('Bob') });
    expect(again.last('welcome')?.welcome.lastN).toBe(1);
    await again.sendEntries(entry);
    expect(stage.host.heard('people.gathered')).toHaveLength(1);
    expect([again.closed, bob.heard('entry.refused')]).toEqual([false, []]);
  });

  it('that skip a number end the connection, which may come back', async () => {
    const stage = await Stage.open();
    const bob = await stage.guest('Bob');
    await bob.say('people.gathered', place, { n: 2 });
    expect([end(bob), bob.last('closed')?.final]).toEqual(['out-of-order', false]);
  });

  it('of an unknown kind, of too many bytes or of another form are refused, and their n is used up', async () => {
    const stage = await Stage.open();
    const bob = await stage.guest('Bob');
    await bob.say('people.gathered', place, { kind: 'hologram.shown' });
    expect(stage.host.heard('entry.refused')).toHaveLength(1);
    await bob.say('people.gathered', place, { body: new Uint8Array(kinds['people.gathered'].maxBytes + 1) });
    await bob.say('people.gathered', { ...place, line: 0 });
    expect(stage.host.heard('entry.refused')).toHaveLength(3);
    expect(stage.session.entryRules.lastN(bob.replica)).toBe(3);
    await bob.say('people.gathered', place);
    expect([bob.closed, stage.host.heard('people.gathered').length]).toEqual([false, 1]);
  });

  it('that are refused stand in nobody else’s way', async () => {
    const stage = await Stage.open();
    const [bob, eve] = [await stage.guest('Bob', 'viewer'), await stage.guest('Eve')];
    await bob.say('people.gathered', place);
    await eve.say('people.gathered', place);
    expect(stage.host.heard('people.gathered').map(({ by }) => by)).toEqual([eve.replica]);
    expect(refusal(bob)?.ref).toBeNull();
  });

  it('are refused when there are too many a second', async () => {
    const stage = await Stage.open();
    const bob = await stage.guest('Bob');
    await bob.sendEntries(...Array.from({ length: 14 }, () => bob.entry('people.gathered', place)));
    const most = kinds['people.gathered'].perSecond * 10;
    expect(stage.host.heard('people.gathered')).toHaveLength(most);
    expect(stage.host.heard('entry.refused')).toHaveLength(14 - most);
    await stage.world.run(1100);
    await bob.say('people.gathered', place);
    expect(stage.host.heard('people.gathered')).toHaveLength(most + 1);
  });

  it('of the host are never too many: thousands of texts that a checkout changes have all of it, in time', async () => {
    const stage = await Stage.open();
    const edits = 6000;
    for (let sent = 0; sent < edits; sent += 500)
      await stage.host.sendEntries(
        ...Array.from({ length: 500 }, () => stage.host.entry('doc.updated', update, { ref })),
      );
    await stage.world.run(3000);
    expect(stage.host.heard('entry.refused')).toEqual([]);
    expect(stage.session.entryRules.lastN(stage.host.replica)).toBe(stage.host.n);
    expect(stage.host.closed).toBe(false);
  });

  it('end the connection when nearly all of them are refused', async () => {
    const stage = await Stage.open();
    const bob = await stage.guest('Bob', 'viewer');
    await bob.sendEntries(...Array.from({ length: 300 }, () => bob.entry('people.gathered', place)));
    expect(end(bob)).toBe('too-fast');
    expect(stage.host.closed).toBe(false);
  });
});

describe('a refused edit', () => {
  it('ends that copy: no more edits until it is rebuilt', async () => {
    const stage = await Stage.open();
    const bob = await stage.guest('Bob', 'viewer');
    await bob.say('doc.updated', update, { ref });
    await stage.host.say('role.changed', { person: personOf(bob), role: 'editor' });
    await bob.say('doc.updated', update, { ref });
    expect(stage.host.heard('doc.updated')).toEqual([]);
    await bob.say('doc.rebased', {}, { ref });
    await stage.host.send({ t: 'subscribe', ref, subscription: 1 });
    await bob.say('doc.updated', update, { ref });
    expect(stage.host.heard('doc.updated')).toHaveLength(1);
  });
});

describe('requests', () => {
  const asked = { id: 5, params: { path: '' } };

  it('reach the host alone, and its answer the one who asked', async () => {
    const stage = await Stage.open();
    const [bob, eve] = [await stage.guest('Bob'), await stage.guest('Eve')];
    await bob.say('files.stat', asked, { to: ownersHost });
    expect(stage.host.last('direct')?.entries[0]?.[5]).toBe('files.stat');
    await stage.host.say('request.answered', { id: 5, result: {} }, { to: bob.replica });
    expect(bob.last('direct')?.entries[0]?.[5]).toBe('request.answered');
    expect(eve.last('direct')).toBeUndefined();
    expect(stage.session.entryRules.lastN(bob.replica)).toBe(0);
  });

  it('are answered with host-away when the host is gone, or was another', async () => {
    const stage = await Stage.open();
    const bob = await stage.guest('Bob');
    await bob.say('files.stat', asked, { to: idOf('another') });
    const answer = (client: RawClient) => new TextDecoder().decode(client.last('direct')?.entries[0]?.[9]);
    expect(answer(bob)).toContain('host-away');
    bob.frames.length = 0;
    stage.host.transport.close();
    await stage.world.run(10);
    await bob.say('files.stat', asked, { to: ownersHost });
    expect(answer(bob)).toContain('host-away');
  });
});
