import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openFile, saveFile } from '../../../../src/client/shared-file.ts';
import { guestOf, SharedFolder } from '../host/host-fixture.ts';

test.skipIf(process.platform === 'win32')('nothing that a host keeps can be read by other accounts', async () => {
  const folder = new SharedFolder({ 'a.txt': 'text\n' });
  const ada = await guestOf(await (await folder.host()).share());
  await saveFile(ada, await openFile(ada, 'a.txt'));
  const kept = readdirSync(folder.home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(kept.map(({ name }) => name)).toEqual(expect.arrayContaining(['sessions.db', 'journal.db', 'host.json']));
  const open = kept.filter(({ parentPath, name }) => (statSync(join(parentPath, name)).mode & 0o077) !== 0);
  expect(open.map(({ name }) => name)).toEqual([]);
});
