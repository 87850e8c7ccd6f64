import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { serverReplica } from '../../src/shared/core/ids.ts';
import { pack } from '../../src/shared/core/message-pack.ts';
import { type OwnWindow, ownWindow } from '../lib/own-window.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { BlobClient, hashOf } from './lib/bare-http.ts';
import { HonestTypist } from './lib/honest-typist.ts';
import { freshId, RawClient } from './lib/raw-client.ts';

let host: AttackedHost;
let window: OwnWindow;
let direct: OwnWindow['direct'];

beforeAll(async () => {
  host = await AttackedHost.start();
  window = await ownWindow(host.url);
  direct = window.direct;
});
afterEach(() => host.goesOn());
afterAll(() => {
  window.client.leave();
  return host.close();
});

/** Makes a word that stands nowhere else. */
const word = (name: string) =>
  `${name}${freshId()
    .replaceAll(/[^a-z0-9]/gi, 'x')
    .slice(0, 12)}`;

/** Files of the host's memory in which any of these words stands. */
function onDisk(...words: string[]): string[] {
  const files = readdirSync(host.home, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  return files.flatMap(({ parentPath, name }) => {
    const bytes = readFileSync(join(parentPath, name));
    return words.filter((each) => bytes.includes(each)).map((each) => `${each} in ${name}`);
  });
}

/** Runs what is refused while somebody who is here has not heard all of a stretch. */
async function patiently<T>(run: () => Promise<T>): Promise<T> {
  const results: T[] = [];
  const tried = async () => {
    results.push(await run());
    return true;
  };
  await expect.poll(() => tried().catch((error: Error) => error.message)).toBe(true);
  return results[0]!;
}

const head = async () => {
  await window.client.settled();
  return window.client.applied;
};

/** Everything that a viewer of the session's recordings finds of a word. */
async function foundInReplay(text: string): Promise<unknown[]> {
  const raw = await RawClient.open(host.ownerOrigin, { ...host.ownerData, channel: 'replay' });
  await raw.hello({ purpose: 'window', name: 'Viewer' });
  await raw.until((frame) => (frame.t === 'rewound' ? true : undefined));
  const { parts, error } = await raw.open('replay.find', { text, ref: null, matchCase: true }, serverReplica);
  expect(error).toBeUndefined();
  raw.close();
  return parts.flatMap((part) => (part as { found: unknown[] }).found);
}

it('nothing of a cut is left anywhere: words of markers and of deleted text, in entries, searches, files and on the disk', async () => {
  const typist = await HonestTypist.join(await host.guest('editor'), host.host, 'boats.json');
  const recording = freshId();
  const owner = await host.ownersWindow();
  expect(await owner.verdict('recording.started', { title: 'kept' }, { ref: recording })).toBe('taken');
  await typist.types(word('before'));
  const [deleted, marker] = [word('password'), word('marker')];
  await typist.client.handled();
  await owner.handled();
  const after = await head();
  await typist.types(deleted);
  const save = () =>
    typist.client.request('documents.save', { ref: typist.ref, seq: 0, update: new Uint8Array([0, 0]) }, host.host);
  expect((await save()).error).toBeUndefined();
  expect(await owner.verdict('recording.marked', { words: marker }, { ref: recording })).toBe('taken');
  await typist.deletes(0, deleted.length);
  expect((await save()).error).toBeUndefined();
  await owner.handled();
  const upTo = await head();
  await typist.types(word('after'));
  expect(await owner.verdict('recording.stopped', {}, { ref: recording })).toBe('taken');
  const exported = async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ensemble-export-'));
    const place = join(folder, 'kept.ensemble');
    const stream = direct.open('library.export', { recording, as: 'markdown', passphrase: null, place });
    for await (const _ of stream);
    const { places } = await stream.result;
    const text = await readFile(places[0]!, 'utf8');
    await rm(folder, { recursive: true });
    return text;
  };
  expect(onDisk(deleted, marker)).not.toEqual([]);
  expect(await foundInReplay(deleted)).not.toEqual([]);
  expect(await exported()).toContain(marker);

  const stretch = { after, upTo };
  const { standing } = await direct.request('recordings.standing', stretch);
  expect(standing).toEqual([]);
  await patiently(() => direct.request('recordings.cut', stretch));
  expect(onDisk(deleted, marker)).toEqual([]);
  expect(await foundInReplay(deleted)).toEqual([]);
  expect(await exported()).not.toContain(marker);
  const late = await HonestTypist.join(await host.guest('editor'), host.host, 'boats.json');
  expect([late.client.hasHeard(deleted), late.client.hasHeard(marker)]).toEqual([false, false]);
  owner.close();
});

