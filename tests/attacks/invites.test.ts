import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { unpack } from '../../src/shared/core/message-pack.ts';
import { roles } from '../../src/shared/core/rights.ts';
import type { KindName } from '../../src/shared/session/table.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { freshId, freshSecret, type RawClient } from './lib/raw-client.ts';

const everybody = { admitEveryone: true, role: 'editor' };

let host: AttackedHost;
beforeAll(async () => {
  host = await AttackedHost.start();
});
afterEach(() => host.goesOn());
afterAll(() => host?.close());

/** Time that another's key may take meanwhile: usually tens of milliseconds, here with room for a busy machine. */
const mostKeyMs = 1_500;

const personOf = (client: RawClient) => client.welcome!.person;
const asksOwner = (method: string, params: object) => host.owner.request(method, params, host.host);
const secretOf = (link: unknown) => new URLSearchParams(new URL(String(link)).hash.slice(1)).get('invite')!;

async function invite(change: object = {}): Promise<string> {
  const { result } = await asksOwner('sharing.invite', { role: 'editor', lifetimeMs: null, once: false, ...change });
  return secretOf(result!.link);
}

const invites = async () =>
  (await asksOwner('sharing.invites', {})).result!.invites as { id: string; isLink: boolean; used: number }[];

async function shows(secret: string, hello: object = {}) {
  const client = await host.stranger();
  const first = await client.hello({ purpose: 'window', name: 'Comer', invite: secret, ...hello });
  return { client, came: first.t === 'closed' ? first.code : first.t };
}

/** The person who asks to be let in under a name, as the owner hears of it. */
function asking(name: string): Promise<string> {
  return host.owner.until((frame) => {
    const entries = frame.t === 'entries' ? frame.entries.filter((entry) => entry[5] === 'participant.requested') : [];
    const requests = entries.map((entry) => unpack(entry[9]) as { person: string; name: string });
    return requests.find((each) => each.name === name)?.person;
  });
}

/** Opens the door by another policy meanwhile. */
async function door(policy: object, act: () => Promise<void>): Promise<void> {
  expect((await asksOwner('sharing.open', policy)).result).toHaveProperty('link');
  await act().finally(() => asksOwner('sharing.open', everybody));
}

it('invites are made, listed, revoked and opened by nobody but owners, by no door', async () => {
  const secret = await invite();
  const [listed] = (await invites()).filter(({ isLink }) => !isLink);
  for (const role of roles.filter((each) => each !== 'owner')) {
    const guest = await host.guest(role);
    for (const [method, params] of [
      ['sharing.describe', {}],
      ['sharing.invites', {}],
      ['sharing.invite', { role: 'editor', lifetimeMs: null, once: false }],
      ['sharing.revoke', { id: listed!.id }],
      ['sharing.open', everybody],
      ['sharing.close', { endSession: true }],
    ] as const)
      expect([method, (await guest.request(method, params, host.host)).error?.code]).toEqual([method, 'not-permitted']);
    for (const [kind, body] of [
      ['sharing.opened', everybody],
      ['sharing.closed', {}],
      ['session.ended', {}],
      ['participant.admitted', { person: personOf(guest), name: 'EVIL', role: 'owner' }],
    ] as const)
      expect([kind, await guest.verdict(kind, body)]).toEqual([kind, 'not-permitted']);
    for (const bearer of [guest.ticket, secret, host.invite, freshSecret()])
      for (const what of ['invite', 'invites', 'bases', 'recordings', `bases/${host.readme}`])
        for (const method of ['GET', 'PUT', 'POST', 'DELETE']) {
          const body = method === 'PUT' || method === 'POST' ? { body: JSON.stringify({ revoke: listed!.id }) } : {};
          const headers = { authorization: `Bearer ${bearer}` };
          const at = `${host.guestOrigin}/hosting/${host.session}/${what}`;
          expect([401, 403, 404]).toContain((await fetch(at, { method, headers, ...body })).status);
        }
    guest.close();
  }
  expect((await invites()).map(({ id }) => id)).toContain(listed!.id);
});

