import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { openFile, saveFile } from '../../../../src/client/shared-file.ts';
import { socketDial } from '../../../../src/client/socket-dial.ts';
import { nodeEnvironment } from '../../../../src/main/machine/environment.ts';
import { newId, newSecret } from '../../../../src/shared/core/ids.ts';
import { parseInviteLink } from '../../../../src/shared/invite-link.ts';
import { replayViewer } from '../../../lib/replay-viewer.ts';
import { FarServer } from './far-server.ts';
import { guestOf, SharedFolder, textBecomes, windowOf } from './host-fixture.ts';

const eventually: typeof vi.waitFor = (check) => vi.waitFor(check, { timeout: 20_000 });

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

it('shows the recordings that the server keeps in its own windows: listed, watched, searched, exported, shared and deleted', async () => {
  const far = await FarServer.open();
  const folder = new SharedFolder({ 'a.txt': 'seed\n' });
  const { host } = await folder.host({ server: far.link });
  const { client, direct } = await windowOf(host.url);
  const recording = newId(nodeEnvironment);
  await client.publish('recording.started', { title: 'Monday' }, recording);
  const { ref } = await direct.request('documents.open', { path: 'a.txt' });
  const document = await client.documents.open(ref);
  document.edit([{ offset: 0, deleteLength: 0, insertText: 'a needle ' }]);
  await client.settled();
  await client.publish('recording.stopped', {}, recording);
  const [listed] = (await direct.request('library.list', {})).recordings;
  expect(listed).toMatchObject({ title: 'Monday', content: { files: 1 } });

  const { origin, hash } = new URL(host.url);
  const own = Object.fromEntries(new URLSearchParams(hash.slice(1)));
  const auth = { session: own.session!, channel: 'replay', token: own.token!, person: own.person! } as const;
  const viewer = async (more: object) => {
    const watching = replayViewer(socketDial(origin, { ...auth, ...more }));
    onTestFinished(() => watching.abandon());
    await watching.start();
    return watching;
  };
  const watching = await viewer({ recording });
  await eventually(() => expect(watching.timeline).not.toBeNull());
  const text = await watching.documents.open(ref);
  await watching.shown('seq', Number.MAX_SAFE_INTEGER);
  await textBecomes(text, (words) => words === 'a needle seed\n');
  const whole = await viewer({});
  await eventually(() => expect(whole.status).toMatchObject({ message: expect.stringContaining('only recordings') }));
  watching.abandon();
  await eventually(async () => expect((await direct.request('library.links', {})).links).toEqual([]));

  const find = direct.open('library.find', { text: 'needle' });
  const places = [];
  for await (const { found } of find) places.push(...found);
  expect(places).toMatchObject([{ recording, path: 'a.txt', line: { ref, number: 1 } }]);
  const path = join(folder.home, 'far.ensemble');
  const wish = { recording, as: 'file', passphrase: 'correct horse', place: path } as const;
  const stream = direct.open('library.export', wish);
  for await (const _ of stream);
  expect((await stream.result).places).toEqual([path]);
  expect(await direct.request('library.open', { path, passphrase: 'correct horse' })).toMatchObject({
    opened: { is: 'open', title: 'Monday', damage: null },
  });
  const { link } = await direct.request('library.share', { recording, lifetimeMs: 60_000 });
  expect(new URL(link).origin).toBe(far.link.origin);
  await direct.request('library.limit', { recording, days: 3 });
  expect((await direct.request('library.list', {})).recordings).toMatchObject([{ keptDays: 3 }]);
  await direct.request('library.delete', { recording, clears: true });
  expect((await direct.request('library.list', {})).recordings).toEqual([]);
  await expect(direct.request('library.limit', { recording, days: 1 })).rejects.toMatchObject({ code: 'not-found' });

  const url = `${far.link.origin}/hosting/${own.session}/recordings`;
  const asked = { method: 'POST', body: JSON.stringify({ is: 'list' }) };
  const guest = newSecret(nodeEnvironment);
  for (const bearer of [far.link.token!, guest, own.token!])
    expect((await fetch(url, { ...asked, headers: { authorization: `Bearer ${bearer}` } })).status).toBe(401);
  await far.stop();
  await expect(direct.request('library.list', {})).rejects.toMatchObject({ code: 'disconnected' });
});
