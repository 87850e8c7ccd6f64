import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openFile, saveFile } from '../../../../src/client/shared-file.ts';
import { limits } from '../../../../src/shared/core/version.ts';
import { guestOf, SharedFolder, textBecomes } from './host-fixture.ts';

/** Changes in a document's place while its host is away. */
const changes: Record<string, (folder: SharedFolder, path: string) => void> = {
  'a folder': (_folder, path) => mkdirSync(path),
  'a link that leads out': (folder, path) => {
    folder.write('../outside.txt', 'not shared');
    symlinkSync(join(folder.folder, '..', 'outside.txt'), path);
  },
  'a file too large': (folder) => folder.write('a.txt', 'x'.repeat(limits.documentBytes + 1)),
  'no text': (folder) => folder.write('a.txt', 'a\0b'),
  'a loop of links': (_folder, path) => symlinkSync('a.txt', path),
};

describe('a document whose file has become', () => {
  it.each(Object.keys(changes))('%s keeps its text, and no other file suffers', async (change) => {
    const folder = new SharedFolder({ 'a.txt': 'the text\n', 'b.txt': 'other\n' });
    const first = await folder.host();
    const link = await first.share();
    const ada = await guestOf(link, 'Ada');
    const documents = [await openFile(ada, 'a.txt'), await openFile(ada, 'b.txt')] as const;
    await ada.settled();
    ada.leave();
    await first.close();
    rmSync(join(folder.folder, 'a.txt'));
    changes[change]!(folder, join(folder.folder, 'a.txt'));
    folder.write('b.txt', 'other, changed\n');
    await folder.host();
    const bob = await guestOf(link, 'Bob');
    expect((await bob.documents.open(documents[0].ref)).toString()).toBe('the text\n');
    await textBecomes(await openFile(bob, 'b.txt'), (text) => text === 'other, changed\n');
    const saving = saveFile(bob, await bob.documents.open(documents[0].ref));
    await saving.catch((thrown) => expect(thrown.code).not.toBe('internal'));
  });

  it.each(Object.keys(changes))(
    '%s while the host runs keeps its text, and others are told of all else',
    async (change) => {
      const folder = new SharedFolder({ 'a.txt': 'the text\n', 'b.txt': 'other\n' });
      const ada = await guestOf(await (await folder.host()).share());
      const [kept, other] = [await openFile(ada, 'a.txt'), await openFile(ada, 'b.txt')];
      rmSync(join(folder.folder, 'a.txt'));
      changes[change]!(folder, join(folder.folder, 'a.txt'));
      folder.write('b.txt', 'other, changed\n');
      await textBecomes(other, (text) => text === 'other, changed\n');
      expect(kept.toString()).toBe('the text\n');
    },
  );
});

// Root, for one, may read everything, and is not kept out by a mode.
it.skipIf(process.getuid?.() === 0)('a folder that may not be read opens, and says so', async () => {
  const folder = new SharedFolder({ 'a.txt': '' });
  chmodSync(folder.folder, 0);
  const host = await folder.host();
  const ada = await guestOf(await host.share());
  expect(await ada.request('workspace.describe', {})).toMatchObject({ readable: false });
  await expect(ada.request('files.list', { path: '' })).rejects.toMatchObject({ code: 'no-access' });
  chmodSync(folder.folder, 0o700);
});
