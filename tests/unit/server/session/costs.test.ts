import { describe, expect, it } from 'vitest';
import type { Identity } from '../../../../server/session/connection.ts';
import { hashSecret } from '../../../../server/session/secrets.ts';
import { isHostHere } from '../../../../src/shared/capabilities/hosting/known-host.ts';
import { encodeFrame, type Hello, toTuples } from '../../../../src/shared/core/frames.ts';
import { newId } from '../../../../src/shared/core/ids.ts';
import { pack } from '../../../../src/shared/core/message-pack.ts';
import { idOf } from '../../shared/session/sample-of.ts';
import { invite, owner, ownersHost, personOf, type RawClient, ref, Stage, ticketOf } from './session-fixture.ts';

const end = (client: RawClient) => client.last('closed')?.code;
const words = (client: RawClient) => client.last('closed')?.message;
const asking = (stage: Stage) =>
  Object.values(stage.session.state.participants).filter(({ standing }) => standing === 'asking');

async function ask(stage: Stage, name: string, identity: Identity = { is: 'guest' }): Promise<RawClient> {
  const client = await stage.connect(idOf(`${name}-asks`), identity);
  await client.hello({ name, invite, ticket: ticketOf(name) });
  return client;
}

async function deny(stage: Stage): Promise<void> {
  for (const { person } of asking(stage)) await stage.host.say('participant.denied', { person });
}

describe('asking to come in', () => {
  it('is for a few people at once; the others are told so in words, and leave no trace', async () => {
    const stage = await Stage.open({ admitEveryone: false });
    const { head } = stage.session;
    const clients: RawClient[] = [];
    for (let i = 0; i < 200; i++) clients.push(await ask(stage, `guest${i}`));
    expect(asking(stage)).toHaveLength(10);
    expect(stage.session.head - head).toBe(10);
    const refused = clients.filter((client) => end(client) === 'too-fast');
    expect(refused).toHaveLength(190);
    expect(words(refused[0]!)).toMatch(/Too many people are asking to join just now: try again in a minute/);
    expect(stage.access.person('s', 'x')).toBeNull();
    expect(stage.host.closed).toBe(false);
  });

  it('is for so many a minute, though each is answered', async () => {
    const stage = await Stage.open({ admitEveryone: false });
    const outcomes: (string | undefined)[] = [];
    for (let i = 0; i < 30; i++) {
      outcomes.push(end(await ask(stage, `guest${i}`)));
      await deny(stage);
    }
    expect(outcomes.filter((code) => code === 'too-fast').length).toBeGreaterThanOrEqual(8);
    await stage.world.run(60_000);
    expect(end(await ask(stage, 'later'))).toBeUndefined();
  });

  it('from one address leaves room for others', async () => {
    const stage = await Stage.open({ admitEveryone: false });
    for (let i = 0; i < 10; i++) await ask(stage, `guest${i}`, { is: 'guest', address: '10.0.0.1' });
    expect(asking(stage)).toHaveLength(5);
    expect(end(await ask(stage, 'other', { is: 'guest', address: '10.0.0.2' }))).toBeUndefined();
  });

  it('is over when who asked has gone, and is forgotten', async () => {
    const stage = await Stage.open({ admitEveryone: false });
    const bob = await ask(stage, 'Bob');
    const { participants } = stage.session.state;
    bob.transport.close();
    await stage.world.run(1000);
    expect(asking(stage)).toHaveLength(1);
    await stage.world.run(10_000);
    expect(stage.host.heard('participant.withdrawn')).toHaveLength(1);
    expect(Object.keys(stage.session.state.participants)).toHaveLength(Object.keys(participants).length - 1);
  });

  it('goes on after a moment away, without asking the host again', async () => {
    const stage = await Stage.open({ admitEveryone: false });
    const bob = await ask(stage, 'Bob');
    bob.transport.close();
    await stage.world.run(1000);
    const again = await ask(stage, 'Bob');
    await stage.world.run(20_000);
    expect(stage.host.heard('participant.requested')).toHaveLength(1);
    const { person } = asking(stage)[0]!;
    await stage.host.say('participant.admitted', { person, name: 'Bob', role: 'editor' });
    expect(again.last('welcome')?.welcome.person).toBe(person);
  });

  it('is over after a restart for who does not come back', async () => {
    const stage = await Stage.open({ admitEveryone: false });
    await ask(stage, 'Bob');
    stage.session.close();
    await stage.start();
    await stage.world.run(30_000);
    expect(asking(stage)).toEqual([]);
  });

  it('again after a denial takes a minute, and after three a new link', async () => {
    const stage = await Stage.open({ admitEveryone: false });
    for (let i = 0; i < 3; i++) {
      expect(end(await ask(stage, 'Bob')), `${i}`).toBeUndefined();
      await deny(stage);
      const early = await ask(stage, 'Bob');
      expect([end(early), stage.host.heard('participant.requested').length]).toEqual(['denied', i + 1]);
      await stage.world.run(61_000);
    }
    const late = await ask(stage, 'Bob');
    expect([end(late), words(late)]).toEqual(['denied', expect.stringMatching(/ask the host for a new link/)]);
    stage.access.setInvite('s', hashSecret('another-invite-of-32-characters'), 'editor', stage.world.nowMs + 60_000);
    const renewed = await stage.connect(idOf('Bob-asks'));
    await renewed.hello({ name: 'Bob', invite: 'another-invite-of-32-characters', ticket: ticketOf('Bob') });
    expect([end(renewed), renewed.last('waiting')?.t]).toEqual([undefined, 'waiting']);
  });
});

