import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DirectWorkspace } from '../../../../src/client/direct-workspace.ts';
import type { SessionClient } from '../../../../src/client/session-client.ts';
import { openFile, saveFile } from '../../../../src/client/shared-file.ts';
import { DocumentPlaces } from '../../../../src/main/documents/document-places.ts';
import type { FileChange } from '../../../../src/shared/capabilities/files/methods.ts';
import type { Workspace } from '../../../../src/shared/session/contract.ts';
import { decodeBody } from '../../../../src/shared/session/table.ts';
import { hashBytes } from '../../../../src/shared/text/hash.ts';
import { guestOf, SharedFolder, textBecomes, windowOf } from '../host/host-fixture.ts';

const secret = 'hunter2-hunter2';
const add = (insertText: string) => [{ offset: 0, deleteLength: 0, insertText }];

class Stage {
  readonly folder: SharedFolder;
  bob!: SessionClient;
  owner!: SessionClient;
  /** The owner's way to the host. */
  direct!: DirectWorkspace;

  constructor(files: Record<string, string>) {
    this.folder = new SharedFolder(files);
  }

  static async open(files: Record<string, string>): Promise<Stage> {
    const stage = new Stage(files);
    const host = await stage.folder.host();
    stage.bob = await guestOf(await host.share(), 'Bob');
    const { client, direct } = await windowOf(host.host.url);
    [stage.owner, stage.direct] = [client, direct];
    return stage;
  }

  at(path: string): string {
    return join(this.folder.folder, path);
  }

  disk(path: string): string {
    return readFileSync(this.at(path), 'utf8');
  }

  setSharing(settings: object | string): void {
    const text = typeof settings === 'string' ? settings : JSON.stringify(settings);
    this.folder.write('.ensemble/sharing.json', text);
  }
}

describe('a file that is hidden from guests', () => {
  it('is never a document: its owner edits it as a file', async () => {
    const { bob, direct, at } = await Stage.open({ '.env': secret, 'a.txt': '' });
    await expect(direct.request('documents.open', { path: '.env' })).rejects.toMatchObject({ code: 'local' });
    await expect(bob.request('documents.open', { path: '.env' })).rejects.toMatchObject({ code: 'hidden' });
    expect(Object.values(bob.state.documents)).toEqual([]);
    void at;
  });

  it('is told of to its owner alone when another program changes it', async () => {
    const { bob, direct, folder } = await Stage.open({ '.env': secret });
    await direct.request('files.read', { path: '.env' });
    const told = new Promise<readonly FileChange[]>((resolve) => direct.onFilesChanged(resolve));
    const heard: string[] = [];
    const toBob = new Promise<void>((resolve) => {
      bob.events.on('entry', ({ kind, body }) => {
        if (kind !== 'files.changed') return;
        heard.push(JSON.stringify(decodeBody(kind, body)));
        if (heard.at(-1)?.includes('seen.txt')) resolve();
      });
    });
    folder.write('.env', 'changed');
    expect(await told).toEqual([{ path: '.env', type: 'changed' }]);
    folder.write('seen.txt', '');
    await toBob;
    expect(heard.join()).not.toContain('.env');
  });

  it('is none by a link to it either', async () => {
    const stage = await Stage.open({ '.env': secret });
    symlinkSync('.env', stage.at('link.txt'));
    await expect(stage.direct.request('documents.open', { path: 'link.txt' })).rejects.toMatchObject({ code: 'local' });
    expect(Object.values(stage.bob.state.documents)).toEqual([]);
  });

  it('takes no document in: saving under its name is refused, also for its owner', async () => {
    const stage = await Stage.open({ 'a.txt': 'a', '.env': secret });
    const { ref } = await stage.direct.request('documents.open', { path: 'a.txt' });
    const save = { ref, seq: 0, update: new Uint8Array([0, 0]), path: '.env', overwrite: true };
    await expect(stage.direct.request('documents.save', save)).rejects.toMatchObject({ code: 'local' });
    expect(stage.disk('.env')).toBe(secret);
  });
});

describe('a document whose file becomes hidden leaves the session', () => {
  const gone = ({ bob }: Stage, ref: string) => bob.until(({ documents }) => documents[ref] === undefined);

  it('by a new name', async () => {
    const stage = await Stage.open({ 'a.txt': 'a' });
    const { ref } = await openFile(stage.bob, 'a.txt');
    await stage.direct.request('files.move', { from: 'a.txt', to: '.env', overwrite: false });
    await gone(stage, ref);
    expect(JSON.stringify(stage.bob.state)).not.toContain('.env');
  });

  it('by a changed setting, while the host runs', async () => {
    const stage = await Stage.open({ 'plan.txt': 'a', 'b.txt': 'b' });
    const { ref } = await openFile(stage.bob, 'plan.txt');
    const kept = await openFile(stage.bob, 'b.txt');
    stage.setSharing({ hidden: ['plan.txt'] });
    await gone(stage, ref);
    expect(Object.keys(stage.bob.state.documents)).toEqual([kept.ref]);
    await expect(stage.bob.request('documents.open', { path: 'plan.txt' })).rejects.toMatchObject({ code: 'hidden' });
  });

  it('by a link that is put in its place', async () => {
    const stage = await Stage.open({ 'a.txt': 'a', '.env': secret });
    const document = await openFile(stage.bob, 'a.txt');
    symlinkSync('.env', stage.at('link'));
    renameSync(stage.at('link'), stage.at('a.txt'));
    await gone(stage, document.ref);
    expect(document.toString()).toBe('a');
    expect(stage.disk('.env')).toBe(secret);
  });

  it('by a setting that changed while no host ran', async () => {
    const folder = new SharedFolder({ 'plan.txt': 'a' });
    const first = await folder.host();
    const bob = await guestOf(await first.share());
    const { ref } = await openFile(bob, 'plan.txt');
    await first.close();
    folder.write('.ensemble/sharing.json', '{"hidden":["plan.txt"]}');
    await folder.host();
    await bob.until(({ documents }) => documents[ref] === undefined);
  });
});

