import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { putText } from '../../../../src/client/put-text.ts';
import { openFile } from '../../../../src/client/shared-file.ts';
import { guestOf, SharedFolder } from './host-fixture.ts';

const over = { create: true, overwrite: true };
const read = ({ folder }: SharedFolder, path: string) => readFileSync(join(folder, path), 'utf8');
const bytes = (text: string) => new TextEncoder().encode(text);

async function twoGuests(files: Record<string, string>) {
  const folder = new SharedFolder(files);
  const link = await (await folder.host()).share();
  return { folder, ada: await guestOf(link, 'Ada'), bob: await guestOf(link, 'Bob') };
}

it('is an edit of who puts a text in the place of a document’s file, and their undo takes it back', async () => {
  const { folder, ada, bob } = await twoGuests({ 'a.txt': 'one\r\ntwo\r\nthree\r\n' });
  const theirs = await openFile(bob, 'a.txt');
  const write = ada.request('files.write', { path: 'a.txt', content: bytes('one\n2\nthree\n'), ...over });
  await expect(write).rejects.toMatchObject({ code: 'is-document' });
  const writers: string[] = [];
  bob.events.on('entry', ({ kind, by }) => {
    if (kind === 'doc.updated') writers.push(by);
  });
  await putText(ada, 'a.txt', bytes('one\r\n2\r\nthree\r\n'));
  await vi.waitFor(() => expect(theirs.toString()).toBe('one\n2\nthree\n'), { timeout: 20_000 });
  expect(new Set(writers)).toEqual(new Set([ada.replica]));
  expect(read(folder, 'a.txt')).toBe('one\r\n2\r\nthree\r\n');
  (await openFile(ada, 'a.txt')).undo();
  await vi.waitFor(() => expect(theirs.toString()).toBe('one\ntwo\nthree\n'), { timeout: 20_000 });
});

it('brings a removed file back as the same document', async () => {
  const { folder, ada, bob } = await twoGuests({ 'a.txt': 'one\n' });
  const theirs = await openFile(bob, 'a.txt');
  await ada.request('files.remove', { path: 'a.txt', recursive: false });
  await vi.waitFor(() => expect(bob.state.documents[theirs.ref]?.deleted).toBe(true), { timeout: 20_000 });
  const write = ada.request('files.write', { path: 'a.txt', content: bytes('new\n'), ...over });
  await expect(write).rejects.toMatchObject({ code: 'is-document' });
  await putText(ada, 'a.txt', bytes('new\n'));
  await vi.waitFor(() =>
    expect([theirs.toString(), bob.state.documents[theirs.ref]?.deleted]).toEqual(['new\n', false]),
  );
  expect(read(folder, 'a.txt')).toBe('new\n');
});

it('is turned down where it is no text', async () => {
  const { ada, bob } = await twoGuests({ 'a.txt': 'one\n' });
  const theirs = await openFile(bob, 'a.txt');
  for (const content of [Uint8Array.of(0, 1, 2), Uint8Array.of(0xff, 0x41)])
    await expect(putText(ada, 'a.txt', content)).rejects.toMatchObject({ code: 'not-text' });
  expect(theirs.toString()).toBe('one\n');
});

it('leaves documents alone that move themselves, and files that are none', async () => {
  const { folder, ada, bob } = await twoGuests({ 'a.txt': 'one\n', 'b.txt': 'two\n', 'c.txt': 'three\n' });
  folder.write('src/d.txt', 'four\n');
  const [a, b] = [await openFile(bob, 'a.txt'), await openFile(bob, 'b.txt')];
  await ada.request('files.move', { from: 'a.txt', to: 'b.txt', overwrite: true });
  await vi.waitFor(() => expect(bob.state.documents[a.ref]?.path).toBe('b.txt'), { timeout: 20_000 });
  await vi.waitFor(() => expect(bob.state.documents[b.ref]?.deleted).toBe(true), { timeout: 20_000 });
  expect([a.toString(), b.toString()]).toEqual(['one\n', 'two\n']);
  await ada.request('files.move', { from: 'c.txt', to: 'src/d.txt', overwrite: true });
  await ada.request('files.copy', { from: 'src', to: 'copy', overwrite: false });
  expect(read(folder, 'copy/d.txt')).toBe('three\n');
  const onto = ada.request('files.copy', { from: 'src/d.txt', to: 'b.txt', overwrite: true });
  await expect(onto).rejects.toMatchObject({ code: 'is-document' });
});
