import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished, vi } from 'vitest';
import { boatRace } from '../../../../scripts/sample/boat-race.ts';
import type { ReplayClient } from '../../../../src/client/replay-client.ts';
import { saveFile } from '../../../../src/client/shared-file.ts';
import { socketDial } from '../../../../src/client/socket-dial.ts';
import { nodeEnvironment } from '../../../../src/main/machine/environment.ts';
import { newId } from '../../../../src/shared/core/ids.ts';
import { ownWindow } from '../../../lib/own-window.ts';
import { replayViewer } from '../../../lib/replay-viewer.ts';
import { guestOf, SharedFolder } from './host-fixture.ts';

const sample = fileURLToPath(new URL('../../../../examples/boat-race.ensemble', import.meta.url));

/** A viewer at the host's own door. */
async function viewer(url: string, session: string, recording?: string): Promise<ReplayClient> {
  const { origin, hash } = new URL(url);
  const own = Object.fromEntries(new URLSearchParams(hash.slice(1)));
  const client = replayViewer(
    socketDial(origin, {
      session,
      channel: 'replay',
      person: own.person!,
      token: own.token!,
      ...(recording && { recording }),
    }),
  );
  onTestFinished(() => client.abandon());
  await client.start();
  return client;
}

it('a host opens recordings’ files for its own windows: several at once, deleted meanwhile, encrypted, and no others', async () => {
  const folder = new SharedFolder();
  const open = await folder.host();
  const { url } = open.host;
  const { direct, client } = await ownWindow(url);
  onTestFinished(() => client.abandon());
  const ask = (path: string, passphrase: string | null = null) => direct.request('library.open', { path, passphrase });
  for (const path of ['\0', 'a\0b'])
    await expect(direct.request('library.browse', { path })).rejects.toMatchObject({ code: 'bad-request' });
  const race = join(folder.home, 'race.ensemble');
  copyFileSync(sample, race);

  const { opened } = await ask(race);
  if (opened.is !== 'open') throw new Error(opened.why);
  expect(opened).toMatchObject({ title: 'A race of two boats', folder: 'boats', damage: null });
  const [one, two] = [await viewer(url, opened.session), await viewer(url, opened.session)];
  rmSync(race);
  for (const each of [one, two]) {
    await vi.waitFor(() => expect(each.timeline).not.toBeNull());
    each.show('seq', Number.MAX_SAFE_INTEGER);
    await each.until(({ documents }) => Object.keys(documents).length === 2);
    const [ref] = Object.entries(each.state.documents).find(([, { path }]) => path === 'src/race.js')!;
    const document = await each.documents.open(ref);
    await vi.waitFor(() => expect(document.toString()).toContain('winners’, first.'));
  }
  await expect(ask(race)).rejects.toMatchObject({ code: 'not-found' });

  // Files that nobody watches make room; those that are watched stay.
  const again = await ask(sample);
  for (let i = 0; i < 8; i++) await ask(sample);
  if (again.opened.is !== 'open') throw new Error(again.opened.why);
  const late = await viewer(url, again.opened.session);
  await vi.waitFor(() => expect(late.status).toMatchObject({ message: expect.stringContaining('open that again') }));
  expect((await one.shown('seq', 0)).seq).toBeGreaterThan(0);

  writeFileSync(join(folder.home, 'locked.ensemble'), await boatRace('correct horse'));
  const locked = join(folder.home, 'locked.ensemble');
  expect(await ask(locked)).toMatchObject({ opened: { is: 'locked', why: expect.stringContaining('is needed') } });
  expect(await ask(locked, 'wrong')).toMatchObject({
    opened: { is: 'locked', why: expect.stringContaining('not that') },
  });
  expect(await ask(locked, 'correct horse')).toMatchObject({ opened: { is: 'open' } });

  const cut = join(folder.home, 'cut.ensemble');
  writeFileSync(cut, readFileSync(sample).subarray(0, -20));
  expect(await ask(cut)).toMatchObject({
    opened: { is: 'open', damage: expect.stringContaining('its end is missing') },
  });
  const newer = Buffer.from(readFileSync(sample));
  writeFileSync(cut, newer.fill(0, 0, 8));
  await expect(ask(cut)).rejects.toThrow('it is no file that Ensemble has made');
  await expect(ask(folder.home)).rejects.toThrow(/no file/);
  execFileSync('mkfifo', [join(folder.home, 'pipe.ensemble')]);
  await expect(ask(join(folder.home, 'pipe.ensemble'))).rejects.toThrow('this is no file');

  mkdirSync(join(folder.home, 'below'));
  const { files, folders } = await direct.request('library.browse', { path: folder.home });
  expect(files).toEqual(['cut.ensemble', 'locked.ensemble', 'pipe.ensemble']);
  expect(folders).toContain('below');
  expect(await direct.request('library.list', {})).toEqual({ recordings: [], copies: [], sample });

  const guest = await guestOf(await open.share());
  for (const asked of ['library.browse', 'library.open'] as const)
    await expect(guest.request(asked, { path: sample, passphrase: null })).rejects.toMatchObject({
      code: 'not-permitted',
    });
  await expect(socketDial(new URL(url).origin, { session: opened.session, channel: 'replay' })()).rejects.toThrow(
    'token',
  );
});

