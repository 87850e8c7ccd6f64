import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { unpack } from '../../src/shared/core/message-pack.ts';
import { agentOf, stateOf } from './lib/agent-guest.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { limited, personOf } from './lib/limited-guest.ts';
import { freshId, type RawClient } from './lib/raw-client.ts';

/** Time that another's key may take meanwhile: usually tens of milliseconds, here with room for a busy machine. */
const mostKeyMs = 1_500;

let host: AttackedHost;
let keeper: RawClient;
const secrets: Record<string, string> = {};

const asksOwner = (method: string, params: object) => host.owner.request(method, params, host.host);
const secretOf = (link: unknown) => new URLSearchParams(new URL(String(link)).hash.slice(1)).get('invite')!;
const door = (admitEveryone: boolean) => asksOwner('sharing.open', { admitEveryone, role: 'editor' });

async function invite(role: string, change: object = {}): Promise<string> {
  const { result } = await asksOwner('sharing.invite', { role, lifetimeMs: null, once: false, ...change });
  return secretOf(result!.link);
}

/** A guest with the right to let in. */
async function keeperOf(role: 'viewer' | 'reviewer' | 'editor' | 'maintainer', grants = {}): Promise<RawClient> {
  await door(true);
  const guest = await host.guest(role, { name: `Keeper ${role}` });
  const said = { person: personOf(guest), grants: { 'admit.guests': true, ...grants } };
  expect(await host.owner.verdict('rights.changed', said)).toBe('taken');
  await guest.handled();
  await door(false);
  return guest;
}

interface Asking {
  client: RawClient;
  person: string;
  name: string;
}

let asked = 0;
/** Somebody who asks to be let in, by a link for a role. */
async function asks(role: string, hello: object = {}, secret?: string, ticket?: string): Promise<Asking> {
  const name = `Comer ${++asked}`;
  const client = await host.stranger();
  if (ticket) client.ticket = ticket;
  const from = host.owner.frames.length;
  const first = await client.hello({ purpose: 'window', name, invite: secret ?? secrets[role]!, ...hello });
  if (first.t !== 'waiting') throw new Error(`does not wait: ${JSON.stringify(first)}`);
  const person = await host.owner.until((frame) => {
    const entries = frame.t === 'entries' ? frame.entries.filter((entry) => entry[5] === 'participant.requested') : [];
    return entries.map((entry) => unpack(entry[9]) as { person: string; name: string }).at(-1)?.person;
  }, from);
  return { client, person, name };
}

const admits = (by: RawClient, { person, name }: Asking, role: string, change: object = {}) =>
  by.verdict('participant.admitted', { person, name, role, ...change });

beforeAll(async () => {
  host = await AttackedHost.start();
  for (const role of ['editor', 'reviewer', 'viewer']) secrets[role] = await invite(role);
  keeper = await keeperOf('reviewer');
}, 60_000);
afterEach(async () => {
  await host.goesOn();
});
afterAll(() => host?.close());

it('lets nobody in above the role that was asked for, or above their own', async () => {
  const table = [
    ['editor', ['owner', 'maintainer', 'editor'], 'reviewer'],
    ['viewer', ['owner', 'maintainer', 'editor', 'reviewer'], 'viewer'],
  ] as const;
  for (const [asking, evil, fair] of table) {
    const comer = await asks(asking);
    for (const role of evil)
      expect([asking, role, await admits(keeper, comer, role)]).toEqual([asking, role, 'not-permitted']);
    expect(await admits(keeper, comer, fair)).toBe('taken');
    await comer.client.until(() => comer.client.welcome ?? undefined);
    expect(comer.client.welcome!.role).toBe(fair);
    comer.client.close();
  }
});

it('with a right taken lets nobody in who would have that right', async () => {
  for (const right of ['edit', 'run', 'chat', 'annotate']) {
    const less = await keeperOf('editor', { [right]: false });
    const comer = await asks('editor');
    expect([right, await admits(less, comer, 'editor')]).toEqual([right, 'not-permitted']);
    for (const client of [comer.client, less]) client.close();
  }
});

it('that is a viewer’s by now, somebody’s with a part, or an agent’s answers nobody', async () => {
  const comer = await asks('editor');
  const demoted = await keeperOf('editor');
  await host.give(demoted, 'viewer');
  const partial = await limited(host, await keeperOf('editor'));
  const agent = await agentOf(host, await keeperOf('editor'));
  for (const by of [demoted, partial, agent]) {
    expect(await admits(by, comer, 'viewer')).toBe('not-permitted');
    expect(await by.verdict('participant.denied', { person: comer.person })).toBe('not-permitted');
    by.close();
  }
  comer.client.close();
});

