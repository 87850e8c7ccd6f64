import { createHash } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Text } from 'yjs';
import { hasRight } from '../../src/shared/core/rights.ts';
import { type WorkspaceMethod, workspaceMethods } from '../../src/shared/session/contract.ts';
import { type KindName, kinds, lookUp } from '../../src/shared/session/table.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { hashOf } from './lib/bare-http.ts';
import { bodyOf, firstOfEach, fittingValue } from './lib/bodies.ts';
import { HonestTypist } from './lib/honest-typist.ts';
import { hiddenPaths, linkPaths, readOnlyPaths } from './lib/planted-folder.ts';
import { freshId, type RawClient } from './lib/raw-client.ts';

const methods = (Object.keys(workspaceMethods) as WorkspaceMethod[]).filter((method) =>
  hasRight('editor', workspaceMethods[method].right),
);
const noUpdate = Uint8Array.of(0, 0);

let host: AttackedHost;
let editor: RawClient;
let before: string[];

/** Files at a path on the disk, and under it. */
async function onDisk(path: string): Promise<string[]> {
  const found = await lstat(path).catch(() => null);
  if (!found) return [`${path}: nothing`];
  if (found.isSymbolicLink()) return [`${path} -> ${await readlink(path)}`];
  if (found.isDirectory()) {
    const names = await readdir(path);
    return (await Promise.all(names.sort().map((name) => onDisk(join(path, name))))).flat();
  }
  return [
    `${path}: ${createHash('sha256')
      .update(await readFile(path))
      .digest('hex')} ${found.mode}`,
  ];
}

const kept = [...Object.keys(hiddenPaths), ...Object.keys(linkPaths), ...readOnlyPaths, 'guarded-link.txt'];
const keptFolders = ['.ssh', '.git', '.ensemble', 'private', 'docs/plans', 'vendor', 'innocent-folder', '../outside'];

/** Files that no guest may change, as the disk has them. */
const guardedState = async () =>
  (await Promise.all([...kept, ...keptFolders].map((path) => onDisk(join(host.folder, path))))).flat();

beforeAll(async () => {
  host = await AttackedHost.start();
  editor = await host.guest('editor');
});
beforeEach(async () => {
  before = await guardedState();
});
afterEach(async () => {
  expect(await guardedState()).toEqual(before);
  await host.goesOn();
});
afterAll(() => host.close());

const newIn = ['.git/hooks/pre-commit', '.ensemble/sharing.json', 'vendor/new.ts', 'private/new.txt', '.env.local'];
const newBeyond = ['../new.txt', 'outside-folder/new.txt', 'innocent-folder/new.txt', 'docs/plans/new.txt'];

describe.each(methods)('%s', (method) => {
  it('of a guest changes nothing that is hidden, read-only or outside', async () => {
    const movesFiles = /move|copy/.test(method);
    const isFirst = firstOfEach();
    for (const path of [...kept, ...keptFolders, ...newIn, ...newBeyond]) {
      const pairs = [
        { from: path, to: `copies/${freshId()}` },
        { from: 'src/style.css', to: path },
      ];
      for (const pair of movesFiles ? pairs : pairs.slice(0, 1)) {
        const hints = { path, ...pair, ref: host.readme, content: Buffer.from('evil'), pattern: 'x', isRegExp: false };
        const params = fittingValue(workspaceMethods[method].params, { ...hints, update: noUpdate, recursive: true });
        if (!movesFiles && !isFirst(params)) continue;
        await editor.request(method, params, host.host);
      }
    }
    expect(editor.gone).toBe(false);
  });
});

describe('a folder in which a part is hidden or read-only', () => {
  it.each(['docs', 'config'])('%s is not moved, replaced or removed by a guest', async (folder) => {
    const answers = [
      await editor.request('files.move', { from: folder, to: 'elsewhere', overwrite: true }, host.host),
      await editor.request('files.remove', { path: folder, recursive: true }, host.host),
      await editor.request('files.move', { from: 'src', to: folder, overwrite: true }, host.host),
      await editor.request('files.copy', { from: 'src', to: folder, overwrite: true }, host.host),
      await editor.request('files.copy', { from: 'plain.txt', to: folder, overwrite: true }, host.host),
    ];
    expect(answers.filter(({ error }) => !error)).toEqual([]);
    await editor.request('files.copy', { from: folder, to: `${folder}-copy`, overwrite: false }, host.host);
    const copied = await editor.request('files.read', { path: `${folder}-copy/plans/plan.txt` }, host.host);
    expect(copied.error?.code).toBe('not-found');
  });
});

