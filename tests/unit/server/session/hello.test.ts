import { describe, expect, it } from 'vitest';
import type { ClientFrame, Hello } from '../../../../src/shared/core/frames.ts';
import { serverReplica } from '../../../../src/shared/core/ids.ts';
import { pack } from '../../../../src/shared/core/message-pack.ts';
import { idOf } from '../../shared/session/sample-of.ts';
import { invite, owner, ownersHost, personOf, type RawClient, Stage, ticketOf } from './session-fixture.ts';

const end = (client: RawClient) => client.last('closed')?.code;

describe('hello', () => {
  it('is answered with who one is, and with the state so far', async () => {
    const stage = await Stage.open();
    const guest = await stage.guest('Bob');
    expect(guest.last('welcome')?.welcome).toMatchObject({ role: 'editor', lastN: 0, resubscribe: [] });
    expect(guest.frames.map(({ t }) => t).slice(0, 2)).toEqual(['welcome', 'keyframe']);
    expect(guest.last('keyframe')?.seq).toBe(guest.last('welcome')?.welcome.head);
    expect(stage.session.state.participants[personOf(guest)]).toMatchObject({ name: 'Bob', standing: 'admitted' });
  });

  it('of a name with more in it than is seen gives the name that is seen; nothing seen is no name', async () => {
    const stage = await Stage.open();
    const guest = await stage.connect(idOf('bob'));
    await guest.hello({ invite, ticket: ticketOf('bob'), name: ' Bo\u202eb\n\u001b]0;x\u0007 ' });
    expect(stage.session.state.participants[personOf(guest)]?.name).toBe('Bob ]0;x');
    const nobody = await stage.connect(idOf('nobody'));
    await nobody.hello({ invite, ticket: ticketOf('nobody'), name: '\u3164\u200b' });
    expect(end(nobody)).toBe('bad-request');
  });

  it('of another protocol is told so, and ended', async () => {
    const stage = await Stage.open();
    const guest = await stage.connect(idOf('bob'));
    await guest.hello({ protocol: 99, invite, ticket: ticketOf('bob') });
    expect([end(guest), guest.last('closed')?.final, guest.closed]).toEqual(['version', true, true]);
  });

  it('needs an invite that is right, and not too old', async () => {
    const stage = await Stage.open();
    const wrong = await stage.connect(idOf('bob'));
    await wrong.hello({ invite: 'a-guess-of-some-length', ticket: ticketOf('bob') });
    const none = await stage.connect(idOf('bob'));
    await none.hello({ ticket: ticketOf('bob') });
    const ticketless = await stage.connect(idOf('bob'));
    await ticketless.hello({ invite });
    await stage.world.run(3_600_001);
    const late = await stage.connect(idOf('bob'));
    await late.hello({ invite, ticket: ticketOf('bob') });
    expect([wrong, none, ticketless, late].map(end)).toEqual(Array(4).fill('bad-credential'));
  });

  it('of a window that has more than the server ends in words, instead of texts that part without a word', async () => {
    const stage = await Stage.open();
    const bob = await stage.guest('Bob');
    const again = await stage.connect(bob.replica);
    await again.hello({ ticket: ticketOf('Bob'), since: stage.session.head + 1 });
    expect(again.last('closed')).toMatchObject({ code: 'out-of-order', final: true });
    expect(again.last('closed')?.message).toMatch(/older copy.*save it as a file/s);
  });

  it('knows a person by the ticket again, without an invite', async () => {
    const stage = await Stage.open();
    const first = await stage.guest('Bob');
    stage.access.revokeInvites('s');
    const second = await stage.connect(idOf('another-window'));
    await second.hello({ ticket: ticketOf('Bob') });
    expect(personOf(second)).toBe(personOf(first));
    expect(first.closed).toBe(false);
  });

  it('cannot take the replica of somebody else', async () => {
    const stage = await Stage.open();
    const bob = await stage.guest('Bob');
    const thief = await stage.connect(bob.replica);
    await thief.hello({ invite, ticket: ticketOf('Eve') });
    expect([end(thief), bob.closed]).toEqual(['forged', false]);
  });

  it('is said once: again it changes nothing, and as somebody else it ends the connection', async () => {
    const stage = await Stage.open();
    const bob = await stage.guest('Bob');
    const { head } = stage.session;
    const first = { name: 'Bob', invite, ticket: ticketOf('Bob') };
    await bob.hello(first);
    expect([bob.closed, stage.session.head, bob.frames.filter(({ t }) => t === 'welcome').length]).toEqual([
      false,
      head,
      1,
    ]);
    await bob.hello({ ...first, replica: idOf('another') });
    expect(end(bob)).toBe('bad-request');
  });

  it('is not said a second time with anything else in it, such as another purpose or ticket', async () => {
    const changes = [{ purpose: 'disk' }, { ticket: ticketOf('Eve') }, { since: 1 }, { refs: [idOf('x')] }] as const;
    for (const change of changes) {
      const stage = await Stage.open();
      const bob = await stage.guest('Bob');
      await bob.hello({ name: 'Bob', invite, ticket: ticketOf('Bob'), ...change } as Partial<Hello>);
      expect([end(bob), stage.host.closed]).toEqual(['bad-request', false]);
    }
  });

  it('never makes anybody the server, the host, its disk or another guest', async () => {
    const stage = await Stage.open();
    const disk = await stage.connect(idOf('hosts-disk'), { is: 'owner', person: owner });
    await disk.hello({ purpose: 'disk' });
    const eve = await stage.guest('Eve', 'viewer');
    const { head } = stage.session;
    for (const replica of [serverReplica, ownersHost, disk.replica, eve.replica]) {
      for (const purpose of ['window', 'host', 'disk', 'program', 'drain'] as const) {
        const thief = await stage.connect(replica);
        await thief.hello({ name: 'Bob', purpose, invite, ticket: ticketOf('Bob') });
        expect([end(thief), thief.last('welcome')], `${replica} as ${purpose}`).toEqual(['forged', undefined]);
      }
    }
    expect([stage.host.closed, disk.closed, eve.closed, stage.session.head]).toEqual([false, false, false, head]);
    expect(stage.session.state.replicas[serverReplica]).toBeUndefined();
  });

  it('of a replica that two have named belongs to who came in first', async () => {
    const stage = await Stage.open({ admitEveryone: false });
    const [bob, eve] = [await stage.connect(idOf('window')), await stage.connect(idOf('window'))];
    await bob.hello({ name: 'Bob', invite, ticket: ticketOf('Bob') });
    await eve.hello({ name: 'Eve', invite, ticket: ticketOf('Eve') });
    for (const { person, name } of Object.values(stage.session.state.participants).reverse())
      if (person !== owner) await stage.host.say('participant.admitted', { person, name, role: 'editor' });
    expect([end(bob), bob.last('welcome'), eve.last('welcome')?.welcome.role]).toEqual(['forged', undefined, 'editor']);
  });

  it('of a replica that is known says the same purpose again', async () => {
    const stage = await Stage.open();
    const own = await stage.connect(idOf('owners-window'), { is: 'owner', person: owner });
    await own.hello();
    const again = await stage.connect(own.replica, { is: 'owner', person: owner });
    await again.hello({ purpose: 'disk' });
    expect([end(again), own.closed]).toEqual(['forged', false]);
  });

  it('makes an owner of no guest, by whichever door', async () => {
    const stage = await Stage.open();
    const bob = await stage.guest('Bob', 'viewer');
    const borrowed = await stage.connect(idOf('another'), { is: 'owner', person: personOf(bob) });
    await borrowed.hello();
    expect([end(borrowed), stage.session.state.participants[personOf(bob)]?.role]).toEqual(['forged', 'viewer']);
  });

  it('is the host’s or the disk’s of an owner only', async () => {
    const stage = await Stage.open();
    for (const purpose of ['host', 'disk'] as const) {
      const bob = await stage.connect(idOf(`bobs-${purpose}`));
      await bob.hello({ purpose, invite, ticket: ticketOf('Bob') });
      expect([end(bob), bob.last('welcome')]).toEqual(['not-permitted', undefined]);
    }
  });

  it('of the same replica again takes the place of the old connection', async () => {
    const stage = await Stage.open();
    const old = await stage.guest('Bob');
    const again = await stage.connect(old.replica);
    await again.hello({ ticket: ticketOf('Bob'), since: stage.session.head });
    expect([end(old), old.last('closed')?.final]).toEqual(['disconnected', false]);
    await stage.world.run(60_000);
    expect(again.last('welcome')).toBeDefined();
    expect(stage.session.state.replicas[old.replica]?.connected).toBe(true);
    expect(stage.host.heard('participant.left')).toEqual([]);
  });

  it('is what everything begins with', async () => {
    const stage = await Stage.open();
    const frames: ClientFrame[] = [
      { t: 'subscribe', ref: idOf('x'), subscription: 1 },
      { t: 'entries', entries: [] },
    ];
    for (const frame of frames) {
      const client = await stage.connect(idOf('bob'));
      await client.send(frame);
      expect(end(client)).toBe('bad-request');
    }
  });

  it('is not made of malformed frames: they end the connection, and nothing else', async () => {
    const stage = await Stage.open();
    const head = stage.session.head;
    for (const bytes of [
      Uint8Array.of(0xc1),
      new Uint8Array(0),
      pack({ t: 'shell' }),
      pack(7),
      new Uint8Array(200_000),
    ]) {
      const client = await stage.connect(idOf('bob'));
      await client.send(bytes);
      expect(['bad-request', 'too-large']).toContain(end(client));
    }
    expect([stage.session.head, stage.host.closed]).toEqual([head, false]);
  });

  it('is turned down where nothing is shared, and when all is over', async () => {
    const stage = await Stage.open();
    await stage.host.say('sharing.closed', {});
    const early = await stage.connect(idOf('bob'));
    await early.hello({ invite, ticket: ticketOf('bob') });
    await stage.host.say('session.ended', {});
    const late = await stage.connect(idOf('bob'));
    await late.hello({ invite, ticket: ticketOf('bob') });
    expect([end(early), end(late)]).toEqual(['denied', 'ended']);
    const again = await stage.connect(idOf('owners-window'), { is: 'owner', person: owner });
    await again.hello();
    expect(again.last('welcome')?.welcome.role).toBe('owner');
  });
});