const isIn = async ({ client }: Asking) => {
  await client.until(() => client.welcome ?? undefined).catch(() => 0);
  return client.welcome?.role ?? null;
};

it('answers nobody whom an owner has answered, or who is gone, is in, or was sent out', async () => {
  const denies = (person: string) => keeper.verdict('participant.denied', { person });
  const denied = await asks('editor');
  expect(await host.owner.verdict('participant.denied', { person: denied.person })).toBe('taken');
  expect(await admits(keeper, denied, 'viewer')).toMatch(/^not-/);
  for (const ban of [false, true]) {
    const out = await asks('editor');
    expect(await admits(host.owner, out, 'editor')).toBe('taken');
    expect(await isIn(out)).toBe('editor');
    expect(await admits(keeper, out, 'viewer')).toBe('not-permitted');
    expect(await host.owner.verdict('participant.removed', { person: out.person, ban })).toBe('taken');
    await out.client.ended();
    expect([await admits(keeper, out, 'viewer'), await denies(out.person)]).toEqual(['not-permitted', 'not-permitted']);
    if (ban) continue;
    const again = await asks('editor', {}, undefined, out.client.ticket);
    expect(again.person).toBe(out.person);
    expect([await admits(keeper, again, 'viewer'), await denies(out.person)]).toEqual([
      'not-permitted',
      'not-permitted',
    ]);
    again.client.close();
  }
});

it('answers no members, no agents, not themselves, and in no other form than there is', async () => {
  const owner = await keeperOf('editor');
  const agent = await agentOf(host, owner);
  const people = [keeper, agent, host.owner].map(personOf);
  for (const person of [...people, freshId(), '__proto__'])
    for (const [kind, body] of [
      ['participant.denied', { person }],
      ['participant.admitted', { person, name: 'x', role: 'viewer' }],
    ] as const) {
      const window = await host.again(keeper);
      expect([kind, await window.verdict(kind, body)]).toEqual([kind, expect.stringMatching(/^(not-|bad-request)/)]);
      window.close();
    }
  keeper = await host.again(keeper);
  const comer = await asks('viewer');
  for (const change of [{ agentOf: personOf(keeper) }, { agentOf: comer.person }, { name: 'Owner' }, { role: 'host' }])
    expect([change, await admits(keeper, comer, 'viewer', change)]).toEqual([
      change,
      expect.stringMatching(/^(not-permitted|bad-request)$/),
    ]);
  for (const client of [comer.client, agent, owner]) client.close();
});

it('of two answers one counts, and the other is refused', async () => {
  const other = await keeperOf('maintainer');
  for (let round = 0; round < 5; round++) {
    const comer = await asks('reviewer');
    const said = await Promise.all([
      admits(keeper, comer, 'viewer'),
      other.verdict('participant.denied', { person: comer.person }),
    ]);
    expect(said.filter((each) => each === 'taken')).toHaveLength(1);
    if (said[0] === 'taken') expect(await isIn(comer)).toBe('viewer');
    else expect(await comer.client.ended()).toMatchObject({ code: 'denied' });
    comer.client.close();
  }
});

it('lets in nobody once an owner has shut the door', async () => {
  const comer = await asks('editor');
  expect((await asksOwner('sharing.close', { endSession: false })).result).toBeDefined();
  expect(await admits(keeper, comer, 'viewer')).not.toBe('taken');
  expect(comer.client.welcome).toBeNull();
  comer.client.close();
});

it('hundreds who ask are told of as too many, keep no key waiting, and are forgotten', async () => {
  expect((await door(false)).result).toBeDefined();
  const secret = await invite('viewer');
  const came = await Promise.all(
    Array.from({ length: 200 }, async (_, at) => {
      const client = await host.stranger();
      const first = await client.hello({ purpose: 'window', name: `Crowd ${at}`, invite: secret }).catch(() => null);
      return { client, what: first?.t === 'closed' ? first.code : (first?.t ?? 'gone') };
    }),
  );
  expect(await host.keyMs()).toBeLessThan(mostKeyMs);
  expect(came.filter(({ what }) => what === 'waiting').length).toBeLessThanOrEqual(30);
  expect(new Set(came.map(({ what }) => what))).toEqual(new Set(['waiting', 'too-fast']));
  for (const { client } of came) client.close();
  const standing = async () => {
    const people = await stateOf<Record<string, { standing: string; name: string }>>(host, 'participants');
    return Object.values(people).filter(({ name }) => name.startsWith('Crowd'));
  };
  await expect.poll(standing, { timeout: 8_000, interval: 1_000 }).toEqual([]);
}, 20_000);