describe('windows of one person', () => {
  const open = async (stage: Stage, i: number, change: Partial<Hello> = {}, identity: Identity = { is: 'guest' }) => {
    const client = await stage.connect(idOf(`window-${i}`), identity);
    await client.hello({ name: 'Bob', invite, ticket: ticketOf('Bob'), ...change });
    return client;
  };

  it('are so many at a time, and no more', async () => {
    const stage = await Stage.open();
    const clients: RawClient[] = [];
    for (let i = 0; i < 20; i++) clients.push(await open(stage, i));
    expect(clients.filter((client) => end(client) === 'too-fast')).toHaveLength(4);
    expect(words(clients.at(-1)!)).toMatch(/16 windows already: close one of them/);
    clients[0]!.transport.close();
    await stage.world.run(10);
    expect(end(await open(stage, 21))).toBeUndefined();
    const own: RawClient[] = [];
    for (let i = 30; i < 60; i++) own.push(await open(stage, i, {}, { is: 'owner', person: owner }));
    expect(own.every((client) => !client.closed)).toBe(true);
  });

  it('that come and go do not stay in the state, whatever they leave behind', async () => {
    const stage = await Stage.open();
    for (const isSaid of [true, false]) {
      for (let i = 0; i < 200; i++) {
        const client = await open(stage, isSaid ? i : 1000 + i);
        await client.say('presence.focused', { line: 1, path: 'a.txt' }, { ref });
        if (i % 2 === 0) await client.say('people.gathered', { path: 'a.txt', line: 1 });
        if (isSaid) await client.send({ t: 'leave' });
        else client.transport.close();
        await stage.world.run(6000);
      }
    }
    expect(Object.keys(stage.session.state.replicas).length).toBe(1);
    expect(pack(stage.session.state).length).toBeLessThan(4000);
  });

  it('are bounded in how fast they are made', async () => {
    const stage = await Stage.open();
    let refused = 0;
    for (let i = 0; i < 200; i++) {
      const client = await open(stage, i);
      if (end(client) === 'too-fast') refused++;
      await client.send({ t: 'leave' });
    }
    expect(refused).toBeGreaterThan(50);
  });

  it('that were forgotten go on where they were, also after a restart, and stay what they were', async () => {
    const stage = await Stage.open();
    const looker = await open(stage, 1);
    await looker.send({ t: 'leave' });
    const since = stage.session.head;
    await stage.host.say('people.gathered', { path: 'a.txt', line: 1 });
    await stage.start();
    const again = await open(stage, 1, { since, refs: [ref] });
    expect([again.last('welcome')?.welcome.resubscribe, again.last('keyframe')]).toEqual([[], undefined]);
    expect(again.heard('people.gathered')).toHaveLength(1);
    await again.send({ t: 'leave' });
    const other = await open(stage, 1, { purpose: 'program' });
    expect(end(other)).toBe('forged');
  });

  it('that were forgotten come back for their own person only', async () => {
    const stage = await Stage.open();
    const looker = await open(stage, 1);
    await looker.send({ t: 'leave' });
    for (const purpose of ['window', 'drain'] as const) {
      const thief = await stage.connect(looker.replica);
      await thief.hello({ name: 'Eve', invite, ticket: ticketOf('Eve'), purpose });
      expect([end(thief), thief.last('welcome')]).toEqual(['forged', undefined]);
    }
  });

  it('that nobody knows deliver like new ones, and are counted like them', async () => {
    const stage = await Stage.open();
    await open(stage, 1);
    const turned: string[] = [];
    for (let i = 10; i < 200; i++) {
      const unknown = await open(stage, i, { purpose: 'drain' });
      if (end(unknown)) turned.push(end(unknown)!);
      unknown.transport.close();
    }
    expect(turned.length).toBeGreaterThan(100);
    expect(new Set(turned)).toEqual(new Set(['too-fast']));
    await stage.world.run(10_000);
    expect(Object.values(stage.session.state.replicas).length).toBeLessThan(20);
  });

  it('that were a host’s deliver what they had not sent without its counting as here', async () => {
    const stage = await Stage.open();
    const { n } = stage.host;
    const bob = await stage.guest('Bob');
    stage.host.transport.close();
    await stage.world.run(10_000);
    expect(isHostHere(stage.session.state)).toBe(false);
    const drain = await stage.connect(stage.host.replica, { is: 'owner', person: owner });
    await drain.hello({ purpose: 'drain' });
    drain.n = n;
    await drain.say('people.gathered', { path: 'a.txt', line: 3 });
    expect([bob.heard('people.gathered').length, isHostHere(stage.session.state)]).toEqual([1, false]);
    drain.transport.close();
    await stage.world.run(10_000);
    expect(Object.keys(stage.session.state.replicas)).toEqual([bob.replica]);
  });

  it('that were forgotten still deliver what they had not sent', async () => {
    const stage = await Stage.open();
    const looker = await open(stage, 1);
    await looker.send({ t: 'leave' });
    expect(stage.session.state.replicas[looker.replica]).toBeUndefined();
    const drain = await open(stage, 1, { purpose: 'drain' });
    await drain.say('people.gathered', { path: 'a.txt', line: 3 });
    expect(stage.host.heard('people.gathered').map(({ by }) => by)).toEqual([looker.replica]);
    drain.transport.close();
    await stage.world.run(10_000);
    expect(stage.session.state.replicas[looker.replica]).toBeUndefined();
  });
});

