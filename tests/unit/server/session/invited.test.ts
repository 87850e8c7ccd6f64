import { expect, it } from 'vitest';
import { hashSecret } from '../../../../server/session/secrets.ts';
import { idOf } from '../../shared/session/sample-of.ts';
import { owner, ownersHost, type RawClient, Stage, ticketOf } from './session-fixture.ts';

const secret = 'an-invite-for-one-person-of-32-characters';

async function stageWith(once: boolean, admitEveryone = false): Promise<Stage> {
  const stage = await Stage.open({ admitEveryone });
  const invite = { hash: hashSecret(secret), role: 'viewer', expiresMs: Number.MAX_SAFE_INTEGER, used: 0 } as const;
  stage.access.addInvite('s', { ...invite, once, isLink: false, agentOf: null });
  return stage;
}

async function asks(stage: Stage, name: string, window = name): Promise<RawClient> {
  const client = await stage.connect(idOf(`${window}-window`));
  await client.hello({ name, invite: secret, ticket: ticketOf(name) });
  return client;
}

const personCalled = (stage: Stage, sought: string) =>
  Object.values(stage.session.state.participants).find(({ name }) => name === sought)?.person ?? '';

const admit = (stage: Stage, name: string) =>
  stage.host.say('participant.admitted', { person: personCalled(stage, name), name, role: 'viewer' });

const end = (client: RawClient) => client.last('closed')?.code;
const used = (stage: Stage) => stage.access.invites('s').find(({ isLink }) => !isLink)?.used;

it('an invite for one person lets in the one who is admitted first, and turns the others away', async () => {
  const stage = await stageWith(true);
  const [bob, cat] = [await asks(stage, 'Bob'), await asks(stage, 'Cat')];
  const catsPerson = personCalled(stage, 'Cat');
  await admit(stage, 'Bob');
  expect([bob.last('welcome')?.welcome.role, end(cat), used(stage)]).toEqual(['viewer', 'bad-credential', 1]);
  expect(stage.session.state.participants[catsPerson]).toBeUndefined();
  expect(end(await asks(stage, 'Dan'))).toBe('bad-credential');
});

it('two admitted at once by an invite for one person: one gets in, and the host is told', async () => {
  const stage = await stageWith(true);
  const guests = [await asks(stage, 'Bob'), await asks(stage, 'Cat')];
  await Promise.all([admit(stage, 'Bob'), admit(stage, 'Cat')]);
  expect(guests.filter((guest) => guest.last('welcome') !== undefined)).toHaveLength(1);
  expect(stage.host.heard('entry.refused')).toHaveLength(1);
  expect(used(stage)).toBe(1);
});

it('two at once where everybody is let in: one gets in by an invite for one person', async () => {
  const stage = await stageWith(true, true);
  const guests = await Promise.all([asks(stage, 'Bob'), asks(stage, 'Cat')]);
  expect(guests.map((guest) => guest.last('welcome')?.welcome.role ?? end(guest)).toSorted()).toEqual([
    'bad-credential',
    'viewer',
  ]);
});

it('who is denied, or goes before an answer, uses up nothing', async () => {
  const stage = await stageWith(true);
  await asks(stage, 'Bob');
  await stage.host.say('participant.denied', { person: personCalled(stage, 'Bob') });
  expect(used(stage)).toBe(0);
  await asks(stage, 'Cat');
  await admit(stage, 'Cat');
  expect(used(stage)).toBe(1);
});

it('who came in by an invite for one person comes back without it, and opens a second window', async () => {
  const stage = await stageWith(true);
  const bob = await asks(stage, 'Bob');
  await admit(stage, 'Bob');
  bob.transport.close();
  const again = await asks(stage, 'Bob', 'second');
  expect([again.last('welcome')?.welcome.role, used(stage)]).toEqual(['viewer', 1]);
});

it('another invite counts everybody who came in by it, and each of them once', async () => {
  const stage = await stageWith(false, true);
  for (const name of ['Bob', 'Cat']) await asks(stage, name);
  await asks(stage, 'Cat', 'second');
  expect(used(stage)).toBe(2);
});

it('who waits over a restart of the server uses up their invite, also when they are let in before they are back', async () => {
  const stage = await stageWith(true);
  await asks(stage, 'Bob');
  const bob = personCalled(stage, 'Bob');
  stage.session.close();
  await stage.start();
  stage.host = await stage.connect(ownersHost, { is: 'owner', person: owner });
  await stage.host.hello({ purpose: 'host', name: 'Host' });
  stage.host.n = stage.host.last('welcome')!.welcome.lastN;
  await stage.host.say('participant.admitted', { person: bob, name: 'Bob', role: 'viewer' });
  expect(used(stage)).toBe(1);
  expect((await asks(stage, 'Bob')).last('welcome')?.welcome.role).toBe('viewer');
  expect(end(await asks(stage, 'Cat'))).toBe('bad-credential');
});

it('an invite lets in until its end, and nobody after it; who came in by it stays, and comes back', async () => {
  const stage = await Stage.open();
  const invite = {
    hash: hashSecret(secret),
    role: 'viewer',
    used: 0,
    once: false,
    isLink: false,
    agentOf: null,
  } as const;
  stage.access.addInvite('s', { ...invite, expiresMs: stage.world.nowMs + 60_000 });
  const bob = await asks(stage, 'Bob');
  expect(bob.last('welcome')?.welcome.role).toBe('viewer');
  await stage.world.run(61_000);
  expect(end(await asks(stage, 'Cat'))).toBe('bad-credential');
  expect(bob.closed).toBe(false);
  expect((await asks(stage, 'Bob', 'Bobs-second')).last('welcome')).toBeDefined();
});