describe('the document of a read-only file', () => {
  it.each(['guarded.txt', 'guarded-link.txt', 'vendor/lib.ts'])('%s takes nothing from a guest', async (path) => {
    const opened = await editor.request('documents.open', { path }, host.host);
    const ref = opened.result!.ref as string;
    const taken = [];
    const mayTouch = ['doc.bound', 'doc.rebased', 'cursor.moved', 'lock.acquired'];
    for (const kind of (Object.keys(kinds) as KindName[]).filter((each) => each.startsWith('doc.'))) {
      const guest = await host.again(editor, { replica: freshId() });
      const typist = await HonestTypist.subscribe(guest, ref);
      const update = typist.changed((text) => text.insert(0, 'EVIL '));
      const said = await guest.verdict(kind, bodyOf(kind, { term: host.term, update, path: 'plain.txt' }), { ref });
      if (said === 'taken' && !mayTouch.includes(kind)) taken.push(kind);
      guest.close();
    }
    expect(taken).toEqual([]);
    for (const method of methods.filter((each) => each.startsWith('documents.') && lookUp(each)!.right !== 'read')) {
      const hints = { ref, seq: 0, update: noUpdate, encoding: 'utf16le', hash: 'a'.repeat(64), title: 't', text: '' };
      const params = fittingValue(workspaceMethods[method].params, hints);
      const { error } = await editor.request(method, params, host.host);
      const touched = workspaceMethods[method].touches(params as never, () => path);
      if (touched.some(({ use }) => use === 'edited' || use === 'changed'))
        expect([method, error?.code]).toEqual([method, 'no-access']);
    }
  });
});

describe('saving a document elsewhere', () => {
  it('writes over nothing that is hidden, read-only, outside or another document', async () => {
    const guest = await host.guest('editor');
    const typist = await HonestTypist.join(guest, host.host, 'index.html');
    await typist.types();
    const saved = [];
    for (const path of [...kept, ...keptFolders, ...newIn, ...newBeyond, 'README.md', '', '.', `${host.folder}/.env`]) {
      const seq = Math.max(...guest.frames.map((frame) => ('upTo' in frame ? frame.upTo : 0)));
      const params = { ref: typist.ref, seq, update: noUpdate, path, overwrite: true };
      const { error } = await guest.request('documents.save', params, host.host);
      if (!error) saved.push(path);
    }
    expect(saved).toEqual([]);
  });

  it('is refused for a new text too', async () => {
    const guest = await host.guest('editor');
    const made = await guest.request('documents.create', { title: '../.env', text: 'evil' }, host.host);
    for (const path of [...newIn, ...newBeyond, '.env', 'guarded.txt', 'guarded-link.txt', 'innocent.txt']) {
      const params = { ref: made.result!.ref, seq: 0, update: noUpdate, path, overwrite: true };
      const { error } = await guest.request('documents.save', params, host.host);
      expect([path, error !== undefined]).toEqual([path, true]);
    }
  });
});

describe('a save that brings', () => {
  const saved = async (change: (text: Text) => void, bind = true) => {
    const path = `saved-${freshId()}.txt`;
    await writeFile(join(host.folder, path), 'open to all\n');
    const attacker = await HonestTypist.join(await host.guest('editor'), host.host, path);
    const honest = await HonestTypist.join(await host.guest('editor'), host.host, path);
    if (!bind) attacker.doc.clientID = 4_242_424_242;
    const seqOf = ({ client }: HonestTypist) =>
      Math.max(client.welcome!.head, ...client.frames.map((frame) => ('upTo' in frame ? frame.upTo : 0)));
    const save = (typist: HonestTypist, update: Uint8Array) => {
      const params = { ref: typist.ref, seq: seqOf(typist), update };
      return typist.client.request('documents.save', params, host.host);
    };
    await save(attacker, attacker.changed(change));
    attacker.client.send({ t: 'leave' });
    await attacker.client.ended();
    await honest.types('honest ');
    const { error } = await save(honest, noUpdate);
    honest.takeIn();
    return { error, disk: await host.read(path), text: honest.text.toString() };
  };

  const inserts = (text: Text) => text.insert(0, 'SEEN-BY-NOBODY ');
  it.each([
    ['a text', inserts, true],
    ['a text of an id that is nobody’s', inserts, false],
    ['a deletion', (text: Text) => text.delete(0, text.length), true],
  ] as const)(
    '%s, that its sender never says is not saved, and the disk stays as everybody sees it',
    async (_what, change, bind) => {
      const { error, disk, text } = await saved(change, bind);
      expect([error, disk]).toEqual([undefined, text]);
    },
  );

  it('under somebody else’s id is turned down', async () => {
    const [victim, attacker] = [await host.guest('editor'), await host.guest('editor')];
    const of = await HonestTypist.join(victim, host.host, 'src/style.css');
    const by = await HonestTypist.join(attacker, host.host, 'src/style.css');
    await of.types();
    await by.client.handled();
    by.takeIn();
    by.doc.clientID = of.doc.clientID;
    const update = by.changed((text) => text.insert(0, 'IN-ANOTHERS-NAME '));
    const seq = Math.max(...attacker.frames.map((frame) => ('upTo' in frame ? frame.upTo : 0)));
    const { error } = await attacker.request('documents.save', { ref: by.ref, seq, update }, host.host);
    expect(error?.code).toBe('out-of-order');
    expect(await host.read('src/style.css')).not.toContain('IN-ANOTHERS-NAME');
  });

  it('a seq that the log does not have holds up nobody’s saves', async () => {
    const attacker = await host.guest('editor');
    const opened = await attacker.request('documents.open', { path: 'boats.json' }, host.host);
    const params = { ref: opened.result!.ref, seq: Number.MAX_SAFE_INTEGER, update: noUpdate };
    for (let id = 1000; id < 1010; id++) attacker.say('documents.save', { id, params }, { to: host.host });
    await attacker.handled();
    const startedMs = performance.now();
    await host.owner.request('documents.save', { ref: host.readme, seq: 0, update: noUpdate }, host.host);
    expect(performance.now() - startedMs).toBeLessThan(1500);
  });
});