describe('what one sends in bulk', () => {
  it('keeps nobody else waiting: others have their turn in between', async () => {
    const stage = await Stage.open();
    const [bob, eve] = [await stage.guest('Bob'), await stage.guest('Eve')];
    const edits = Array.from({ length: 900 }, () => bob.entry('doc.updated', { update: Uint8Array.of(0, 0) }, { ref }));
    bob.transport.send(encodeFrame({ t: 'entries', entries: toTuples(edits) }));
    const key = eve.entry('people.gathered', { path: 'a.txt', line: 1 });
    eve.transport.send(encodeFrame({ t: 'entries', entries: toTuples([key]) }));
    await stage.world.run(1000);
    const all = await stage.log.read('s', 0, Number.MAX_SAFE_INTEGER, 5000);
    const order = all.filter(({ kind }) => kind === 'doc.updated' || kind === 'people.gathered');
    expect(order).toHaveLength(901);
    expect(order.findIndex(({ kind }) => kind === 'people.gathered')).toBeLessThan(700);
    expect(order.filter(({ by }) => by === bob.replica).map(({ n }) => n)).toEqual(edits.map(({ n }) => n));
  });

  it('waits for its own pace, and ends the connection where it is far too much', async () => {
    const stage = await Stage.open();
    const bob = await stage.guest('Bob');
    const frame = encodeFrame({ t: 'entries', entries: [] });
    const large = pack({ t: 'ping', filler: new Uint8Array(120_000) });
    for (let i = 0; i < 150; i++) bob.transport.send(large);
    bob.transport.send(frame);
    await stage.world.run(50);
    const early = bob.frames.filter(({ t }) => t === 'pong').length;
    expect(early).toBeLessThan(100);
    await stage.world.run(40_000);
    expect(bob.frames.filter(({ t }) => t === 'pong').length).toBe(150);
    for (let i = 0; i < 600; i++) bob.transport.send(large);
    await stage.world.run(50);
    expect([end(bob), stage.host.closed]).toEqual(['too-fast', false]);
  });
});

