import { describe, expect, it } from 'vitest';
import { toTuple } from '../../../../src/shared/core/entry.ts';
import { encodeFrame } from '../../../../src/shared/core/frames.ts';
import type { Body } from '../../../../src/shared/session/table.ts';
import { idOf } from '../../shared/session/sample-of.ts';
import { invite, personOf, type RawClient, ref, Stage, ticketOf } from './session-fixture.ts';

const end = (client: RawClient) => client.last('closed')?.code;

async function asking(stage: Stage): Promise<{ client: RawClient; person: string }> {
  const client = await stage.connect(idOf('bob'));
  await client.hello({ name: 'Bob', invite, ticket: ticketOf('Bob') });
  const [person] = Object.values(stage.session.state.participants).filter(({ name }) => name === 'Bob');
  return { client, person: person!.person };
}

describe('admission', () => {
  it('makes a newcomer wait, and hear nothing, until the host lets them in', async () => {
    const stage = await Stage.open({ admitEveryone: false });
    const { client, person } = await asking(stage);
    expect(client.frames.map(({ t }) => t)).toEqual(['waiting']);
    expect(stage.host.heard('participant.requested')).toHaveLength(1);
    await stage.host.say('participant.admitted', { person, name: 'Bob', role: 'reviewer' });
    expect(client.last('welcome')?.welcome).toMatchObject({ person, role: 'reviewer' });
    expect(client.last('keyframe')).toBeDefined();
  });

  it('names who was asked to a newcomer with an invite, and to nobody without', async () => {
    const stage = await Stage.open({ admitEveryone: false });
    const owner = Object.values(stage.session.state.participants).find(({ role }) => role === 'owner')!;
    const { client } = await asking(stage);
    expect(client.last('waiting')?.message).toBe(`Waiting for ${owner.name} to let you in…`);
    const stranger = await stage.connect(idOf('eve'));
    await stranger.hello({ name: 'Eve', invite: 'another', ticket: ticketOf('Eve') });
    expect(stranger.frames.map(({ t }) => t)).toEqual(['closed']);
    expect(JSON.stringify(stranger.frames)).not.toContain(owner.name);
  });

  it('sends a newcomer away whom the host denies', async () => {
    const stage = await Stage.open({ admitEveryone: false });
    const { client, person } = await asking(stage);
    await stage.host.say('participant.denied', { person });
    expect([end(client), client.last('closed')?.final, client.closed]).toEqual(['denied', true, true]);
    expect(stage.session.state.participants[person]?.standing).toBe('denied');
  });

  it('takes no entry of who still waits', async () => {
    const stage = await Stage.open({ admitEveryone: false });
    const { client } = await asking(stage);
    await client.say('people.gathered', { path: 'a.txt', line: 1 });
    expect(end(client)).toBe('bad-request');
    expect(stage.host.heard('people.gathered')).toEqual([]);
  });
});

describe('removal', () => {
  it('ends the person’s connections at once, and lets them ask again', async () => {
    const stage = await Stage.open();
    const bob = await stage.guest('Bob');
    await stage.host.say('participant.removed', { person: personOf(bob), ban: false });
    expect([end(bob), bob.last('closed')?.final]).toEqual(['removed', true]);
    expect(stage.session.state.replicas[bob.replica]).toBeUndefined();
    const again = await stage.connect(idOf('again'));
    await again.hello({ invite, ticket: ticketOf('Bob') });
    await stage.host.say('participant.admitted', { person: personOf(bob), name: 'Bob', role: 'editor' });
    expect(personOf(again)).toBe(personOf(bob));
  });

  it('has its person ask also where everybody is let in, and go on asking after they went; the host is told when it was', async () => {
    const stage = await Stage.open();
    const bob = await stage.guest('Bob');
    const person = personOf(bob);
    const removedMs = stage.world.nowMs;
    await stage.host.say('participant.removed', { person, ban: false });
    const asks = async () => {
      const again = await stage.connect(idOf('again'));
      await again.hello({ invite, ticket: ticketOf('Bob') });
      return again;
    };
    const first = await asks();
    expect(first.frames.map(({ t }) => t)).toEqual(['waiting']);
    const noted = stage.session.state.participants[person]!;
    expect(noted.standing).toBe('asking');
    expect(noted.removedMs! - removedMs).toBeLessThan(500);
    first.transport.close();
    await stage.world.run(10_000);
    expect(stage.session.state.participants[person]?.standing).toBe('removed');
    expect((await asks()).last('welcome')).toBeUndefined();
    await stage.host.say('participant.admitted', { person, name: 'Bob', role: 'editor' });
    expect(stage.session.state.participants[person]).not.toHaveProperty('removedMs');
  });

  it('with a ban can be lifted, and its person asks again', async () => {
    const stage = await Stage.open();
    const person = personOf(await stage.guest('Bob'));
    await stage.host.say('participant.removed', { person, ban: true });
    await stage.host.say('participant.removed', { person, ban: false });
    const again = await stage.connect(idOf('again'));
    await again.hello({ invite, ticket: ticketOf('Bob') });
    expect(again.frames.map(({ t }) => t)).toEqual(['waiting']);
  });

  it('with a ban is for good, invite or not', async () => {
    const stage = await Stage.open();
    const bob = await stage.guest('Bob');
    await stage.host.say('participant.removed', { person: personOf(bob), ban: true });
    const again = await stage.connect(idOf('again'));
    await again.hello({ invite, ticket: ticketOf('Bob') });
    expect([end(again), again.last('welcome')]).toEqual(['removed', undefined]);
  });

  it('is told to a window that slept meanwhile, in which nobody has asked to come back', async () => {
    const stage = await Stage.open();
    const bob = await stage.guest('Bob');
    bob.transport.close();
    await stage.host.say('participant.removed', { person: personOf(bob), ban: false });
    const awake = await stage.connect(bob.replica);
    await awake.hello({ ticket: ticketOf('Bob'), invite, since: 2 });
    expect([end(awake), awake.last('closed')?.final]).toEqual(['removed', true]);
    const asking = await stage.connect(idOf('again'));
    await asking.hello({ ticket: ticketOf('Bob'), invite });
    expect(end(asking)).toBeUndefined();
  });

  it('takes nothing any more that was on its way', async () => {
    const stage = await Stage.open();
    const bob = await stage.guest('Bob');
    const late = bob.entry('people.gathered', { path: 'a.txt', line: 1 });
    const removal = stage.host.entry('participant.removed', { person: personOf(bob), ban: true });
    stage.host.transport.send(encodeFrame({ t: 'entries', entries: [toTuple(removal)] }));
    await bob.sendEntries(late);
    expect(stage.host.heard('people.gathered')).toEqual([]);
  });
});

