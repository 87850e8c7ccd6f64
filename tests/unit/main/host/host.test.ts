import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openFile, saveFile } from '../../../../src/client/shared-file.ts';
import { decodeBody } from '../../../../src/shared/session/table.ts';
import { searchText } from '../../../lib/search-text.ts';
import { guestOf, SharedFolder, textBecomes } from './host-fixture.ts';

const add = (offset: number, insertText: string) => [{ offset, deleteLength: 0, insertText }];

describe('a host and its guests over real sockets', () => {
  it('lets two guests edit one file of the disk at once, and save it', async () => {
    const folder = new SharedFolder({ 'notes/plan.md': 'The plan\n' });
    const host = await folder.host();
    const link = await host.share();
    const [ada, bob] = [await guestOf(link, 'Ada'), await guestOf(link, 'Bob')];
    const [mine, theirs] = [await openFile(ada, 'notes/plan.md'), await openFile(bob, 'notes/plan.md')];
    expect(mine.ref).toBe(theirs.ref);
    mine.edit(add(0, 'Ada: '));
    theirs.edit(add(theirs.length, 'Bob was here\n'));
    const both = 'Ada: The plan\nBob was here\n';
    await Promise.all([textBecomes(mine, (text) => text === both), textBecomes(theirs, (text) => text === both)]);
    await saveFile(ada, mine);
    expect(readFileSync(join(folder.folder, 'notes/plan.md'), 'utf8')).toBe(both);
    expect(folder.reports).toEqual([]);
  });

  it('has in a saved file what its saver typed last, though it was not sent yet', async () => {
    const folder = new SharedFolder({ 'a.txt': '' });
    const ada = await guestOf(await (await folder.host()).share());
    const document = await openFile(ada, 'a.txt');
    document.edit(add(0, 'the very last words'));
    await saveFile(ada, document);
    expect(readFileSync(join(folder.folder, 'a.txt'), 'utf8')).toBe('the very last words');
  });

  it('saves once what several ask to have saved, and says it once', async () => {
    const folder = new SharedFolder({ 'a.txt': 'one\n' });
    const link = await (await folder.host()).share();
    const [ada, bob] = [await guestOf(link, 'Ada'), await guestOf(link, 'Bob')];
    const [mine, theirs] = [await openFile(ada, 'a.txt'), await openFile(bob, 'a.txt')];
    const saved: string[] = [];
    ada.events.on('entry', ({ kind }) => void (kind === 'doc.saved' && saved.push(kind)));
    mine.edit(add(0, 'zero\n'));
    await textBecomes(theirs, (text) => text === 'zero\none\n');
    await Promise.all([saveFile(ada, mine), saveFile(bob, theirs), saveFile(ada, mine)]);
    await saveFile(bob, theirs);
    expect(readFileSync(join(folder.folder, 'a.txt'), 'utf8')).toBe('zero\none\n');
    mine.edit(add(0, 'more '));
    await saveFile(ada, mine);
    expect(saved).toHaveLength(2);
  });

  it('brings what another program writes to everyone, and keeps what is typed at the same time', async () => {
    const folder = new SharedFolder({ 'a.txt': 'one\ntwo\nthree\n' });
    const ada = await guestOf(await (await folder.host()).share());
    const document = await openFile(ada, 'a.txt');
    document.edit(add(0, 'typed '));
    await ada.settled();
    folder.write('a.txt', 'one\ntwo\nTHREE\n');
    await textBecomes(document, (text) => text === 'typed one\ntwo\nTHREE\n');
  });

  it('tells guests of new files, but not of those that are hidden from them', async () => {
    const folder = new SharedFolder({ 'a.txt': '' });
    const ada = await guestOf(await (await folder.host()).share());
    const told: string[] = [];
    const seen = new Promise<void>((resolve) => {
      ada.events.on('entry', ({ kind, body }) => {
        if (kind !== 'files.changed') return;
        told.push(...decodeBody(kind, body).changes.map(({ path }) => path));
        // Changes from before the watch stood are told as the whole folder.
        if (told.includes('b.txt') || told.includes('')) resolve();
      });
    });
    folder.write('.env', 'SECRET=1');
    folder.write('b.txt', '');
    await seen;
    expect(told).not.toContain('.env');
  });
});