describe('a flood of questions to the host', () => {
  const flood = async (stage: Stage, client: RawClient, kind: 'files.list' | 'files.createFolder', count: number) => {
    for (let from = 0; from < count; from += 500) {
      const questions = Array.from({ length: Math.min(500, count - from) }, (_, i) =>
        client.entry(kind, { id: from + i + 1, params: { path: 'a' } }, { to: stage.host.replica }),
      );
      client.transport.send(encodeFrame({ t: 'entries', entries: toTuples(questions) }));
    }
    await stage.world.run(100);
  };
  const directedTo = (client: RawClient) =>
    client.frames.flatMap((frame) => (frame.t === 'direct' ? frame.entries : [])).length;

  it('waits for its turn, gets there whole and ends nobody’s membership', async () => {
    const stage = await Stage.open();
    const bob = await stage.guest('Bob');
    await flood(stage, bob, 'files.list', 15_000);
    expect(directedTo(stage.host)).toBeLessThan(6000);
    await stage.world.run(30_000);
    expect([directedTo(stage.host), bob.closed]).toEqual([15_000, false]);
  });

  it('that one may not ask fails singly, each told so, and no faster than so many a second', async () => {
    const stage = await Stage.open();
    const eve = await stage.guest('Eve', 'viewer');
    await flood(stage, eve, 'files.createFolder', 10_000);
    expect(directedTo(eve)).toBeLessThan(6000);
    await stage.world.run(30_000);
    expect([directedTo(eve), eve.closed, directedTo(stage.host)]).toEqual([10_000, false, 0]);
  });
});

it('holds what all windows of one person send together to a few times what one may', async () => {
  const stage = await Stage.open();
  let taken = 0;
  for (let i = 0; i < 8; i++) {
    const client = await stage.connect(idOf(`window-${i}`));
    await client.hello({ name: 'Bob', invite, ticket: ticketOf('Bob') });
    await client.sendEntries(
      ...Array.from({ length: 12 }, () => client.entry('people.gathered', { path: 'a', line: 1 })),
    );
    taken = stage.host.heard('people.gathered').length;
  }
  expect(taken).toBeGreaterThanOrEqual(30);
  expect(taken).toBeLessThan(40);
  await (await stage.guest('Eve')).say('people.gathered', { path: 'a', line: 1 });
  expect(stage.host.heard('people.gathered')).toHaveLength(taken + 1);
});

describe('answers', () => {
  it('come from the present host’s own replica only, whoever else owns the session', async () => {
    const stage = await Stage.open();
    const bob = await stage.guest('Bob');
    const [window, other] = [idOf('owners-window'), newId(stage.world.environment())];
    for (const [replica, person] of [
      [window, owner],
      [other, idOf('co-owner')],
    ] as const) {
      const own = await stage.connect(replica, { is: 'owner', person });
      await own.hello();
      await own.say('request.answered', { id: 1, result: 'forged' }, { to: bob.replica });
      expect(own.last('refused')).toMatchObject({ kind: 'request.answered', code: 'stale-term' });
    }
    expect(bob.last('direct')).toBeUndefined();
    await stage.host.say('request.answered', { id: 1, result: 'true' }, { to: bob.replica });
    expect(bob.last('direct')?.entries[0]?.[2]).toBe(ownersHost);
  });

  it('and requests reach nobody but host and asker', async () => {
    const stage = await Stage.open();
    const [bob, eve] = [await stage.guest('Bob'), await stage.guest('Eve')];
    await bob.say('files.stat', { id: 1, params: { path: '' } }, { to: eve.replica });
    await bob.say('request.cancelled', { id: 1 }, { to: eve.replica });
    expect([eve.last('direct'), bob.closed, personOf(bob) === personOf(eve)]).toEqual([undefined, false, false]);
  });
});