describe('an invite for one person', () => {
  it('lets in one of twenty who come at once, and nobody after a start', async () => {
    const secret = await invite({ once: true });
    const came = await Promise.all(Array.from({ length: 20 }, () => shows(secret)));
    expect(came.filter((each) => each.came === 'welcome')).toHaveLength(1);
    for (const { client } of came) client.close();
    await host.restart();
    expect((await shows(secret)).came).toBe('bad-credential');
  });

  it('lets in one of those who wait with it, also where two are let in at once and after a start', async () => {
    const secret = await invite({ once: true });
    await door({ admitEveryone: false, role: 'editor' }, async () => {
      const first = await shows(secret, { name: 'First' });
      const second = await shows(secret, { name: 'Second' });
      expect([first.came, second.came]).toEqual(['waiting', 'waiting']);
      const admit = async (name: string) =>
        host.owner.verdict('participant.admitted', { person: await asking(name), name, role: 'editor' });
      const said = await Promise.all([admit('First'), admit('Second')]);
      expect(said.filter((each) => each === 'taken')).toHaveLength(1);
      for (const { client } of [first, second]) client.close();
    });
    expect((await shows(secret)).came).toBe('bad-credential');
  });

  it('is not used up by who is denied, nor by who goes away', async () => {
    const secret = await invite({ once: true });
    await door({ admitEveryone: false, role: 'editor' }, async () => {
      const asks = await shows(secret, { name: 'Denied' });
      expect(asks.came).toBe('waiting');
      const person = await asking('Denied');
      expect(await host.owner.verdict('participant.denied', { person })).toBe('taken');
      await asks.client.ended();
    });
    const { client, came } = await shows(secret);
    expect(came).toBe('welcome');
    client.close();
  });
});

describe('an invite', () => {
  it('that was revoked lets in nobody, and no more does a guess, a hash, another session’s or a ticket', async () => {
    const secret = await invite();
    const made = (await invites()).at(-1)!;
    expect((await asksOwner('sharing.revoke', { id: made.id })).result).toEqual({});
    const guest = await host.guest('editor');
    for (const evil of [secret, made.id, freshSecret(), guest.ticket, `${host.invite} `, host.invite.toLowerCase()])
      expect((await shows(evil)).came).toBe('bad-credential');
  });

  it('is not found by guesses in thousands, which keep nobody’s keys waiting', async () => {
    const guesses = Array.from({ length: 300 }, async () => {
      const client = await host.stranger();
      const first = await client.hello({ purpose: 'window', invite: freshSecret() }).catch(() => null);
      client.close();
      return first?.t === 'closed' ? first.code : first?.t;
    });
    expect(await host.keyMs()).toBeLessThan(mostKeyMs);
    for (const came of await Promise.all(guesses)) expect(['bad-credential', 'too-fast', undefined]).toContain(came);
  });

  it('makes nobody more than it says, whatever they say of themselves', async () => {
    const secret = await invite({ role: 'viewer' });
    for (const purpose of ['window', 'host', 'disk', 'program']) {
      const { client } = await shows(secret, { purpose, role: 'owner', person: personOf(host.owner) });
      if (client.welcome) expect(client.welcome.role).toBe('viewer');
      client.close();
    }
    const guest = await host.guest('viewer');
    const again = await host.again(guest, { invite: host.invite });
    expect(again.welcome!.role).toBe('viewer');
  });

  it('is told to nobody: in no entry, no state, no answer, no output and no file', async () => {
    const secret = await invite({ once: true });
    const { client } = await shows(secret);
    expect(client.welcome).not.toBeNull();
    await host.owner.request('activity.since', { after: 0 }, host.host);
    const late = await host.ownersWindow();
    for (const heard of [host.witness, late, client, ...host.guests]) expect(heard.hasHeard(secret)).toBe(false);
    expect(host.output).not.toContain(secret);
    const files = (await readdir(host.home, { recursive: true, withFileTypes: true })).filter((each) => each.isFile());
    const has = await Promise.all(
      files.map(async ({ parentPath, name }) => [name, (await readFile(join(parentPath, name))).includes(secret)]),
    );
    expect(has.filter(([, holds]) => holds)).toEqual([]);
  });
});