describe('what guests may not reach, whatever they send', () => {
  const secret = 'hunter2-hunter2';
  const open = async () => {
    const folder = new SharedFolder({ 'a.txt': 'seen', '.env': secret, 'sub/.env.local': secret });
    folder.write('../outside.txt', secret);
    symlinkSync(join(folder.folder, '..', 'outside.txt'), join(folder.folder, 'link.txt'));
    symlinkSync(join(folder.folder, '..'), join(folder.folder, 'up'));
    return guestOf(await (await folder.host()).share());
  };

  it('planted secrets are not read, opened, written, moved, copied, listed or found', async () => {
    const bob = await open();
    const content = new Uint8Array(1);
    for (const path of ['.env', 'sub/.env.local']) {
      const tries = [
        bob.request('files.stat', { path }),
        bob.request('files.read', { path }),
        bob.request('documents.open', { path }),
        bob.request('files.write', { path, content, create: true, overwrite: true }),
        bob.request('files.move', { from: path, to: 'mine.txt', overwrite: true }),
        bob.request('files.copy', { from: path, to: 'mine.txt', overwrite: true }),
        bob.request('files.remove', { path, recursive: true }),
      ];
      for (const result of await Promise.allSettled(tries)) {
        expect(result).toMatchObject({ status: 'rejected', reason: { code: 'hidden' } });
      }
    }
    const { entries } = await bob.request('files.list', { path: '' });
    expect(entries.map(({ name }) => name)).not.toContain('.env');
    const scope = { useIgnoreFiles: false, includes: ['**/*', '**/.env*'] };
    expect((await searchText(bob, { pattern: secret, ...scope })).matches).toEqual([]);
    expect((await bob.request('search.files', { pattern: '.env', ...scope })).paths).toEqual([]);
  });

  it.each([
    '../outside.txt',
    'sub/../../outside.txt',
    '/etc/hostname',
    'link.txt',
    'up/outside.txt',
    'a.txt\0',
    '..\\outside.txt',
    'C:\\outside.txt',
  ])('%j', async (path) => {
    const bob = await open();
    const content = new Uint8Array(1);
    const tries = [
      bob.request('files.read', { path }),
      bob.request('documents.open', { path }),
      bob.request('files.write', { path: `${path}/x`, content, create: true, overwrite: true }),
      bob.request('files.copy', { from: path, to: 'mine.txt', overwrite: true }),
    ];
    for (const result of await Promise.allSettled(tries)) {
      expect(result.status).toBe('rejected');
      const { code, message } = (result as PromiseRejectedResult).reason;
      expect(['outside-folder', 'bad-request', 'not-found', 'not-a-folder']).toContain(code);
      expect(message).not.toMatch(/ensemble-host-|hunter2/);
    }
    const { entries } = await bob.request('files.list', { path: '' });
    expect(entries.map(({ name }) => name)).not.toContain('mine.txt');
  });

  it("the owner's requests are refused to guests, and a viewer's edits too", async () => {
    const folder = new SharedFolder({ 'a.txt': 'seen' });
    const eve = await guestOf(await (await folder.host()).share('viewer'));
    const refused = { code: 'not-permitted' };
    await expect(eve.request('sharing.open', { admitEveryone: true, role: 'editor' })).rejects.toMatchObject(refused);
    await expect(eve.request('folders.browse', { path: '/' })).rejects.toMatchObject(refused);
    await expect(eve.request('files.remove', { path: 'a.txt', recursive: true })).rejects.toMatchObject(refused);
    const { ref } = await eve.request('documents.open', { path: 'a.txt' });
    await expect(eve.request('documents.save', { ref, seq: 0, update: new Uint8Array(2) })).rejects.toMatchObject(
      refused,
    );
    expect(readFileSync(join(folder.folder, 'a.txt'), 'utf8')).toBe('seen');
  });
});