describe('roles', () => {
  it('change at once, for what comes after in the order', async () => {
    const stage = await Stage.open();
    const bob = await stage.guest('Bob');
    await bob.say('doc.updated', { update: Uint8Array.of(0, 0) }, { ref });
    await stage.host.say('role.changed', { person: personOf(bob), role: 'viewer' });
    await bob.say('doc.updated', { update: Uint8Array.of(0, 0) }, { ref });
    expect(bob.heard('entry.refused')).toHaveLength(1);
    await stage.host.say('role.changed', { person: personOf(bob), role: 'editor' });
    await bob.say('people.gathered', { path: 'a.txt', line: 2 });
    expect(stage.host.heard('people.gathered')).toHaveLength(1);
  });
});

describe('the end of a session', () => {
  it('sends guests away for good, and keeps the owner', async () => {
    const stage = await Stage.open();
    const bob = await stage.guest('Bob');
    await stage.host.say('session.ended', {});
    expect([end(bob), bob.last('closed')?.final, stage.host.closed]).toEqual(['ended', true, false]);
    const again = await stage.connect(idOf('again'));
    await again.hello({ invite, ticket: ticketOf('Bob') });
    expect(end(again)).toBe('ended');
  });
});

describe('leaving', () => {
  it('is seen at once when it is said, and after a while when it is not', async () => {
    const stage = await Stage.open();
    const [bob, eve] = [await stage.guest('Bob'), await stage.guest('Eve')];
    await bob.send({ t: 'leave' });
    expect(stage.host.heard('participant.left')).toHaveLength(1);
    eve.transport.close();
    await stage.world.run(1000);
    expect(stage.session.state.replicas[eve.replica]?.connected).toBe(true);
    await stage.world.run(10_000);
    expect(stage.session.state.replicas[eve.replica]).toBeUndefined();
  });
});

describe('after the end for all guests', () => {
  /** Ends the session while Bob is in as a viewer, opens the door anew, and has Bob and a stranger come. */
  async function reopened(policy: Pick<Body<'sharing.opened'>, 'admitEveryone' | 'admitKnown'>) {
    const stage = await Stage.open();
    const bob = await stage.guest('Bob', 'viewer');
    await stage.host.say('session.ended', { dismisses: true });
    await stage.host.say('sharing.opened', { ...policy, role: 'editor' });
    const comes = async (name: string) => {
      const client = await stage.connect(idOf(`${name}-again`));
      await client.hello({ name, invite, ticket: ticketOf(name) });
      return client.last('welcome')?.welcome.role ?? client.last('waiting')?.t;
    };
    expect(end(bob)).toBe('ended');
    return [await comes('Bob'), await comes('Eve')];
  }

  it('everybody asks again where each is asked about', async () => {
    expect(await reopened({ admitEveryone: false })).toEqual(['waiting', 'waiting']);
  });

  it('who was in comes in by their ticket where those are let in, with no more rights than before; others ask', async () => {
    expect(await reopened({ admitEveryone: false, admitKnown: true })).toEqual(['viewer', 'waiting']);
  });

  it('everybody comes in where nobody is asked about', async () => {
    expect(await reopened({ admitEveryone: true })).toEqual(['viewer', 'editor']);
  });
});
