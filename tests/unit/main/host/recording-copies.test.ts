import { copyFileSync, existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { boatRace } from '../../../../scripts/sample/boat-race.ts';
import { nodeEnvironment } from '../../../../src/main/machine/environment.ts';
import { newId } from '../../../../src/shared/core/ids.ts';
import { ownWindow } from '../../../lib/own-window.ts';
import { guestOf, SharedFolder } from './host-fixture.ts';

const sample = fileURLToPath(new URL('../../../../examples/boat-race.ensemble', import.meta.url));

type Direct = Awaited<ReturnType<typeof ownWindow>>['direct'];

async function keep(direct: Direct, recording: string): Promise<string> {
  const stream = direct.open('library.keep', { recording });
  stream.result.catch(() => undefined);
  let before = 0;
  for await (const { share } of stream) {
    expect(share).toBeGreaterThanOrEqual(before);
    before = share;
  }
  return (await stream.result).copy;
}

async function openedAt(direct: Direct, path: string, passphrase: string | null = null): Promise<string> {
  const { opened } = await direct.request('library.open', { path, passphrase });
  if (opened.is !== 'open') throw new Error(opened.why);
  return opened.session;
}

/** A host with a recording that is over, in which a letter was typed. */
async function recordedHost() {
  const folder = new SharedFolder({ 'a.txt': 'a' });
  const open = await folder.host();
  const { direct, client } = await ownWindow(open.host.url);
  onTestFinished(() => client.abandon());
  const recording = newId(nodeEnvironment);
  await client.publish('recording.started', { title: 'Monday' }, recording);
  const { ref } = await direct.request('documents.open', { path: 'a.txt' });
  const document = await client.documents.open(ref);
  document.edit([{ offset: 1, deleteLength: 0, insertText: 'b' }]);
  await client.settled();
  await client.publish('recording.stopped', {}, recording);
  return { folder, open, direct, recording };
}

it('a copy of a recording stays in this computer’s library when the recording is deleted, in other folders too', async () => {
  const { folder, open, direct, recording } = await recordedHost();
  await direct.request('library.label', { recording, title: 'Named', tags: ['one'] });
  const copy = await keep(direct, recording);
  expect(copy).not.toBe(recording);
  await direct.request('library.delete', { recording, clears: true });
  const { recordings, copies } = await direct.request('library.list', {});
  expect(recordings).toEqual([]);
  const path = join(folder.home, 'recordings', `${copy}.ensemble`);
  const content = { people: [expect.any(String)], files: 1, sizeBytes: statSync(path).size };
  const [only] = copies;
  expect(copies).toHaveLength(1);
  expect(only).toMatchObject({ ref: copy, path, title: 'Named', tags: ['one'], marks: 0, content });
  expect(only!.folder).toBe((await direct.request('workspace.describe', {})).name);
  expect(only!.endedMs! - only!.startedMs).toBeGreaterThanOrEqual(0);
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o077).toBe(0);
  await open.close();

  const elsewhere = new SharedFolder();
  const other = await elsewhere.host({ home: folder.home });
  const { direct: there, client } = await ownWindow(other.host.url);
  onTestFinished(() => client.abandon());
  expect((await there.request('library.list', {})).copies).toEqual(copies);
  await openedAt(there, path);
});

it('a copy is renamed and deleted by its own id, and an earlier copy of the same recording gives way', async () => {
  const { folder, direct, recording } = await recordedHost();
  const copy = await keep(direct, recording);
  expect(await keep(direct, recording)).toBe(copy);
  const title = 'The copy’s own';
  await direct.request('library.label', { recording: copy, title, tags: [] });
  const { recordings, copies } = await direct.request('library.list', {});
  expect(recordings).toMatchObject([{ ref: recording, title: 'Monday' }]);
  expect(copies).toMatchObject([{ ref: copy, title }]);
  await direct.request('library.delete', { recording: copy, clears: true });
  expect(readdirSync(join(folder.home, 'recordings'))).toEqual([]);
  const left = await direct.request('library.list', {});
  expect(left).toMatchObject({ recordings: [{ ref: recording }], copies: [] });
  await expect(direct.request('library.delete', { recording: copy, clears: true })).rejects.toMatchObject({
    code: 'not-found',
  });
});

it('a recording’s open file is copied as it is, also an encrypted one, and also once the file is gone', async () => {
  const folder = new SharedFolder();
  const open = await folder.host();
  const { direct, client } = await ownWindow(open.host.url);
  onTestFinished(() => client.abandon());
  const race = join(folder.home, 'race.ensemble');
  copyFileSync(sample, race);
  const session = await openedAt(direct, race);
  rmSync(race);
  await keep(direct, session);
  const listed = (await direct.request('library.list', {})).copies[0]!;
  expect(listed).toMatchObject({ title: 'A race of two boats', folder: 'boats', content: { files: 2 } });
  expect(listed.content.people).toHaveLength(2);
  expect(statSync(listed.path).size).toBe(statSync(sample).size);
  await openedAt(direct, listed.path);

  await direct.request('library.delete', { recording: listed.ref, clears: false });
  writeFileSync(race, await boatRace('correct horse'));
  await keep(direct, await openedAt(direct, race, 'correct horse'));
  const { path } = (await direct.request('library.list', {})).copies[0]!;
  expect((await direct.request('library.open', { path, passphrase: null })).opened).toMatchObject({ is: 'locked' });
  await openedAt(direct, path, 'correct horse');
});

it('damaged words about a copy, files without words and names that lead elsewhere are no copies', async () => {
  const { folder, open, direct, recording } = await recordedHost();
  await keep(direct, recording);
  const place = join(folder.home, 'recordings');
  const other = newId(nodeEnvironment);
  copyFileSync(sample, join(place, `${other}.ensemble`));
  writeFileSync(join(place, `${newId(nodeEnvironment)}.json`), '{"title":');
  writeFileSync(join(place, 'notes.json'), '{}');
  expect((await direct.request('library.list', {})).copies).toHaveLength(1);
  await expect(keep(direct, newId(nodeEnvironment))).rejects.toMatchObject({ code: 'not-found' });
  await expect(direct.request('library.delete', { recording: other, clears: false })).rejects.toMatchObject({
    code: 'not-found',
  });
  expect(existsSync(join(place, `${other}.ensemble`))).toBe(true);
  const guest = await guestOf(await open.share());
  await expect(guest.open('library.keep', { recording }).result).rejects.toMatchObject({ code: 'not-permitted' });
});
