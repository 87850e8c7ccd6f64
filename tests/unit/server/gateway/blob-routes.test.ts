import { createHash } from 'node:crypto';
import { expect, it, vi } from 'vitest';
import { hashSecret } from '../../../../server/server.ts';
import { HttpBlobs } from '../../../../src/client/http-blobs.ts';
import { nodeEnvironment } from '../../../../src/main/machine/environment.ts';
import { newId, newSecret } from '../../../../src/shared/core/ids.ts';
import { ask, Gateway, invite, token } from './gateway-fixture.ts';

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const noise = (length: number) => nodeEnvironment.randomBytes(length);
const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });

async function open() {
  const gateway = await Gateway.open();
  const ticket = newSecret(nodeEnvironment);
  const guest = (await gateway.client({}, { ticket })).person!;
  const path = (bytes: Uint8Array, query = '') => `/blobs/${gateway.session}/${hashOf(bytes)}${query}`;
  const put = (bytes: Uint8Array, offset: number, total: number, piece: Uint8Array) =>
    ask(gateway.guestPort, path(bytes, `?offset=${offset}&total=${total}`), {
      method: 'PUT',
      headers: bearer(ticket),
      body: piece,
    });
  return { gateway, guest, ticket, path, put };
}

it('takes a blob in pieces and gives it back to who is in', async () => {
  const { gateway, ticket } = await open();
  const base = `http://127.0.0.1:${gateway.guestPort}/blobs/${gateway.session}`;
  const bytes = noise(2_500_000);
  const hash = await new HttpBlobs(base, ticket, fetch).put(bytes);
  expect(hash).toBe(hashOf(bytes));
  expect(Buffer.from(await new HttpBlobs(base, ticket, fetch).get(hash)).equals(bytes)).toBe(true);
});

it('goes on after a cut from what is there already', async () => {
  const { gateway, ticket, put } = await open();
  const bytes = noise(2_500_000);
  expect((await put(bytes, 0, bytes.length, bytes.subarray(0, 1_000_000))).status).toBe(204);
  const calls = vi.fn(fetch);
  const base = `http://127.0.0.1:${gateway.guestPort}/blobs/${gateway.session}`;
  await new HttpBlobs(base, ticket, calls as typeof fetch).put(bytes);
  expect(
    calls.mock.calls.map(([url, init]) => [init?.method, new URL(String(url)).searchParams.get('offset')]),
  ).toEqual([['HEAD', null], ...[0, 1, 2, 3, 4, 5].map((index) => ['PUT', String(1_000_000 + index * 256 * 1024)])]);
});

it('is shut to who shows nothing, an invite, or a ticket of nobody', async () => {
  const { gateway, path } = await open();
  const url = path(noise(8));
  for (const headers of [{}, bearer(invite), bearer(token), bearer(newSecret(nodeEnvironment)), bearer('')]) {
    for (const method of ['GET', 'HEAD', 'PUT']) {
      expect((await ask(gateway.guestPort, url, { method, headers })).status).toBe(401);
    }
  }
});

it('opens to the token on the private door, and there not to guests', async () => {
  const { gateway, ticket, path, put } = await open();
  const bytes = noise(100);
  await put(bytes, 0, 100, bytes);
  expect((await ask(gateway.privatePort, path(bytes), { headers: bearer(token) })).status).toBe(200);
  expect((await ask(gateway.privatePort, path(bytes), { headers: bearer(ticket) })).status).toBe(401);
  expect((await ask(gateway.privatePort, path(bytes), { headers: bearer(`${token}x`) })).status).toBe(401);
});

it('is shut to a guest who was sent out', async () => {
  const { gateway, guest, ticket, path } = await open();
  await gateway.host.publish('participant.removed', { person: guest, ban: false });
  expect((await ask(gateway.guestPort, path(noise(8)), { headers: bearer(ticket) })).status).toBe(401);
});

it('knows no session but that of the ticket, and no paths but hashes', async () => {
  const { gateway, ticket } = await open();
  const hash = hashOf(noise(8));
  for (const path of [`/blobs/${newId(nodeEnvironment)}/${hash}`]) {
    expect((await ask(gateway.guestPort, path, { headers: bearer(ticket) })).status).toBe(401);
  }
  for (const path of [`/blobs/${gateway.session}/../sessions.db`, `/blobs/${gateway.session}/${hash}.part`]) {
    expect((await ask(gateway.guestPort, path, { headers: bearer(ticket) })).status).toBe(404);
  }
});

