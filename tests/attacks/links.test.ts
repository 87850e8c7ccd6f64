import { spawn } from 'node:child_process';
import { mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { unpack } from '../../src/shared/core/message-pack.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { HonestTypist } from './lib/honest-typist.ts';
import { secrets } from './lib/planted-folder.ts';
import { freshId, type RawClient } from './lib/raw-client.ts';

let host: AttackedHost;
let guest: RawClient;

beforeAll(async () => {
  host = await AttackedHost.start();
});
beforeEach(async () => {
  guest = await host.guest('editor');
});
afterEach(async () => {
  await host.goesOn();
  for (const told of Object.values(secrets)) {
    expect([told, host.guests.some((each) => each.hasHeard(told))]).toEqual([told, false]);
  }
  expect(await host.read('.env')).toBe(`${secrets.env}\n`);
  expect(await host.read('private/notes.txt')).toBe(`${secrets.notes}\n`);
  expect(await readFile(join(host.outside, 'outside.txt'), 'utf8')).toBe(`${secrets.outside}\n`);
});
afterAll(() => host.close());

const at = (path: string) => join(host.folder, path);

/** A text of its own that a guest has open, with who has it. */
async function opened(path: string, text = 'not to be changed\n'): Promise<HonestTypist> {
  await mkdir(at(path.split('/').slice(0, -1).join('/')), { recursive: true });
  await writeFile(at(path), text);
  return HonestTypist.join(guest, host.host, path);
}

/** Resolves when the host says that a document moved or was sealed; looked at while it is replaced, it may count as gone before. */
const toldOf = (ref: string, from: number) =>
  guest.until((frame) => {
    const entries = 'entries' in frame ? frame.entries : [];
    const told = entries.find((entry) => entry[7] === ref && /moved|sealed/.test(entry[5]));
    return told && { kind: told[5], body: unpack(told[9]) as { path?: string } };
  }, from);

/** Outcome of a guest's edit, and of a save by the owner, who means no harm. */
async function editThenOwnerSaves(typist: HonestTypist): Promise<string> {
  const said = await typist.tries((text) => text.insert(0, 'EVIL '));
  const seq = Math.max(...guest.frames.map((frame) => ('upTo' in frame ? frame.upTo : 0)));
  await host.owner.request('documents.save', { ref: typist.ref, seq, update: Uint8Array.of(0, 0) }, host.host);
  return said;
}

describe('an open document whose path comes to be hidden', () => {
  const ways: Record<string, (folder: string) => Promise<void>> = {
    'a link to a hidden file in its place': async (folder) => {
      await symlink('../.env', at(`${folder}/link`));
      await rename(at(`${folder}/link`), at(`${folder}/open.txt`));
    },
    'its folder as a link to a hidden one': async (folder) => {
      await writeFile(at('private/open.txt'), `${secrets.notes}\n`);
      await rename(at(folder), at(`${folder}-aside`));
      await symlink('private', at(folder));
    },
    'the owner’s move of it': async (folder) => {
      const params = { from: `${folder}/open.txt`, to: `private/${folder}.txt`, overwrite: false };
      await host.owner.request('files.move', params, host.host);
    },
    'the owner’s move of its folder': async (folder) => {
      await host.owner.request('files.move', { from: folder, to: `private/${folder}`, overwrite: false }, host.host);
    },
  };
  it.each(Object.keys(ways))('by %s is sealed, takes no more edits and tells nothing', async (way) => {
    const folder = `area-${freshId()}`;
    const typist = await opened(`${folder}/open.txt`);
    const from = guest.frames.length;
    await ways[way]!(folder);
    expect((await toldOf(typist.ref, from)).kind).toBe('doc.sealed');
    expect(await typist.tries((text) => text.insert(0, 'EVIL '))).toBe('not-found');
    const again = await host.again(guest, { replica: freshId(), since: 1, refs: [typist.ref] });
    again.send({ t: 'subscribe', ref: typist.ref, subscription: 1 });
    const answer = await again.until((frame) =>
      frame.t === 'refused' || frame.t === 'backfill' ? frame.t : undefined,
    );
    expect(answer).toBe('refused');
    for (const method of ['documents.saves', 'documents.withheld', 'documents.prepareSave', 'documents.save']) {
      const params = { ref: typist.ref, seq: 1, update: Uint8Array.of(0, 0), path: 'got.txt' };
      expect((await again.request(method, params, host.host)).error).toBeDefined();
    }
  });
});

it('a guest’s copy of a link in the place of an open document is turned down', async () => {
  const folder = `area-${freshId()}`;
  const typist = await opened(`${folder}/open.txt`);
  const before = await host.read(`${folder}/open.txt`);
  await rm(at('guarded-link.txt'), { force: true });
  await symlink(at('guarded.txt'), at('guarded-link.txt'));
  const params = { from: 'guarded-link.txt', to: `${folder}/open.txt`, overwrite: true };
  expect((await guest.request('files.copy', params, host.host)).error?.code).toBe('is-document');
  expect(await host.read(`${folder}/open.txt`)).toBe(before);
  expect(await typist.tries((text) => text.insert(0, 'still '))).toBe('taken');
});

describe('an open document whose path comes to be read-only', () => {
  const ways: Record<string, (folder: string) => Promise<string>> = {
    'a link in its place': async (folder) => {
      await symlink('../vendor/lib.ts', at(`${folder}/link`));
      await rename(at(`${folder}/link`), at(`${folder}/open.txt`));
      return 'vendor/lib.ts';
    },
    'the owner’s move of it': async (folder) => {
      const to = `vendor/${folder}.txt`;
      await host.owner.request('files.move', { from: `${folder}/open.txt`, to, overwrite: false }, host.host);
      return to;
    },
    'the owner’s move of its folder': async (folder) => {
      await host.owner.request('files.move', { from: folder, to: `vendor/${folder}`, overwrite: false }, host.host);
      return `vendor/${folder}/open.txt`;
    },
  };
  it.each(Object.keys(ways))('by %s takes no more edits of guests', async (way) => {
    const folder = `area-${freshId()}`;
    const typist = await opened(`${folder}/open.txt`);
    const from = guest.frames.length;
    const path = await ways[way]!(folder);
    expect((await toldOf(typist.ref, from)).body.path).toBe(path);
    const said = await editThenOwnerSaves(typist);
    const now = await host.read(path);
    await writeFile(at(path), 'not to be changed\n');
    expect([said, now]).toEqual(['not-permitted', 'not to be changed\n']);
  });

  it('does not make another path read-only, when a guest saves it there', async () => {
    const ref = (await guest.request('documents.open', { path: 'config/locked.txt' }, host.host)).result!.ref as string;
    await HonestTypist.subscribe(guest, ref);
    const seq = Math.max(...guest.frames.map((frame) => ('upTo' in frame ? frame.upTo : 0)));
    const params = { ref, seq, update: Uint8Array.of(0, 0), path: 'config/open.txt', overwrite: true };
    await guest.request('documents.save', params, host.host);
    const honest = await HonestTypist.join(await host.guest('editor'), host.host, 'config/open.txt');
    await honest.types();
  });
});

describe('links that are swapped while a guest asks', () => {
  it('show nothing of what they lead to', async () => {
    const swapping = `
      const fs = require('node:fs');
      process.chdir(process.argv[1]);
      fs.writeFileSync('file.real', 'real');
      fs.symlinkSync('.env', 'file.link');
      fs.mkdirSync('folder.real');
      for (const name of ['notes.txt', 'outside.txt']) fs.writeFileSync('folder.real/' + name, 'real');
      fs.symlinkSync('private', 'folder.link');
      const move = (from, to) => { try { fs.renameSync(from, to) } catch {} };
      const end = Date.now() + ${process.env.ENSEMBLE_LONG_ATTACKS ? 15_000 : 3_000};
      for (let turn = 0; Date.now() < end; turn++) {
        const pause = (most) => { for (let i = 0; i < (turn % 7) * most; i++); };
        for (const each of ['file', 'folder']) move(each + '.real', each);
        pause(2000);
        for (const each of ['file', 'folder']) { move(each, each + '.real'); move(each + '.link', each); }
        pause(3000);
        for (const each of ['file', 'folder']) move(each, each + '.link');
      }`;
    const swapper = spawn(process.execPath, ['-e', swapping, host.folder], { stdio: 'ignore' });
    let swaps = true;
    swapper.once('exit', () => {
      swaps = false;
    });
    const content = Buffer.from('evil');
    while (swaps) {
      await Promise.all([
        ...['file', 'folder/notes.txt'].flatMap((path) => [
          guest.request('files.read', { path }, host.host),
          guest.request('files.stat', { path }, host.host),
          guest.request('documents.open', { path }, host.host),
          guest.request('files.write', { path, content, create: true, overwrite: true }, host.host),
        ]),
        guest.request('files.list', { path: 'folder' }, host.host),
        guest.request('files.copy', { from: 'folder', to: 'folder-copy', overwrite: true }, host.host),
        guest.open('search.text', { pattern: 'canary' }, host.host),
      ]);
    }
    const copied = await guest.request('files.read', { path: 'folder-copy/notes.txt' }, host.host);
    expect(Buffer.from((copied.result?.content as Uint8Array | undefined) ?? []).toString()).not.toContain('canary');
  });
});
