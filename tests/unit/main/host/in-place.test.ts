import { linkSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { withUnsent } from '../../../../src/client/saving.ts';
import { openFile, saveFile } from '../../../../src/client/shared-file.ts';
import { SqliteJournal } from '../../../../src/main/documents/sqlite-journal.ts';
import { guestOf, SharedFolder, textBecomes } from './host-fixture.ts';

const add = (offset: number, insertText: string) => [{ offset, deleteLength: 0, insertText }];
const textOn = ({ folder }: SharedFolder, path: string) => readFileSync(join(folder, path), 'utf8');

/** Changes what the journal says of the only document, as a crash would have left it. */
async function leaveHalfWritten({ home }: SharedFolder, before: string): Promise<void> {
  const [state] = readdirSync(join(home, 'folders'));
  const database = new DatabaseSync(join(home, 'folders', state!, 'journal.db'));
  const { ref } = database.prepare('SELECT ref FROM journal').get() as { ref: string };
  const journal = new SqliteJournal(database);
  const { current } = await journal.records(ref);
  await journal.amend(ref, { ...current!, before: Buffer.from(before) });
  database.close();
}

/** A file of several links that was saved, with the host closed behind it. */
async function savedAndClosed(before: string, inserted: string) {
  const folder = new SharedFolder({ 'a.txt': before });
  linkSync(join(folder.folder, 'a.txt'), join(folder.folder, 'b.txt'));
  const host = await folder.host();
  const ada = await guestOf(await host.share());
  const document = await openFile(ada, 'a.txt');
  document.edit(add(0, inserted));
  await saveFile(ada, document);
  await host.close();
  return { folder, ada, document };
}

test('a file with several links is saved in place, and the watcher takes nothing of it for an outside change', async () => {
  const before = 'line\n'.repeat(50_000);
  const folder = new SharedFolder({ 'a.txt': before, 'other.txt': 'other\n' });
  linkSync(join(folder.folder, 'a.txt'), join(folder.folder, 'b.txt'));
  const ada = await guestOf(await (await folder.host()).share());
  const document = await openFile(ada, 'a.txt');
  const other = await openFile(ada, 'other.txt');
  for (let count = 1; count <= 5; count++) {
    document.edit(add(0, `${count} `));
    await saveFile(ada, document);
  }
  // The changes that the watcher has seen of the saves have been looked at by the time that this comes.
  folder.write('other.txt', 'other\nfrom outside\n');
  await textBecomes(other, (text) => text.includes('from outside'));
  await ada.settled();
  const whole = `5 4 3 2 1 ${before}`;
  expect(document.toString() === whole).toBe(true);
  expect(textOn(folder, 'b.txt') === whole).toBe(true);
  expect(statSync(join(folder.folder, 'a.txt')).nlink).toBe(2);
  expect(ada.state.documents[document.ref]!.conflict ?? null).toBeNull();
});

test('a host that ended in the middle of a save ends it at its next start', async () => {
  const { folder, ada, document } = await savedAndClosed('one two three\n', 'ONE ');
  const after = 'ONE one two three\n';
  writeFileSync(join(folder.folder, 'a.txt'), after.slice(0, 6) + 'one two three\n'.slice(6));
  await leaveHalfWritten(folder, 'one two three\n');
  await folder.host();
  expect(textOn(folder, 'b.txt')).toBe(after);
  ada.reconnect();
  await ada.settled();
  expect(document.toString()).toBe(after);
});

test('what was changed after that is a conflict, and nothing is written over', async () => {
  const { folder, ada, document } = await savedAndClosed('one two three\n', 'ONE ');
  const changed = `ONE oneo three\nchanged since\n`;
  writeFileSync(join(folder.folder, 'a.txt'), changed);
  await leaveHalfWritten(folder, 'one two three\n');
  await folder.host();
  ada.reconnect();
  await ada.until(({ documents }) => documents[document.ref]?.conflict != null);
  expect(textOn(folder, 'a.txt')).toBe(changed);
  expect(document.toString()).toBe('ONE one two three\n');
  await expect(saveFile(ada, document)).rejects.toMatchObject({ code: 'changed-on-disk' });
  const { hash } = await ada.request('documents.withheld', { ref: document.ref });
  await withUnsent(ada, document, (unsent) =>
    ada.request('documents.resolve', { ref: document.ref, choice: 'mine', hash, ...unsent }),
  );
  expect(textOn(folder, 'b.txt')).toBe('ONE one two three\n');
  await ada.until(({ documents }) => documents[document.ref]?.conflict == null);
});