it('says what is wrong with a piece', async () => {
  const { gateway, ticket, path, put } = await open();
  const bytes = noise(300);
  expect(await put(bytes, 100, 300, bytes.subarray(100))).toMatchObject({
    status: 409,
    text: 'Another piece was expected.',
  });
  expect((await put(bytes, 0, 200, bytes)).status).toBe(413);
  expect((await put(bytes, 0, 300 * 1024 * 1024, bytes)).status).toBe(413);
  expect((await put(bytes, -1, 300, bytes)).status).toBe(400);
  expect((await put(bytes, 0.5, 300, bytes)).status).toBe(400);
  const nameless = { method: 'PUT', headers: bearer(ticket), body: bytes };
  expect(await ask(gateway.guestPort, path(bytes), nameless)).toMatchObject({
    status: 400,
    text: 'A piece needs its offset and the total.',
  });
  const large = { ...nameless, body: new Uint8Array(2 * 1024 * 1024 + 1) };
  const answer = await ask(gateway.guestPort, path(bytes, '?offset=0&total=9999999'), large).catch(() => null);
  expect(answer === null || answer.status === 413).toBe(true);
  expect((await put(bytes, 0, 300, noise(300))).text).toBe(
    'The attachment does not have the hash that it was sent under.',
  );
  expect((await put(bytes, 0, 300, bytes)).status).toBe(204);
  expect((await ask(gateway.guestPort, path(bytes), { method: 'DELETE', headers: bearer(ticket) })).status).toBe(405);
});

it('runs nothing that was uploaded', async () => {
  const { gateway, ticket, path, put } = await open();
  const page = new TextEncoder().encode('<script>alert(1)</script>');
  await put(page, 0, page.length, page);
  const { headers } = await ask(gateway.guestPort, path(page), { headers: bearer(ticket) });
  expect(headers['content-type']).toBe('application/octet-stream');
  expect(headers['x-content-type-options']).toBe('nosniff');
});

it('is worth nothing to a guest once the session has ended; an owner is let in', async () => {
  const { gateway, guest, ticket, path } = await open();
  const owners = newSecret(nodeEnvironment);
  const owner = (await gateway.client({}, { ticket: owners })).person!;
  await gateway.host.publish('role.changed', { person: owner, role: 'owner' });
  const status = async (secret: string) =>
    (await ask(gateway.guestPort, path(noise(8)), { method: 'HEAD', headers: bearer(secret) })).status;
  expect([await status(ticket), await status(owners)]).toEqual([200, 200]);
  await gateway.host.publish('session.ended', {});
  expect([await status(ticket), await status(owners)]).toEqual([401, 200]);
  expect(gateway.host.state.participants[guest]?.standing).toBe('admitted');
});

it('keeps no more under way for a guest than it says, and nothing of it in memory', async () => {
  const { gateway, guest, ticket, path } = await open();
  const bytes = noise(20 * 1024 * 1024);
  const hash = await gateway.server.blobs(gateway.session).put(bytes);
  const session = (await gateway.server.find(gateway.session))!;
  session.blobRights.noteUpload(guest, hash);
  const base = `http://127.0.0.1:${gateway.guestPort}`;
  const before = process.memoryUsage().arrayBuffers;
  const controller = new AbortController();
  const fetches = Array.from({ length: 60 }, () =>
    fetch(`${base}${path(bytes)}`, { headers: bearer(ticket), signal: controller.signal }).catch(() => null),
  );
  const told = (await Promise.race([
    Promise.any(fetches.map(async (one) => ((await one)?.status === 429 ? one : Promise.reject(new Error('no'))))),
  ])) as Response;
  expect(await told.text()).toBe('You are fetching many attachments already: try again when they are there.');
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(bytes.length);
  // Others are served meanwhile.
  const bob = newSecret(nodeEnvironment);
  session.blobRights.noteUpload((await gateway.client({}, { ticket: bob })).person!, hash);
  const one = await fetch(`${base}${path(bytes)}`, { headers: bearer(bob) });
  expect((await one.arrayBuffer()).byteLength).toBe(bytes.length);
  controller.abort();
  await Promise.all(fetches);
  const again = async () => {
    const answer = await fetch(`${base}${path(bytes)}`, { headers: bearer(ticket) });
    return (await answer.arrayBuffer()).byteLength;
  };
  await expect.poll(again, { timeout: 10_000 }).toBe(bytes.length);
}, 40_000);

it('takes the attachments of a session that is on its way here', async () => {
  const { gateway } = await open();
  const { hosting } = gateway.server;
  const hostToken = newSecret(nodeEnvironment);
  const { port } = await gateway.listen({ hostTokenHash: hashSecret(hostToken), hosting });
  const session = newId(nodeEnvironment);
  hosting.arrivals.begin(session);
  const bytes = noise(2_500_000);
  const blobs = new HttpBlobs(`http://127.0.0.1:${port}/blobs/${session}`, hostToken, fetch);
  expect(await blobs.put(bytes)).toBe(hashOf(bytes));
  expect(Buffer.from(await gateway.server.blobs(session).get(hashOf(bytes))).equals(bytes)).toBe(true);
  expect(gateway.reports).toEqual([]);
});
