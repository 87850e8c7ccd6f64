import { createHash, randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { type Fetch, HttpBlobs } from '../../../src/client/http-blobs.ts';
import { nodeEnvironment } from '../../../src/main/machine/environment.ts';
import { newSecret } from '../../../src/shared/core/ids.ts';
import { Gateway } from '../server/gateway/gateway-fixture.ts';

const megabyte = 1024 * 1024;
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** A guest's attachments at a real gateway; `fetchWith` may be worse than the network. */
async function guestsBlobs() {
  const gateway = await Gateway.open();
  const ticket = newSecret(nodeEnvironment);
  await gateway.client({}, { ticket });
  const base = `http://127.0.0.1:${gateway.guestPort}/blobs/${gateway.session}`;
  const open = (fetchWith: Fetch = fetch, bearer = ticket) => new HttpBlobs(base, bearer, fetchWith);
  return { gateway, open, store: gateway.server.blobs(gateway.session) };
}

it('sends 3 MB in pieces, and another guest gets them whole', async () => {
  const { open, store } = await guestsBlobs();
  const bytes = randomBytes(3 * megabyte);
  const sizes: number[] = [];
  const counting: Fetch = (url, init) => {
    if (init.method === 'PUT') sizes.push(init.body?.length ?? 0);
    return fetch(url, init);
  };
  const hash = await open(counting).put(bytes);
  expect([hash, sizes]).toEqual([hashOf(bytes), Array(12).fill(megabyte / 4)]);
  expect(store.has(hash)).toBe(true);
  expect(Buffer.from(await open().get(hash)).equals(bytes)).toBe(true);
});

it('goes on after a cut from what the server has, without sending it again', async () => {
  const { open, store } = await guestsBlobs();
  const bytes = randomBytes(3 * megabyte);
  const offsets: string[] = [];
  let cuts = 0;
  const cutting: Fetch = async (url, init) => {
    if (init.method !== 'PUT') return fetch(url, init);
    offsets.push(new URL(url).searchParams.get('offset') ?? '');
    const response = await fetch(url, init);
    // The piece arrives, its answer does not.
    if (cuts++ === 1) throw new TypeError('network error');
    return response;
  };
  const hash = await open(cutting).put(bytes);
  expect(offsets).toEqual(Array.from({ length: 12 }, (_, index) => String((index * megabyte) / 4)));
  expect(store.has(hash)).toBe(true);
});

it('tells of life with each piece that goes or comes', async () => {
  const { open } = await guestsBlobs();
  const [sender, receiver] = [open(), open()];
  let [sent, received] = [0, 0];
  sender.onLife = () => sent++;
  receiver.onLife = () => received++;
  const hash = await sender.put(randomBytes(megabyte));
  expect(sent).toBeGreaterThanOrEqual(5);
  await receiver.get(hash);
  expect(received).toBeGreaterThan(3);
});

it('tells how far a transfer is, and gives it up when asked; what has gone is not sent again', async () => {
  const { open, store } = await guestsBlobs();
  const bytes = randomBytes(megabyte);
  const cancel = new AbortController();
  const told: number[] = [];
  const onBytes = (sent: number) => {
    told.push(sent);
    if (sent === megabyte / 2) cancel.abort();
  };
  await expect(open().put(bytes, { signal: cancel.signal, onBytes })).rejects.toMatchObject({ code: 'cancelled' });
  expect(store.has(hashOf(bytes))).toBe(false);
  const again: number[] = [];
  const hash = await open().put(bytes, { onBytes: (sent) => again.push(sent) });
  expect([told[0], again[0]]).toEqual([0, (megabyte / 4) * 3]);
  const received: number[] = [];
  await open().get(hash, { onBytes: (count) => received.push(count) });
  expect(received.at(-1)).toBe(megabyte);
  const given = new AbortController();
  const gone = open().get(hash, { signal: given.signal, onBytes: () => given.abort() });
  await expect(gone).rejects.toMatchObject({ code: 'cancelled' });
});

it('sends nothing that is there already, and that one has sent before', async () => {
  const { open } = await guestsBlobs();
  const bytes = randomBytes(1000);
  await open().put(bytes);
  const methods: string[] = [];
  await open((url, init) => {
    methods.push(init.method);
    return fetch(url, init);
  }).put(bytes);
  expect(methods).toEqual(['HEAD']);
});

it('does not fetch again what it has sent', async () => {
  const { open } = await guestsBlobs();
  const methods: string[] = [];
  const blobs = open((url, init) => {
    methods.push(init.method);
    return fetch(url, init);
  });
  const hash = await blobs.put(randomBytes(1000));
  await blobs.get(hash);
  expect(methods).toEqual(['HEAD', 'PUT']);
});

it('without a ticket of the session gets and leaves nothing', async () => {
  const { open, store } = await guestsBlobs();
  const hash = await store.put(randomBytes(1000));
  const stranger = open(fetch, newSecret(nodeEnvironment));
  await expect(stranger.get(hash)).rejects.toMatchObject({ code: 'not-found' });
  const bytes = randomBytes(1000);
  await expect(stranger.put(bytes)).rejects.toMatchObject({ code: 'disconnected' });
  expect(store.has(hashOf(bytes))).toBe(false);
});

it('notices what was damaged on the way', async () => {
  const { open, store } = await guestsBlobs();
  const hash = await store.put(randomBytes(1000));
  const damaging: Fetch = async (url, init) => {
    const response = await fetch(url, init);
    const bytes = new Uint8Array(await response.arrayBuffer());
    bytes[500]! ^= 1;
    return {
      ok: true,
      status: 200,
      headers: response.headers,
      text: async () => '',
      arrayBuffer: async () => bytes.buffer,
    };
  };
  await expect(open(damaging).get(hash)).rejects.toMatchObject({ code: 'internal' });
});

it('says in words that there is no room', async () => {
  const { open, store } = await guestsBlobs();
  const full = 'The attachments of a session may have 1 MB together.';
  const refusing: Fetch = async (url, init) => {
    if (init.method !== 'PUT') return fetch(url, init);
    const headers = { get: () => null };
    return { ok: false, status: 507, headers, text: async () => full, arrayBuffer: async () => new ArrayBuffer(0) };
  };
  const bytes = randomBytes(10);
  await expect(open(refusing).put(bytes)).rejects.toMatchObject({ code: 'no-space', message: full });
  expect(store.has(hashOf(bytes))).toBe(false);
});