it('text that stands at the end of a cut is named, also where it is deleted later: that is what stays', async () => {
  const typist = await HonestTypist.join(await host.guest('editor'), host.host, 'boats.json');
  await typist.client.handled();
  const after = await head();
  const [stays, goes] = [word('stays'), word('goes')];
  await typist.types(stays);
  await typist.types(goes);
  await typist.deletes(0, goes.length);
  await typist.client.handled();
  const upTo = await head();
  await typist.deletes(0, stays.length);
  await typist.client.handled();
  const end = await head();
  const cut = async (last: number) => {
    const stretch = { after, upTo: last };
    const { standing } = await direct.request('recordings.standing', stretch);
    await patiently(() => direct.request('recordings.cut', stretch));
    return standing;
  };
  expect(await cut(upTo)).toEqual([{ path: 'boats.json', characters: stays.length }]);
  expect(onDisk(goes)).toEqual([]);
  expect(onDisk(stays)).not.toEqual([]);
  expect(await cut(end)).toEqual([]);
  expect(onDisk(stays)).toEqual([]);
});

it('an attachment that is on its way while history is cleared comes through, whole or in parts', async () => {
  const typist = await HonestTypist.join(await host.guest('editor'), host.host, 'src/fleet.ts');
  const blobs = new BlobClient(host, typist.client);
  const pasted = () =>
    pack({ update: typist.changed((text) => text.insert(0, word('x').repeat(8_000))), manner: 'pasted' });
  const [whole, parts] = [pasted(), pasted()];
  const half = Math.floor(parts.length / 2);
  await blobs.upload(whole);
  expect((await blobs.put(hashOf(parts), parts.subarray(0, half), 0, parts.length)).ok).toBe(true);
  await direct.request('storage.clear', {});
  expect((await blobs.put(hashOf(parts), parts.subarray(half), half, parts.length)).ok).toBe(true);
  for (const bytes of [whole, parts])
    expect(await typist.client.verdict('doc.updated', {}, { ref: typist.ref, blob: hashOf(bytes) })).toBe('taken');
  const late = await HonestTypist.join(await host.guest('editor'), host.host, 'src/fleet.ts');
  for (const bytes of [whole, parts]) {
    const answer = await new BlobClient(host, late.client).get(hashOf(bytes));
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(bytes);
  }
});

it('an attachment whose bytes leave with the history while another names them is refused in words, or there', async () => {
  const [ann, bob] = [
    await HonestTypist.join(await host.guest('editor'), host.host, 'src/fleet.ts'),
    await HonestTypist.join(await host.guest('editor'), host.host, 'src/fleet.ts'),
  ];
  const bytes = pack({ update: ann.changed((text) => text.insert(0, word('y').repeat(8_000))), manner: 'pasted' });
  for (const { client } of [ann, bob]) await new BlobClient(host, client).upload(bytes);
  const said = { ref: ann.ref, blob: hashOf(bytes) };
  expect(await ann.client.verdict('doc.updated', {}, said)).toBe('taken');
  await Promise.all([ann.client.handled(), bob.client.handled()]);
  const [verdict] = await Promise.all([
    bob.client.verdict('doc.updated', {}, said),
    patiently(() => direct.request('storage.clear', {})),
  ]);
  const { status } = await new BlobClient(host, bob.client).get(hashOf(bytes));
  expect(verdict === 'taken' ? status : 404).toBe(status);
});