it('a session’s recording is exported: to its own windows piece by piece or into a new file, sealed or plain, and as texts', async () => {
  const folder = new SharedFolder({ 'a.txt': 'a' });
  const open = await folder.host();
  const { direct, client } = await ownWindow(open.host.url);
  onTestFinished(() => client.abandon());
  const recording = newId(nodeEnvironment);
  await client.publish('recording.started', { title: 'Monday / one' }, recording);
  const { ref } = await direct.request('documents.open', { path: 'a.txt' });
  const document = await client.documents.open(ref);
  document.edit([{ offset: 1, deleteLength: 0, insertText: 'bc' }]);
  await client.settled();
  await client.publish('recording.stopped', {}, recording);
  const listed = await direct.request('library.list', {});
  expect(listed.recordings).toMatchObject([
    { title: 'Monday / one', content: { files: 1, people: [expect.any(String)] } },
  ]);

  const wish = { recording, as: 'file' as const, passphrase: null, place: null };
  const exported = async (more: object) => {
    const stream = direct.open('library.export', { ...wish, ...more });
    stream.result.catch(() => undefined);
    const files = new Map<string, Buffer>();
    for await (const { name, content, share } of stream) {
      expect(share).toBeLessThanOrEqual(1);
      if (name !== null) files.set(name, Buffer.concat([files.get(name) ?? Buffer.alloc(0), content]));
    }
    return { files, ...(await stream.result) };
  };
  const sent = await exported({});
  expect([...sent.files.keys()]).toEqual(['monday-one.ensemble']);
  const place = join(folder.home, 'out.ensemble');
  const written = await exported({ place, passphrase: 'correct horse' });
  expect(written.places).toEqual([place]);
  for (const [path, passphrase] of [
    [place, 'correct horse'],
    [join(folder.home, 'sent.ensemble'), null],
  ] as const) {
    if (passphrase === null) writeFileSync(path, sent.files.get('monday-one.ensemble')!);
    const { opened } = await direct.request('library.open', { path, passphrase });
    expect(opened).toMatchObject({ is: 'open', title: 'Monday / one', damage: null });
    if (opened.is !== 'open') continue;
    const report = await exported({ recording: opened.session, as: 'markdown', place: folder.home });
    expect(readFileSync(report.places[0]!, 'utf8')).toContain('| a\\.txt |');
    rmSync(report.places[0]!);
    await expect(exported({ recording: opened.session })).rejects.toThrow('a file already');
  }
  const found = async (text: string) => {
    const stream = direct.open('library.find', { text });
    stream.result.catch(() => undefined);
    const places: string[] = [];
    for await (const part of stream) places.push(...part.found.map((each) => `${each.in}: ${each.words}`));
    await stream.result;
    return places;
  };
  expect(await found('ABC')).toEqual(['text: abc']);
  await direct.request('library.label', { recording, title: 'The first letters', tags: ['letters', 'b'] });
  expect((await direct.request('library.list', {})).recordings[0]).toMatchObject({
    title: 'The first letters',
    tags: ['letters', 'b'],
  });
  expect(await found('letters')).toEqual(['title: The first letters', 'tag: letters']);
  const stream = direct.open('library.find', { text: 'abc' });
  const places = [];
  for await (const part of stream) places.push(...part.found);
  expect(places).toMatchObject([{ path: 'a.txt', seq: expect.any(Number), line: { ref, number: 1 } }]);
  expect(await found('nowhere')).toEqual([]);
  expect([...(await exported({ as: 'html' })).files.keys()]).toEqual(['the-first-letters.html']);
  const unknown = { recording: newId(nodeEnvironment), title: '', tags: [] };
  await expect(direct.request('library.label', unknown)).rejects.toMatchObject({ code: 'not-found' });
  await expect(exported({ place })).rejects.toMatchObject({ code: 'exists' });
  await expect(exported({ as: 'casts' })).rejects.toThrow('No terminal was shared');
  await expect(exported({ recording: newId(nodeEnvironment) })).rejects.toMatchObject({ code: 'not-found' });
  const guest = await guestOf(await open.share());
  await expect(guest.open('library.export', wish).result).rejects.toMatchObject({ code: 'not-permitted' });
  await expect(guest.open('library.find', { text: 'a' }).result).rejects.toMatchObject({ code: 'not-permitted' });
  await expect(guest.request('library.label', unknown)).rejects.toMatchObject({ code: 'not-permitted' });
});

