import { link, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

let host: RunningHost;
let guest: WorkbenchPage;

test.beforeEach(async ({ browser }) => {
  host = await RunningHost.start();
  await writeFile(join(host.folder, 'odd\\name.txt'), 'odd\n');
  await writeFile(join(host.folder, 'target.txt'), 'target\n');
  await symlink('target.txt', join(host.folder, 'pointer.txt'));
  await symlink('nothing.txt', join(host.folder, 'broken.txt'));
  await writeFile(join(host.folder, 'twin.txt'), 'twin\n');
  await link(join(host.folder, 'twin.txt'), join(host.folder, 'other-twin.txt'));
  guest = await WorkbenchPage.ofGuest(browser, host.link, 'Guest');
});

test.afterEach(async () => {
  expect(guest.errors).toEqual([]);
  await guest.close();
  await host.close();
});

test('a name with a backslash is listed, edited and saved', async () => {
  await guest.treeItem('odd\\name.txt').dblclick();
  await guest.expectText('odd\n');
  await guest.editor.locator('textarea, .native-edit-context').first().focus();
  await guest.type('very ');
  await guest.expectText('very odd\n');
  await guest.save();
  await expect.poll(() => host.read('odd\\name.txt')).toBe('very odd\n');
});

test('a link is found by its name, and a broken one says that it is broken', async () => {
  await guest.open('pointer.txt');
  await guest.expectText('target\n');
  await guest.treeItem('broken.txt').dblclick();
  await expect(guest.page.getByText(/This link is broken: it leads to nothing that is shared/)).toBeVisible();
});

test('a file with two names is saved under both', async () => {
  await guest.open('twin.txt');
  await guest.type('my ');
  await guest.expectText('my twin\n');
  await guest.save();
  await expect.poll(() => host.read('other-twin.txt')).toBe('my twin\n');
  expect((await stat(join(host.folder, 'twin.txt'))).nlink).toBe(2);
});
