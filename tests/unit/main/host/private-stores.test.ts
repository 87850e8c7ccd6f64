import { chmodSync, lstatSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { openFile } from '../../../../src/client/shared-file.ts';
import { stateFolderOf } from '../../../../src/main/machine/state-folder.ts';
import { FarServer } from './far-server.ts';
import { guestOf, SharedFolder } from './host-fixture.ts';

/** Files that others of the machine could read or enter, of all that lies in a folder. */
function openToOthers(folder: string, root = folder): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    const own = lstatSync(path).mode & 0o077 ? [relative(root, path)] : [];
    return entry.isDirectory() ? [...own, ...openToOthers(path, root)] : own;
  });
}

const allIn = (folder: string): string[] => readdirSync(folder, { recursive: true }).map(String).sort();

it.skipIf(process.platform === 'win32')(
  'keeps all that a host has for its own account, from the first start on',
  async () => {
    const shared = new SharedFolder({ 'a.txt': 'a\n' });
    const state = stateFolderOf(shared.folder, shared.home);
    const host = await shared.host();
    const ada = await guestOf(await host.share());
    const document = await openFile(ada, 'a.txt');
    document.edit([{ offset: 0, deleteLength: 0, insertText: 'x'.repeat(200_000) }]);
    document.flush();
    await ada.settled();
    expect(allIn(state)).toEqual(
      expect.arrayContaining(['sessions.db', 'sessions.db-wal', 'sessions.tail', 'journal.db', 'host.json', 'blobs']),
    );
    expect(openToOthers(shared.home)).toEqual([]);
  },
);

it.skipIf(process.platform === 'win32')('mends what earlier versions left open', async () => {
  const shared = new SharedFolder({ 'a.txt': 'a\n' });
  const state = stateFolderOf(shared.folder, shared.home);
  await (await shared.host()).close();
  mkdirSync(join(state, 'blobs', 'x'.repeat(22)), { recursive: true });
  writeFileSync(join(state, 'blobs', 'x'.repeat(22), '0'.repeat(64)), 'secret');
  for (const name of allIn(state)) {
    const path = join(state, name);
    chmodSync(path, lstatSync(path).isDirectory() ? 0o755 : 0o644);
  }
  chmodSync(state, 0o755);
  await shared.host();
  expect(openToOthers(shared.home)).toEqual([]);
});

it.skipIf(process.platform === 'win32')(
  'does so where the session is on a server by itself, and so does the server',
  async () => {
    const far = await FarServer.open();
    const shared = new SharedFolder({ 'a.txt': 'a\n' });
    const host = await shared.host({ server: far.link });
    await host.host.entered;
    expect(allIn(stateFolderOf(shared.folder, shared.home))).toContain('outbox.db');
    expect(openToOthers(shared.home)).toEqual([]);
    expect(openToOthers(far.folder)).toEqual([]);
  },
);
