import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished, vi } from 'vitest';
import { Documents } from '../../../../src/client/documents.ts';
import { openFile } from '../../../../src/client/shared-file.ts';
import { guestOf, SharedFolder, textBecomes } from './host-fixture.ts';

const add = (insertText: string) => [{ offset: 0, deleteLength: 0, insertText }];

/** Longer than it takes on the busiest machine. */
const patientMs = 60_000;

const files = { 'still.txt': 'still\n', 'changed.txt': 'before\n', 'gone.txt': 'gone\n', 'typed.txt': 'typed\n' };

it('a start brings into memory what was typed or changed meanwhile, and the rest when somebody edits it', {
  timeout: 2 * patientMs,
}, async () => {
  const folder = new SharedFolder(files);
  const first = await folder.host();
  const guest = await guestOf(await first.share());
  const refs: Record<string, string> = {};
  for (const path of Object.keys(files)) refs[path] = (await openFile(guest, path)).ref;
  const journal = new DatabaseSync(join(first.host.stateFolder, 'journal.db'), { readOnly: true });
  const noted = () => journal.prepare('SELECT ref FROM resting').all().length;
  await vi.waitFor(() => expect(noted()).toBe(4), { timeout: patientMs, interval: 100 });
  journal.close();
  guest.documents.get(refs['typed.txt']!)!.edit(add('not saved, '));
  await guest.settled();
  await guest.until(({ documents }) => documents[refs['typed.txt']!]?.unsaved?.[0] === guest.person);
  guest.leave();
  await first.close();
  folder.write('changed.txt', 'after\n');
  rmSync(join(folder.folder, 'gone.txt'));

  const opened = vi.spyOn(Documents.prototype, 'open');
  onTestFinished(() => opened.mockRestore());
  const second = await folder.host();
  const later = await guestOf(await second.share(), 'Later');
  const byHost = () => {
    const calls = opened.mock.calls.filter((_, index) => opened.mock.contexts[index] !== later.documents);
    return [...new Set(calls.map(([ref]) => ref))];
  };
  const [changed, typed] = [await openFile(later, 'changed.txt'), await openFile(later, 'typed.txt')];
  await textBecomes(changed, (text) => text === 'after\n');
  await later.until(({ documents }) => documents[refs['gone.txt']!]?.deleted === true);
  expect(typed.toString()).toBe('not saved, typed\n');
  expect(later.state.documents[typed.ref]?.unsaved).toEqual([guest.person]);
  expect(byHost().toSorted()).toEqual([typed.ref, changed.ref].toSorted());

  const still = await openFile(later, 'still.txt');
  still.edit(add('not '));
  await later.until(({ documents }) => documents[still.ref]?.unsaved?.[0] === later.person);
  expect(byHost()).toContain(still.ref);
});