describe('somebody who was', () => {
  it('banned comes in by no other invite, name or window of theirs, and asks again by none', async () => {
    const guest = await host.guest('editor');
    expect(await host.owner.verdict('participant.removed', { person: personOf(guest), ban: true })).toBe('taken');
    await guest.ended();
    for (const [secret, change] of [
      [host.invite, {}],
      [await invite(), { name: 'Somebody Else' }],
      [await invite({ once: true }), { replica: freshId(), purpose: 'program' }],
      [undefined, {}],
      [undefined, { purpose: 'drain' }],
    ] as const) {
      const back = await host.stranger();
      back.ticket = guest.ticket;
      const first = await back.hello({ purpose: 'window', ...(secret ? { invite: secret } : {}), ...change });
      expect(first).toMatchObject({ t: 'closed', final: true });
      expect(back.frames).toHaveLength(1);
    }
  });

  it('removed asks at a door for everybody, and hears nothing meanwhile', async () => {
    const guest = await host.guest('editor');
    expect(await host.owner.verdict('participant.removed', { person: personOf(guest), ban: false })).toBe('taken');
    await guest.ended();
    const back = await host.stranger();
    back.ticket = guest.ticket;
    expect((await back.hello({ purpose: 'window', invite: host.invite })).t).toBe('waiting');
    back.close();
  });

  it('never here is not known to a door for those who were, by no ticket, name or replica', async () => {
    const guest = await host.guest('editor', { name: 'Known' });
    guest.send({ t: 'leave' });
    guest.close();
    await door({ admitEveryone: false, admitKnown: true, role: 'editor' }, async () => {
      for (const hello of [
        {},
        { name: 'Known' },
        { ticket: host.invite },
        { ticket: personOf(guest).padEnd(43, 'A') },
        { since: 5 },
      ]) {
        const { client, came } = await shows(host.invite, hello);
        expect([hello, came]).toEqual([hello, 'waiting']);
        client.close();
      }
      const { client, came } = await shows(host.invite, { replica: guest.replica });
      expect(['waiting', 'forged', 'bad-credential', 'not-permitted']).toContain(came);
      client.close();
    });
  });
});

it('a guest who may let people in gives no more than was asked for, and does nothing else to anybody', async () => {
  const keeper = await host.guest('editor');
  const other = await host.guest('viewer');
  const allows = (grants: object) => host.owner.verdict('rights.changed', { person: personOf(keeper), grants });
  expect(await allows({ 'admit.guests': true })).toBe('taken');
  const secret = await invite({ role: 'reviewer' });
  await door({ admitEveryone: false, role: 'editor' }, async () => {
    const { client: waiting, came } = await shows(secret, { name: 'Newcomer' });
    expect(came).toBe('waiting');
    const person = await asking('Newcomer');
    const evil: [KindName, object][] = [
      ['participant.admitted', { person, name: 'Newcomer', role: 'editor' }],
      ['participant.admitted', { person, name: 'Newcomer', role: 'owner' }],
      ['participant.admitted', { person, name: 'Owner', role: 'viewer' }],
      ['participant.admitted', { person, name: 'Newcomer', role: 'viewer', agentOf: personOf(keeper) }],
      ['participant.removed', { person, ban: true }],
      ['paths.limited', { person, paths: ['docs'] }],
      ...[host.owner, keeper, other].flatMap((member): [KindName, object][] => [
        ['participant.admitted', { person: personOf(member), name: 'EVIL', role: 'viewer' }],
        ['participant.denied', { person: personOf(member) }],
        ['participant.removed', { person: personOf(member), ban: false }],
        ['rights.changed', { person: personOf(member), grants: { 'admit.guests': true } }],
      ]),
    ];
    for (const [kind, body] of evil)
      expect([kind, body, await keeper.verdict(kind, body)]).toEqual([kind, body, 'not-permitted']);
    const letsIn = { person, name: 'Newcomer', role: 'reviewer' };
    expect(await other.verdict('participant.admitted', letsIn)).toBe('not-permitted');
    expect(waiting.welcome).toBeNull();
    expect(await keeper.verdict('participant.admitted', letsIn)).toBe('taken');
    await waiting.until(() => waiting.welcome ?? undefined);
    expect(waiting.welcome!.role).toBe('reviewer');
    const { client: late } = await shows(secret, { name: 'Late' });
    const next = await asking('Late');
    expect(await allows({})).toBe('taken');
    expect(await keeper.verdict('participant.denied', { person: next })).toBe('not-permitted');
    for (const client of [waiting, late]) client.close();
  });
});