describe('a guest who puts something in the place of an open document’s file', () => {
  const text = 'open to all\n';
  const place = async (name = 'kept.txt') => {
    const folder = `placed-${freshId()}`;
    await mkdir(join(host.folder, folder, 'other'), { recursive: true });
    const path = `${folder}/${name}`;
    await writeFile(join(host.folder, path), text);
    await writeFile(join(host.folder, folder, 'evil.txt'), 'written by a guest\n');
    await writeFile(join(host.folder, folder, 'other', name), 'written by a guest\n');
    const honest = await HonestTypist.join(await host.guest('editor'), host.host, path);
    return { folder, path, honest };
  };
  const over = { create: true, overwrite: true };
  const content = Buffer.from('written by a guest\n');
  const ways: [string, string, (folder: string, path: string) => object][] = [
    ['writing', 'files.write', (_, path) => ({ path, content, ...over })],
    ['copying', 'files.copy', (folder, path) => ({ from: `${folder}/evil.txt`, to: path, overwrite: true })],
    ['moving', 'files.move', (folder, path) => ({ from: `${folder}/evil.txt`, to: path, overwrite: true })],
    [
      'writing what is expected',
      'files.write',
      (_, path) => ({ path, content, ...over, expected: hashOf(Buffer.from(text)) }),
    ],
  ];

  it.each(ways)('by %s is turned down in words, and the text stays', async (_, method, paramsOf) => {
    const { folder, path, honest } = await place();
    const writer = await host.guest('editor');
    const { error } = await writer.request(method, paramsOf(folder, path), host.host);
    expect([error?.code, error?.message]).toEqual([
      'is-document',
      expect.stringContaining('is a text of this session'),
    ]);
    await honest.types('honest ');
    honest.takeIn();
    expect([await host.read(path), honest.text.toString()]).toEqual([text, expect.stringContaining('open to all')]);
  });

  it.each(['files.copy', 'files.move'])('by %s of a whole folder is turned down too', async (method) => {
    const { folder, honest } = await place();
    const writer = await host.guest('editor');
    await writer.request('files.copy', { from: `${folder}/other`, to: `${folder}-new`, overwrite: false }, host.host);
    const params = { from: `${folder}-new`, to: folder, overwrite: true };
    const { error } = await writer.request(method, params, host.host);
    expect(error?.code).toBe('is-document');
    expect(honest.text.toString()).toContain('open to all');
  });

  it.each(ways)('after removing it by %s is turned down too: its text is kept', async (_, method, paramsOf) => {
    const { folder, path, honest } = await place();
    const writer = await host.guest('editor');
    await writer.request('files.remove', { path, recursive: false }, host.host);
    const { error } = await writer.request(method, paramsOf(folder, path), host.host);
    expect(error?.code).toMatch(/is-document|not-found/);
    await honest.types('honest ');
    honest.takeIn();
    expect(honest.text.toString()).toContain('open to all');
  });

  it('while it is being opened is never taken for the disk’s edit', async () => {
    const folder = `raced-${freshId()}`;
    await mkdir(join(host.folder, folder));
    const writer = await host.guest('editor');
    const reader = await host.guest('editor');
    for (let times = 0; times < 20; times++) {
      const path = `${folder}/${times}.txt`;
      await writeFile(join(host.folder, path), text);
      const from = reader.frames.length;
      const written = writer.request('files.write', { path, content, ...over }, host.host);
      const typist = await HonestTypist.join(reader, host.host, path);
      await written;
      await reader.request('files.stat', { path }, host.host);
      const said = reader.frames.slice(from).flatMap((frame) => ('entries' in frame ? frame.entries : []));
      const edits = said.filter(([, , , , , kind, , ref]) => kind === 'doc.updated' && ref === typist.ref);
      expect(edits.length).toBeLessThanOrEqual(1);
    }
  });

  it('may still do so where no document is', async () => {
    const { folder } = await place();
    const writer = await host.guest('editor');
    for (const [, method, paramsOf] of ways.slice(0, 3)) {
      const { error } = await writer.request(method, paramsOf(folder, `${folder}/free-${freshId()}.txt`), host.host);
      expect(error).toBeUndefined();
    }
  });
});
