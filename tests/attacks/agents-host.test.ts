import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AttackedHost } from './lib/attacked-host.ts';
import { freshId, RawClient } from './lib/raw-client.ts';

let host: AttackedHost;
beforeAll(async () => {
  host = await AttackedHost.start();
}, 60_000);
afterEach(() => host.goesOn());
afterAll(() => host?.close());

const partsOf = (link: string) => Object.fromEntries(new URLSearchParams(new URL(link).hash.slice(1)));

async function inviteOf(client: RawClient): Promise<string> {
  const { result, error } = await client.request('agents.invite', { role: 'editor' }, host.host);
  if (!result) throw new Error(`no invite: ${JSON.stringify(error)}`);
  return partsOf(result.link as string).invite!;
}

const at = (origin: string, data = {}) =>
  RawClient.open(origin, { session: host.session, channel: 'session', ...data });

/** An agent of somebody, in a client of its own. */
async function agentOf(client: RawClient, origin = host.guestOrigin): Promise<RawClient> {
  const agent = await at(origin);
  const first = await agent.hello({ invite: await inviteOf(client), purpose: 'agent', name: 'Agent' });
  if (first.t !== 'welcome') throw new Error(`not let in: ${JSON.stringify(first)}`);
  await agent.handled();
  return agent;
}

it('of two that come by one agent’s invite at once, one is let in', async () => {
  const invite = await inviteOf(await host.guest('editor', { name: 'Bob' }));
  const come = async () => (await at(host.guestOrigin)).hello({ invite, purpose: 'agent', name: 'Agent' });
  const firsts = await Promise.all([come(), come(), come()]);
  expect(firsts.map(({ t }) => t).toSorted()).toEqual(['closed', 'closed', 'welcome']);
});

describe('the private door', () => {
  it('lets in agents by their invites, and no person by an invite or a ticket', async () => {
    const bob = await host.guest('editor', { name: 'Bob' });
    const by = async (hello: object) => {
      const client = await at(host.ownerOrigin);
      const first = await client.hello({ name: 'Bob', ...hello });
      return first.t === 'closed' ? first.code : first.t;
    };
    expect(await by({ invite: host.invite, purpose: 'window' })).toBe('denied');
    expect(await by({ ticket: bob.ticket, purpose: 'window' })).toBe('denied');
    expect(await by({ ticket: bob.ticket, purpose: 'drain' })).toBe('denied');
    expect(await by({ invite: await inviteOf(host.owner), purpose: 'window' })).not.toBe('welcome');
    expect(await by({ invite: await inviteOf(host.owner), purpose: 'agent' })).toBe('welcome');
  });

  it.each(['replay', 'workspace', 'hosting', 'door'])(
    'opens no channel of %s for an agent',
    async (channel) => {
      const agent = await agentOf(host.owner, host.ownerOrigin);
      const { ticket } = agent;
      const person = agent.welcome!.person;
      for (const data of [
        {},
        { ticket },
        { person, token: ticket },
        { person: host.ownerData.person, token: ticket },
      ]) {
        const client = await at(host.ownerOrigin, { channel, ...data });
        const first = await client.hello({ ticket, purpose: 'agent', name: 'Agent' }).catch(() => null);
        client.say('recordings.list', { id: 1, params: {} }, { to: host.host, n: 0 });
        client.send({ t: 'list' });
        await client.ended().catch(() => null);
        expect([first?.t ?? 'closed', client.frames.filter(({ t }) => t !== 'closed')]).toEqual(['closed', []]);
      }
    },
    60_000,
  );
});

it('an agent brings no agents, and starts and ends none', async () => {
  const agent = await agentOf(await host.guest('editor', { name: 'Bob' }));
  const ask = async (method: string, params: object) =>
    (await agent.request(method, params, host.host)).error?.code ?? 'done';
  expect(await ask('agents.invite', { role: 'editor' })).toBe('not-permitted');
  expect(await ask('agents.programs', {})).toBe('not-permitted');
  const starting = await agent.open('agents.start', { program: 'x', role: 'editor' }, host.host);
  expect(starting.error?.code).toBe('not-permitted');
  expect(await ask('agents.end', { agent: agent.welcome!.person })).toBe('not-found');
});

describe('somebody’s lock on a whole file', () => {
  const lock = async (client: RawClient, path: string) => {
    await writeFile(join(host.folder, path), 'locked\n');
    await symlink(path, join(host.folder, `to-${path}`));
    const body = { lock: freshId(), path, selection: null, lines: null, beside: [], untilMs: null };
    expect(await client.verdict('lock.acquired', body)).toBe('taken');
  };
  const content = new TextEncoder().encode('evil');

  it.each<[string, string, (path: string) => object]>([
    ['writes over', 'files.write', (path) => ({ path, content, create: false, overwrite: true })],
    ['moves', 'files.move', (from) => ({ from, to: `moved-${from}`, overwrite: false })],
    ['moves another over', 'files.move', (to) => ({ from: 'README.md', to, overwrite: true })],
    ['copies another over', 'files.copy', (to) => ({ from: 'README.md', to, overwrite: true })],
    [
      'writes through a link',
      'files.write',
      (path) => ({ path: `to-${path}`, content, create: false, overwrite: true }),
    ],
    ['removes', 'files.remove', (path) => ({ path, recursive: false })],
  ])('binds an agent that %s the file, and warns people alone', async (_, method, paramsOf) => {
    const path = `locked-${freshId()}.txt`;
    const cat = await host.guest('editor', { name: 'Cat' });
    const bob = await host.guest('editor', { name: 'Bob' });
    await lock(cat, path);
    const agent = await agentOf(bob);
    const { error } = await agent.request(method, paramsOf(path), host.host);
    expect([error?.code, await host.read(path)]).toEqual(['not-permitted', 'locked\n']);
    if (method === 'files.write') expect((await bob.request(method, paramsOf(path), host.host)).error).toBeUndefined();
  });

  it('binds an agent in the document too, also by another name', async () => {
    const path = `locked-${freshId()}.txt`;
    await lock(await host.guest('editor', { name: 'Cat' }), path);
    const agent = await agentOf(await host.guest('editor', { name: 'Bob' }));
    const opened = await agent.request('documents.open', { path }, host.host);
    const ref = opened.result!.ref as string;
    const other = (await agent.request('documents.open', { path: 'README.md' }, host.host)).result!.ref;
    const format = { encoding: 'utf8', bom: true, eol: 'crlf' };
    expect(await agent.verdict('doc.formatted', format, { ref })).toBe('not-permitted');
    const moved = await agent.request('files.move', { from: path, to: `m-${path}`, overwrite: false }, host.host);
    const saved = { ref: other, seq: 0, update: Uint8Array.of(0, 0), path, overwrite: true };
    const over = await agent.request('documents.save', saved, host.host);
    expect([moved.error?.code, over.error?.code]).toEqual(['not-permitted', 'not-permitted']);
    expect(await host.read(path)).toBe('locked\n');
  });
});
