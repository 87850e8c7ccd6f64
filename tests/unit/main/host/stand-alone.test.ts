import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openFile, saveFile } from '../../../../src/client/shared-file.ts';
import { parseInviteLink } from '../../../../src/shared/invite-link.ts';
import { FarServer } from './far-server.ts';
import { guestOf, SharedFolder, textBecomes, windowOf } from './host-fixture.ts';

const long = `${'a line that is not short at all\n'.repeat(4000)}`;

it('leads its windows to the server, large texts too, as the person who hosts', async () => {
  const far = await FarServer.open();
  const folder = new SharedFolder({ 'a.txt': 'seed\n', 'long.txt': long });
  const { host } = await folder.host({ server: far.link });
  const { client, direct } = await windowOf(host.url);
  expect(client.person).toBe(host.client.person);
  const { ref } = await direct.request('documents.open', { path: 'long.txt' });
  const document = await client.documents.open(ref);
  expect(document.toString()).toBe(long);
  document.edit([{ offset: 0, deleteLength: 0, insertText: long.toUpperCase() }]);
  await client.settled();
  await saveFile(client, document, direct);
  expect(readFileSync(join(folder.folder, 'long.txt'), 'utf8')).toBe(long.toUpperCase() + long);
});

it('goes on typing and saving while the server is away, and brings all of it when it is back', async () => {
  const far = await FarServer.open();
  const folder = new SharedFolder({ 'a.txt': 'seed\n', 'b.txt': 'other\n' });
  const running = await folder.host({ server: far.link });
  const link = await running.share();
  const { client, direct } = await windowOf(running.host.url);
  const { ref } = await direct.request('documents.open', { path: 'a.txt' });
  const document = await client.documents.open(ref);
  await far.stop();
  document.edit([{ offset: 0, deleteLength: 0, insertText: 'typed alone\n' }]);
  document.flush();
  await saveFile(client, document, direct);
  await saveFile(client, document, direct);
  expect(readFileSync(join(folder.folder, 'a.txt'), 'utf8')).toBe('typed alone\nseed\n');
  await expect(direct.request('documents.open', { path: 'b.txt' })).rejects.toMatchObject({ code: 'disconnected' });
  expect((await direct.request('files.read', { path: 'b.txt' })).content).toBeTruthy();
  folder.write('a.txt', 'typed alone\nseed\nby a tool\n');
  await far.start();
  const guest = await guestOf(link);
  const theirs = await openFile(guest, 'a.txt');
  await textBecomes(theirs, (text) => text === 'typed alone\nseed\nby a tool\n');
  await textBecomes(document, (text) => text === 'typed alone\nseed\nby a tool\n');
  await guest.until(({ documents }) => documents[ref]?.saved?.lengthUtf16 === theirs.length);
});

it('brings what it had done without the server also when it was killed before that was back', async () => {
  const far = await FarServer.open();
  const folder = new SharedFolder({ 'a.txt': 'seed\n' });
  const first = await folder.host({ server: far.link });
  const link = await first.share();
  const { client, direct } = await windowOf(first.host.url);
  const { ref } = await direct.request('documents.open', { path: 'a.txt' });
  const document = await client.documents.open(ref);
  await far.stop();
  document.edit([{ offset: 5, deleteLength: 0, insertText: 'saved alone\n' }]);
  await saveFile(client, document, direct);
  client.abandon();
  await first.close();
  await far.start();
  await folder.host({ server: far.link });
  const guest = await guestOf(link);
  expect((await openFile(guest, 'a.txt')).toString()).toBe('seed\nsaved alone\n');
  expect(readFileSync(join(folder.folder, 'a.txt'), 'utf8')).toBe('seed\nsaved alone\n');
});

it('starts without the server it has been at, serves the files, and joins the session once that is back', async () => {
  const far = await FarServer.open();
  const folder = new SharedFolder({ 'a.txt': 'seed\n' });
  const first = await folder.host({ server: far.link });
  const link = await first.share();
  const guest = await guestOf(link);
  const document = await openFile(guest, 'a.txt');
  await first.close();
  await far.stop();
  const { host } = await folder.host();
  const { direct } = await windowOf(host.url, false);
  const content = Buffer.from('seed\nwritten alone\n');
  await direct.request('files.write', { path: 'a.txt', content, create: false, overwrite: true });
  await far.start();
  await host.entered;
  await textBecomes(document, (text) => text === 'seed\nwritten alone\n');
});

it('can be taken over by a person who was made an owner, with nothing but their own ticket', async () => {
  const far = await FarServer.open();
  const adas = new SharedFolder({ 'a.txt': 'seed\n' });
  const running = await adas.host({ server: far.link });
  const link = await running.share();
  const bob = await guestOf(link, 'Bob');
  const theirs = await openFile(bob, 'a.txt');
  const server = { ...far.link, token: null, ticket: bob.options.ticket!, session: parseInviteLink(link).session };
  const bobs = new SharedFolder({ 'a.txt': 'seed\n' });
  await expect(bobs.host({ server, takesOver: true })).rejects.toMatchObject({ code: 'not-permitted' });
  await running.host.client.publish('role.changed', { person: bob.person!, role: 'owner' });
  const next = await bobs.host({ server, takesOver: true });
  expect(next.host.client.person).toBe(bob.person);
  await bob.until(({ host: now }) => now?.person === bob.person);
  theirs.edit([{ offset: 0, deleteLength: 0, insertText: 'after\n' }]);
  await saveFile(bob, theirs);
  expect(readFileSync(join(bobs.folder, 'a.txt'), 'utf8')).toBe('after\nseed\n');
  expect(readFileSync(join(adas.folder, 'a.txt'), 'utf8')).toBe('seed\n');
});
