import { createHash, randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { FileBlobStore } from '../../../../server/blobs/file-blob-store.ts';
import { OwnBlobs, PersonBlobs } from '../../../../server/gateway/blob-views.ts';
import { temporaryFolder } from './gateway-fixture.ts';

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const eve = 'eve'.padEnd(22, '_');

/** A store, Eve's view of it, and what the session says of her. */
function open() {
  const store = new FileBlobStore(temporaryFolder(), 1_000_000);
  const readable = new Set<string>();
  const uploads: string[] = [];
  const view = new PersonBlobs(store, eve, {
    mayRead: (person, hash) => person === eve && readable.has(hash),
    noteUpload: (person, hash) => uploads.push(`${person} ${hash}`),
  });
  const read = async (hash: string) => buffer((await view.open(hash)).stream);
  return { store, view, readable, uploads, read };
}

it('gives a guest what an entry that they may read names, and nothing else', async () => {
  const { store, view, readable, read } = open();
  const bytes = randomBytes(1000);
  const hash = await store.put(bytes);
  await expect(read(hash)).rejects.toMatchObject({ code: 'not-found', message: 'There is no such attachment.' });
  await expect(read(hashOf(randomBytes(1)))).rejects.toMatchObject({ message: 'There is no such attachment.' });
  expect(await view.received(hash)).toBe(0);
  readable.add(hash);
  expect(await read(hash)).toEqual(bytes);
  expect(await view.received(hash)).toBe(1000);
});

it('tells nobody whether something is here by how it takes it', async () => {
  const { store, view, uploads } = open();
  const bytes = randomBytes(1000);
  const hash = await store.put(bytes);
  const answers = async (name: string) => {
    const told: unknown[] = [await view.received(name)];
    const add = (offset: number, piece: Uint8Array) =>
      view.add(name, offset, 1000, piece).then(
        () => 'taken',
        (thrown: Error) => thrown.message,
      );
    told.push(await add(500, bytes.subarray(500)), await add(0, bytes.subarray(0, 500)), await view.received(name));
    told.push(await add(500, randomBytes(500)), await view.received(name));
    return told;
  };
  expect(await answers(hash)).toEqual(await answers(hashOf(randomBytes(1))));
  expect(uploads).toEqual([]);
});

it('notes an upload once all of it was sent, also where it was here before', async () => {
  const { store, view, uploads, read } = open();
  const bytes = randomBytes(1000);
  const hash = await store.put(bytes);
  await view.add(hash, 0, 1000, bytes.subarray(0, 999));
  expect(uploads).toEqual([]);
  await view.add(hash, 999, 1000, bytes.subarray(999));
  expect(uploads).toEqual([`${eve} ${hash}`]);
  expect(await read(hash)).toEqual(bytes);
  expect(await view.received(hash)).toBe(1000);
});

it('needs nothing sent of what one may read', async () => {
  const { store, view, readable, uploads } = open();
  const hash = await store.put(randomBytes(1000));
  readable.add(hash);
  await view.add(hash, 0, 1, randomBytes(1));
  expect(uploads).toEqual([]);
});

it('gives owners all of it', async () => {
  const { store } = open();
  const wholes: string[] = [];
  const view = new OwnBlobs(store, (hash) => wholes.push(hash));
  const bytes = randomBytes(1000);
  await view.add(hashOf(bytes), 0, 1000, bytes);
  expect(wholes).toEqual([hashOf(bytes)]);
  expect(await buffer((await view.open(hashOf(bytes))).stream)).toEqual(bytes);
});