describe('the sharing settings, changed while the host runs', () => {
  it('guard what is open, and let it go again', async () => {
    const stage = await Stage.open({ 'a.txt': 'a' });
    const document = await openFile(stage.bob, 'a.txt');
    const isReadOnly = (wanted: boolean) =>
      stage.bob.until(({ documents }) => documents[document.ref]?.readOnly === wanted);
    stage.setSharing({ readOnly: ['a.txt'] });
    await isReadOnly(true);
    document.edit(add('EVIL '));
    await expect(saveFile(stage.bob, document)).rejects.toMatchObject({ code: 'no-access' });
    expect(stage.disk('a.txt')).toBe('a');
    stage.setSharing({});
    await isReadOnly(false);
  });

  it('hold as before where they cannot be understood, which the host is told once', async () => {
    const stage = await Stage.open({ 'a.txt': 'a', 'plan.txt': 'p' });
    stage.setSharing({ hidden: ['plan.txt'] });
    const seen = () =>
      stage.bob.request('files.stat', { path: 'plan.txt' }).then(
        () => 'seen',
        ({ code }) => code as string,
      );
    await expect.poll(seen).toBe('hidden');
    stage.setSharing('{"hidden": [');
    await expect.poll(() => stage.folder.reports.filter((line) => line.includes('sharing.json')).length).toBe(1);
    expect(await seen()).toBe('hidden');
  });

  it('cannot be changed by guests, whatever is shown', async () => {
    const stage = await Stage.open({ '.ensemble/sharing.json': '{"shown":[".ensemble"]}' });
    const write = { path: '.ensemble/sharing.json', content: new Uint8Array(), create: true, overwrite: true };
    await expect(stage.bob.request('files.write', write)).rejects.toMatchObject({ code: 'no-access' });
  });

  it('have explorers look at everything again', async () => {
    const stage = await Stage.open({ 'plan.txt': 'p' });
    const told = new Promise<void>((resolve) =>
      stage.bob.events.on('entry', ({ kind, body }) => {
        if (kind === 'files.changed' && Buffer.from(body).includes('changed')) resolve();
      }),
    );
    stage.setSharing({ hidden: ['plan.txt'] });
    await told;
  });
});

describe('a file has one document', () => {
  it('whichever links lead to it, under its own path', async () => {
    const stage = await Stage.open({ 'target.txt': 'text', 'folder/b.txt': 'b' });
    symlinkSync('target.txt', stage.at('link.txt'));
    symlinkSync('folder', stage.at('linked'));
    const own = await stage.bob.request('documents.open', { path: 'target.txt' });
    expect(await stage.bob.request('documents.open', { path: 'link.txt' })).toEqual(own);
    expect(own.path).toBe('target.txt');
    const below = await stage.direct.request('documents.open', { path: 'linked/b.txt' });
    expect(below.path).toBe('folder/b.txt');
    expect(await stage.bob.request('documents.open', { path: 'folder/b.txt' })).toEqual(below);
  });

  it('which follows it, when it is moved with its folder and a link is left there', async () => {
    const stage = await Stage.open({ 'docs/a.txt': 'text' });
    const document = await openFile(stage.bob, 'docs/a.txt');
    renameSync(stage.at('docs'), stage.at('pages'));
    symlinkSync('pages', stage.at('docs'));
    await expect
      .poll(async () => (await stage.bob.request('documents.open', { path: 'docs/a.txt' })).path)
      .toBe('pages/a.txt');
    const { ref } = await stage.bob.request('documents.open', { path: 'pages/a.txt' });
    const theirs = await stage.bob.documents.open(ref);
    expect(theirs.toString()).toBe('text');
    void document;
  });

  it('also when a link is put in the place of another that is open: both keep their text', async () => {
    const stage = await Stage.open({ 'a.txt': 'a', 'b.txt': 'b' });
    const [a, b] = [await openFile(stage.bob, 'a.txt'), await openFile(stage.bob, 'b.txt')];
    unlinkSync(stage.at('a.txt'));
    symlinkSync('b.txt', stage.at('a.txt'));
    await stage.bob.until(({ documents }) => documents[a.ref]?.deleted === true);
    a.edit(add('mine '));
    await expect(saveFile(stage.bob, a)).rejects.toMatchObject({ code: 'exists' });
    expect([a.toString(), b.toString(), stage.disk('b.txt')]).toEqual(['mine a', 'b', 'b']);
  });

  it('and a link that is moved, copied or removed changes nothing about it', async () => {
    const stage = await Stage.open({ 'target.txt': 'text' });
    symlinkSync('target.txt', stage.at('link.txt'));
    const { ref } = await stage.bob.request('documents.open', { path: 'link.txt' });
    await stage.bob.request('files.move', { from: 'link.txt', to: 'other.txt', overwrite: false });
    expect((await stage.bob.request('documents.open', { path: 'other.txt' })).ref).toBe(ref);
    await stage.bob.request('files.remove', { path: 'other.txt', recursive: false });
    await stage.bob.request('files.move', { from: 'target.txt', to: 'moved.txt', overwrite: false });
    await stage.bob.until(({ documents }) => documents[ref]?.path === 'moved.txt');
    expect(stage.bob.state.documents[ref]?.deleted).toBe(false);
  });
});

