import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openFile, saveFile } from '../../../../src/client/shared-file.ts';
import { shownName } from '../../../../src/shared/capabilities/people/names.ts';
import { guestOf, SharedFolder } from './host-fixture.ts';

const add = (insertText: string) => [{ offset: 0, deleteLength: 0, insertText }];

it('tells who saved a document and when, also after a restart; opening one is no save', async () => {
  const folder = new SharedFolder({ 'a.txt': 'text\n' });
  const first = await folder.host();
  const link = await first.share();
  const [ada, bob] = [await guestOf(link, 'Ada'), await guestOf(link, 'Bob')];
  const [mine, theirs] = [await openFile(ada, 'a.txt'), await openFile(bob, 'a.txt')];
  const { ref } = mine;
  expect(await ada.request('documents.saves', { ref })).toEqual({ saves: [] });
  const beforeMs = Date.now();
  mine.edit(add('one '));
  await saveFile(ada, mine);
  theirs.edit(add('two '));
  await saveFile(bob, theirs);
  const { saves } = await bob.request('documents.saves', { ref });
  expect(saves.map(({ person }) => shownName(bob.state, person))).toEqual(['Bob', 'Ada']);
  expect(saves.every(({ atMs }) => atMs >= beforeMs - 1_000 && atMs <= Date.now() + 1_000)).toBe(true);
  await first.close();
  const cleo = await guestOf(await (await folder.host()).share(), 'Cleo');
  expect(await cleo.request('documents.saves', { ref })).toEqual({ saves });
});

it('keeps what its owner calls themself, also in another session of the folder', async () => {
  const folder = new SharedFolder({ 'a.txt': '' });
  const first = await folder.host();
  const { client } = first.host;
  await client.publish('participant.renamed', { name: 'Ada Lovelace' });
  await client.settled();
  expect(client.state.participants[client.person!]?.name).toBe('Ada Lovelace');
  await first.close();
  const again = (await folder.host()).host.client;
  expect(again.state.participants[again.person!]?.name).toBe('Ada Lovelace');
});

it('says of a broken link that it is broken, and of no place on its disk', async () => {
  const folder = new SharedFolder({ 'a.txt': '' });
  symlinkSync('gone.txt', join(folder.folder, 'link.txt'));
  const ada = await guestOf(await (await folder.host()).share());
  const read = ada.request('files.read', { path: 'link.txt' });
  await expect(read).rejects.toThrow('This link is broken');
  await expect(read).rejects.not.toThrow(folder.folder);
});