it('a recording that two people watch is deleted: both are told, its attachments are freed, and nobody finds it again', async () => {
  const folder = new SharedFolder({ 'a.txt': 'a' });
  const open = await folder.host();
  const { url } = open.host;
  const { direct, client } = await ownWindow(url);
  onTestFinished(() => client.abandon());
  const { session } = Object.fromEntries(new URLSearchParams(new URL(url).hash.slice(1)));
  const recording = newId(nodeEnvironment);
  await client.publish('recording.started', { title: 'Monday' }, recording);
  const { ref } = await direct.request('documents.open', { path: 'a.txt' });
  const document = await client.documents.open(ref);
  document.edit([{ offset: 1, deleteLength: 0, insertText: 'long '.repeat(100_000) }]);
  await client.settled();
  document.edit([{ offset: 1, deleteLength: 500_000, insertText: 'verysecret' }]);
  await client.settled();
  await saveFile(client, document, direct);
  document.edit([{ offset: 1, deleteLength: 10, insertText: '' }]);
  await client.settled();
  await saveFile(client, document, direct);
  const wish = { recording, clears: true };
  await expect(direct.request('library.delete', wish)).rejects.toThrow('stop it first');
  await client.publish('recording.stopped', {}, recording);
  await direct.request('library.label', { recording, title: 'Named', tags: ['tag'] });

  await direct.request('library.limit', { recording, days: 30 });
  const [listed] = (await direct.request('library.list', {})).recordings;
  expect(listed).toMatchObject({ title: 'Named', keptDays: 30 });
  const { usage } = await direct.request('storage.describe', {});
  expect(usage.limited).toEqual({ recordings: 1, nextMs: listed!.endedMs! + 30 * 24 * 3_600_000 });
  expect(usage.attachments).toBeGreaterThan(0);
  await direct.request('library.limit', { recording, days: null });
  expect((await direct.request('storage.describe', {})).usage.limited).toBeNull();

  const isOnDisk = () =>
    readdirSync(open.host.stateFolder, { withFileTypes: true }).some(
      (entry) => entry.isFile() && readFileSync(join(open.host.stateFolder, entry.name)).includes('verysecret'),
    );
  expect(isOnDisk()).toBe(true);
  const players = [await viewer(url, session!, recording), await viewer(url, session!, recording)];
  for (const each of players) await vi.waitFor(() => expect(each.timeline).not.toBeNull());
  await direct.request('library.delete', wish);
  const words = { message: expect.stringContaining('deleted meanwhile') };
  for (const each of players) await vi.waitFor(() => expect(each.status).toMatchObject(words));
  const late = await viewer(url, session!, recording);
  await vi.waitFor(() =>
    expect(late.status).toMatchObject({ message: expect.stringContaining('not here (any more)') }),
  );
  expect((await direct.request('library.list', {})).recordings).toEqual([]);
  expect((await direct.request('storage.describe', {})).usage.attachments).toBe(0);
  await expect(direct.request('library.delete', wish)).rejects.toMatchObject({ code: 'not-found' });
  await expect(direct.request('library.limit', { recording, days: 1 })).rejects.toMatchObject({ code: 'not-found' });
  expect(readFileSync(join(open.host.stateFolder, 'library.json'), 'utf8')).not.toContain('Named');
  expect(document.toString()).toBe('a');
  expect(isOnDisk()).toBe(false);
  const guest = await guestOf(await open.share());
  await expect(guest.request('library.delete', wish)).rejects.toMatchObject({ code: 'not-permitted' });
});
