import { createHash, randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { FileBlobStore } from '../../../../server/blobs/file-blob-store.ts';
import { limits } from '../../../../src/shared/core/version.ts';

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

function openStore(quotaBytes = 1_000_000) {
  const folder = mkdtempSync(join(tmpdir(), 'ensemble-blobs-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return { folder, store: new FileBlobStore(folder, quotaBytes), again: () => new FileBlobStore(folder, quotaBytes) };
}

it('keeps what it is given, for the next store on the same folder too', async () => {
  const { store, again } = openStore();
  const bytes = randomBytes(1000);
  const hash = await store.put(bytes);
  expect(hash).toBe(hashOf(bytes));
  expect(await again().get(hash)).toEqual(bytes);
  expect(again().has(hash)).toBe(true);
  await expect(store.get('0'.repeat(64))).rejects.toMatchObject({ code: 'not-found' });
});

it('keeps what is private to this account', async () => {
  const { folder, store } = openStore();
  const hash = await store.put(randomBytes(10));
  expect(statSync(join(folder, hash)).mode & 0o077).toBe(0);
});

it('puts pieces together, also over a restart', async () => {
  const { store, again } = openStore();
  const bytes = randomBytes(900);
  const hash = hashOf(bytes);
  await store.add(hash, 0, 900, bytes.subarray(0, 300));
  expect(await again().received(hash)).toBe(300);
  expect(store.has(hash)).toBe(false);
  await again().add(hash, 300, 900, bytes.subarray(300));
  expect(await store.get(hash)).toEqual(bytes);
});

it('takes a piece only where the last ended', async () => {
  const { store } = openStore();
  const bytes = randomBytes(900);
  const hash = hashOf(bytes);
  await expect(store.add(hash, 300, 900, bytes.subarray(300))).rejects.toMatchObject({ code: 'out-of-order' });
  await store.add(hash, 0, 900, bytes.subarray(0, 300));
  await expect(store.add(hash, 0, 900, bytes.subarray(0, 300))).rejects.toMatchObject({ code: 'out-of-order' });
  await expect(store.add(hash, 600, 900, bytes.subarray(600))).rejects.toMatchObject({ code: 'out-of-order' });
  expect(await store.received(hash)).toBe(300);
});

it('throws away what does not have its hash, so that it can be sent again', async () => {
  const { folder, store } = openStore();
  const bytes = randomBytes(100);
  const hash = hashOf(bytes);
  await expect(store.add(hash, 0, 100, randomBytes(100))).rejects.toMatchObject({ code: 'bad-request' });
  expect(readdirSync(folder)).toEqual([]);
  await store.add(hash, 0, 100, bytes);
  expect(store.has(hash)).toBe(true);
});

it('takes nothing over its quota, counting what is there in part', async () => {
  const { store } = openStore(1000);
  const [one, other] = [randomBytes(600), randomBytes(600)];
  await store.add(hashOf(one), 0, 600, one.subarray(0, 500));
  await expect(store.put(other)).rejects.toMatchObject({ code: 'no-space' });
  await store.add(hashOf(one), 500, 600, one.subarray(500));
  await store.put(randomBytes(400));
  await expect(store.put(randomBytes(1))).rejects.toMatchObject({ code: 'no-space' });
});

it('takes nothing over its quota when much comes at once', async () => {
  const { folder, store } = openStore(1000);
  await Promise.allSettled(Array.from({ length: 10 }, () => store.put(randomBytes(300))));
  const kept = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  expect(kept).toBeLessThanOrEqual(1000);
});

it('counts what was begun in pieces once, when the whole comes at once', async () => {
  const { store } = openStore(1000);
  const bytes = randomBytes(600);
  await store.add(hashOf(bytes), 0, 600, bytes.subarray(0, 500));
  await store.put(bytes);
  await store.put(randomBytes(400));
});

it('gives the same to all who put the same at once, as when two are answered alike', async () => {
  const { store } = openStore();
  const bytes = randomBytes(50_000);
  const hashes = await Promise.all([bytes, bytes, bytes, bytes].map((same) => store.put(same)));
  expect(new Set(hashes)).toEqual(new Set([hashOf(bytes)]));
  expect(await store.get(hashes[0]!)).toEqual(bytes);
});

it.runIf(existsSync('/dev/full'))('says that the disk is full, and takes the piece once there is room', async () => {
  const { folder, store } = openStore();
  const bytes = randomBytes(100);
  const hash = hashOf(bytes);
  symlinkSync('/dev/full', join(folder, `${hash}.own.part`));
  const words = { code: 'no-space', message: expect.stringContaining('disk of the session server is full') };
  await expect(store.add(hash, 0, 100, bytes)).rejects.toMatchObject(words);
  unlinkSync(join(folder, `${hash}.own.part`));
  await store.add(hash, 0, 100, bytes);
  expect(await store.get(hash)).toEqual(bytes);
});

it('comes out whole when two send the same at once', async () => {
  const { store } = openStore();
  const bytes = randomBytes(50_000);
  const hash = hashOf(bytes);
  const send = async () => {
    for (let offset = await store.received(hash); offset < bytes.length; offset += 10_000) {
      await store.add(hash, offset, bytes.length, bytes.subarray(offset, offset + 10_000)).catch(() => undefined);
    }
  };
  while (!store.has(hash)) await Promise.all([send(), send(), send()]);
  expect(await store.get(hash)).toEqual(bytes);
});

it('takes no blob above the limit, and no name that is none', async () => {
  const { store } = openStore(limits.blobBytes * 2);
  const hash = hashOf(randomBytes(1));
  await expect(store.add(hash, 0, limits.blobBytes + 1, randomBytes(1))).rejects.toMatchObject({ code: 'too-large' });
  await expect(store.add(hash, 0, 1, randomBytes(2))).rejects.toMatchObject({ code: 'too-large' });
  for (const name of ['../escape', 'A'.repeat(64), '', `${hash}/..`]) {
    await expect(store.add(name, 0, 1, randomBytes(1))).rejects.toMatchObject({ code: 'bad-request' });
    await expect(store.received(name)).rejects.toMatchObject({ code: 'bad-request' });
  }
});

it('frees what nobody names any more, but not what is on its way', async () => {
  const { folder, store } = openStore(1000);
  const [named, old] = [await store.put(randomBytes(400)), await store.put(randomBytes(400))];
  const fresh = randomBytes(100);
  await store.add(hashOf(fresh), 0, 100, fresh.subarray(0, 50));
  for (const name of [named, old]) utimesSync(join(folder, name), 1, 1);
  writeFileSync(join(folder, `${'e'.repeat(64)}.part`), 'left behind');
  utimesSync(join(folder, `${'e'.repeat(64)}.part`), 1, 1);
  expect(await store.sweep(new Set([named]), 60_000, Date.now())).toBe(2);
  expect(readdirSync(folder).sort()).toEqual([named, `${hashOf(fresh)}.own.part`].sort());
  await store.put(randomBytes(400));
});

const sender = (name: string) => name.padEnd(22, '_');

it('takes all of it from who only knows its hash, and believes who has sent it, also over a restart', async () => {
  const { store, again } = openStore();
  const bytes = randomBytes(900);
  const hash = await store.put(bytes);
  const eve = sender('eve');
  expect([await store.received(hash, eve), store.wasSentBy(hash, eve)]).toEqual([0, false]);
  await expect(store.add(hash, 0, 900, randomBytes(900), eve)).rejects.toMatchObject({ code: 'bad-request' });
  await expect(store.add(hash, 0, 1, randomBytes(1), eve)).rejects.toMatchObject({ code: 'bad-request' });
  expect(store.wasSentBy(hash, eve)).toBe(false);
  expect(await store.add(hash, 0, 900, bytes.subarray(0, 300), eve)).toBe(false);
  expect(await store.received(hash, eve)).toBe(300);
  expect(await store.add(hash, 300, 900, bytes.subarray(300), eve)).toBe(true);
  expect([await again().received(hash, eve), again().wasSentBy(hash, eve)]).toEqual([900, true]);
  expect(again().wasSentBy(hash, sender('bob'))).toBe(false);
  expect(await again().senders()).toEqual([{ hash, sender: eve }]);
  expect(await again().get(hash)).toEqual(bytes);
});

it('lets nobody spoil what another is sending', async () => {
  const { store } = openStore();
  const bytes = randomBytes(900);
  const hash = hashOf(bytes);
  await store.add(hash, 0, 900, bytes.subarray(0, 300), sender('ada'));
  await store.add(hash, 0, 900, randomBytes(300), sender('eve'));
  await store.add(hash, 300, 900, bytes.subarray(300), sender('ada'));
  expect(await store.get(hash)).toEqual(bytes);
});

it('gives one guest a part of its quota only', async () => {
  const { folder } = openStore();
  const store = new FileBlobStore(folder, 10_000, 1000);
  const send = (bytes: Buffer, name: string) => store.add(hashOf(bytes), 0, bytes.length, bytes, sender(name));
  await send(randomBytes(600), 'eve');
  await expect(send(randomBytes(600), 'eve')).rejects.toMatchObject({
    code: 'no-space',
    message: expect.stringContaining('of one person'),
  });
  await expect(
    new FileBlobStore(folder, 10_000, 1000).add(hashOf(randomBytes(1)), 0, 600, randomBytes(600), sender('eve')),
  ).rejects.toMatchObject({ code: 'no-space' });
  await send(randomBytes(600), 'bob');
  await store.put(randomBytes(5000));
});

it('lets one guest begin only so many, until they are forgotten', async () => {
  const { store } = openStore();
  const begin = (bytes: Buffer) => store.add(hashOf(bytes), 0, 100, bytes.subarray(0, 10), sender('eve'));
  const begun = Array.from({ length: 8 }, () => randomBytes(100));
  for (const bytes of begun) await begin(bytes);
  await expect(begin(randomBytes(100))).rejects.toMatchObject({
    code: 'too-fast',
    message: expect.stringContaining('You have begun to send 8 attachments'),
  });
  await store.add(hashOf(begun[0]!), 10, 100, begun[0]!.subarray(10), sender('eve'));
  await begin(randomBytes(100));
  await store.sweep(new Set(begun.map(hashOf)), -1, Date.now());
  await begin(randomBytes(100));
});

it('forgets who has sent what is not here any more', async () => {
  const { folder, store } = openStore();
  const bytes = randomBytes(100);
  await store.add(hashOf(bytes), 0, 100, bytes, sender('eve'));
  await store.sweep(new Set(), -1, Date.now());
  await store.sweep(new Set(), -1, Date.now());
  expect(readdirSync(folder)).toEqual([]);
  expect(await store.senders()).toEqual([]);
});
