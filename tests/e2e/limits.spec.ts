import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

let host: RunningHost;
const windows: WorkbenchPage[] = [];

function keep(window: WorkbenchPage): WorkbenchPage {
  windows.push(window);
  return window;
}

const file = ({ page }: WorkbenchPage, name: string) =>
  page.locator('.explorer-viewlet').getByRole('treeitem', { name });

const notice = ({ page }: WorkbenchPage, words: string | RegExp) =>
  page.locator('.notification-list-item', { hasText: words }).first();

test.afterEach(async () => {
  for (const window of windows.splice(0)) {
    expect(window.errors).toEqual([]);
    await window.close();
  }
  await host.close();
});

test('a guest is limited to a folder: the rest is gone for them at once, what they typed there is kept, and it comes back', async ({
  browser,
}, info) => {
  host = await RunningHost.start(['--share', '--admit-everyone', '--role', 'editor', '--address', '127.0.0.1']);
  await mkdir(join(host.folder, 'docs'));
  await writeFile(join(host.folder, 'docs/guide.md'), 'the guide\n');
  await mkdir(join(host.folder, 'plans'));
  await writeFile(join(host.folder, 'plans/private.md'), 'the plans\n');
  const owner = keep(await WorkbenchPage.ofHost(browser, host.url));
  const bob = keep(await WorkbenchPage.ofGuest(browser, host.link, 'Bob'));
  await expect(file(bob, 'plans')).toBeVisible();
  await bob.open('README.md');
  await bob.page.keyboard.press('Control+Home');
  await bob.type('Bob was here. ');
  await owner.command('Ensemble: Focus on People View');
  await owner.command('Ensemble: Limit to Folders…');
  await owner.page.getByRole('checkbox', { name: /^docs/ }).first().click();
  await owner.page.screenshot({ path: info.outputPath('choosing.png') });
  await owner.page.keyboard.press('Enter');
  const row = owner.page
    .getByRole('list', { name: 'People' })
    .getByRole('listitem', { name: /^Bob, editor, sees docs only/ });
  await expect(row).toBeVisible();
  await expect(notice(bob, 'You see docs only of this folder')).toBeVisible();
  await expect(file(bob, 'docs')).toBeVisible();
  await expect(file(bob, 'plans')).toHaveCount(0);
  await expect(bob.page.locator('.statusbar').getByText('docs only')).toBeVisible();
  await bob.page.screenshot({ path: info.outputPath('limited.png') });
  await owner.page.screenshot({ path: info.outputPath('owner.png') });
  await bob.open('docs/guide.md');
  await bob.page.keyboard.press('Control+Home');
  await bob.type('Edited: ');
  await owner.open('docs/guide.md');
  await owner.expectText(/^Edited: the guide/);
  await owner.open('plans/private.md');
  await bob.page.screenshot({ path: info.outputPath('editing.png') });
  await owner.command('Ensemble: Limit to Folders…');
  await owner.page.getByRole('checkbox', { name: /^docs/ }).first().click();
  await owner.page.keyboard.press('Enter');
  await expect(notice(bob, 'You see the whole folder')).toBeVisible();
  await expect(file(bob, 'plans')).toBeVisible();
  await bob.open('README.md');
  await bob.expectText(/^Bob was here\. /);
});
