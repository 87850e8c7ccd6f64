import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

const folders = 400;

let host: RunningHost;

test.beforeEach(async () => {
  host = await RunningHost.start();
  for (let i = 0; i < folders; i++) {
    const folder = join(host.folder, 'many', `f${i}`);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'note.txt'), `note ${i}\n`);
  }
});

test.afterEach(() => host.close());

test('a window asks for nothing of a folder that nobody looks at, and finds in it all the same', async ({
  browser,
}) => {
  const guest = await WorkbenchPage.blank(browser);
  let sent = 0;
  guest.page.on('websocket', (socket) => socket.on('framesent', () => sent++));
  await guest.join(host.link, 'Ada');
  await guest.ready();
  await guest.open('many/f399/note.txt');
  await guest.expectText('note 399\n');
  expect(sent).toBeLessThan(100);
  expect(guest.errors).toEqual([]);
  await guest.close();
});