it('a file that is moved over one that is open takes its name, and both keep their text', async () => {
  const stage = await Stage.open({ 'a.txt': 'a', 'b.txt': 'b' });
  const [a, b] = [await openFile(stage.bob, 'a.txt'), await openFile(stage.bob, 'b.txt')];
  await stage.bob.request('files.move', { from: 'a.txt', to: 'b.txt', overwrite: true });
  await stage.bob.until(({ documents }) => documents[a.ref]?.path === 'b.txt' && documents[b.ref]?.deleted === true);
  a.edit(add('more '));
  await saveFile(stage.bob, a);
  expect([a.toString(), b.toString(), stage.disk('b.txt')]).toEqual(['more a', 'b', 'more a']);
});

it('a file that became a folder while it was open counts as deleted for all, and keeps its text', async () => {
  const stage = await Stage.open({ 'a.txt': 'a' });
  const document = await openFile(stage.bob, 'a.txt');
  rmSync(stage.at('a.txt'));
  mkdirSync(stage.at('a.txt'));
  await stage.owner.until(({ documents }) => documents[document.ref]?.deleted === true);
  document.edit(add('mine '));
  await expect(saveFile(stage.bob, document)).rejects.toMatchObject({ code: 'is-a-folder' });
  expect(document.toString()).toBe('mine a');
  rmSync(stage.at('a.txt'), { recursive: true });
  stage.folder.write('a.txt', 'a\nb');
  await textBecomes(document, (text) => text === 'mine a\nb');
});

it('the owner saves what is marked read-only for guests', async () => {
  const stage = await Stage.open({ 'a.txt': 'a', '.ensemble/sharing.json': '{"readOnly":["a.txt"]}' });
  const { ref } = await stage.direct.request('documents.open', { path: 'a.txt' });
  const document = await stage.owner.documents.open(ref);
  document.edit(add('mine '));
  await saveFile(stage.owner, document, stage.direct);
  expect(stage.disk('a.txt')).toBe('mine a');
  await stage.owner.settled();
  expect(stage.owner.documents.get(ref)?.toString()).toBe('mine a');
});

it('two who write a file in the place of the same text do so one after the other: the second is told', async () => {
  const stage = await Stage.open({ 'a.txt': 'base' });
  const bytes = (text: string) => new TextEncoder().encode(text);
  const write = (workspace: Workspace, text: string) =>
    workspace.request('files.write', {
      path: 'a.txt',
      content: bytes(text),
      create: false,
      overwrite: true,
      expected: hashBytes(bytes('base')),
    });
  const [one, two] = await Promise.allSettled([write(stage.direct, 'one'), write(stage.bob, 'two')]);
  expect([one.status, two.status].sort()).toEqual(['fulfilled', 'rejected']);
  const lost = one.status === 'rejected' ? one : (two as PromiseRejectedResult);
  expect(lost.reason).toMatchObject({ code: 'changed-on-disk' });
  expect(stage.disk('a.txt')).toBe(one.status === 'fulfilled' ? 'one' : 'two');
});

it('a file has one document in whichever case it is asked for, where the disk takes them for the same', () => {
  const documents = {
    gone: { path: 'Docs/A.txt', deleted: true },
    here: { path: 'docs/a.TXT', deleted: false },
    other: { path: 'b.txt', deleted: false },
  };
  const client = { state: { documents }, unsent: [] };
  const fold = (path: string) => path.toLowerCase();
  const at = (path: string, options: object) => new DocumentPlaces({ client, ...options } as never).at(path);
  expect(['docs/a.txt', 'DOCS/A.TXT', 'B.txt', 'c.txt'].map((path) => at(path, { fold }))).toEqual([
    'here',
    'here',
    'other',
    null,
  ]);
  expect(['docs/a.TXT', 'docs/a.txt'].map((path) => at(path, {}))).toEqual(['here', null]);
});
