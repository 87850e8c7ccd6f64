import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { ThinLink } from '../lib/thin-link.ts';
import { test } from './lib/network-stage.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

const line = 'a line of a file that is not small\n';

test('a file that is opened while the connection is cut says why, and opens by itself when it is back', async ({
  stage,
}) => {
  const { host, network, ada } = stage;
  await writeFile(join(host.folder, 'later.txt'), line);
  await ada.treeItem('later.txt').waitFor();
  network.cut();
  await ada.treeItem('later.txt').click();
  await expect(ada.page.getByText(/later\.txt opens by itself as soon as it can be read\./)).toBeVisible();
  await expect(ada.page.getByText(/unexpected error/)).toBeHidden();
  network.mend();
  await ada.expectText(line);
  await ada.page.keyboard.press('Control+Home');
});

test('a file whose connection breaks while it comes opens as well', async ({ stage }) => {
  const { host, network, ada } = stage;
  await writeFile(join(host.folder, 'later.txt'), line.repeat(100_000));
  await ada.treeItem('later.txt').waitFor();
  network.breakAfter(100_000, 'down');
  await ada.treeItem('later.txt').click();
  await expect.poll(() => ada.text(), { timeout: 30_000 }).toContain(line.trim());
  expect(network.ended).toBeGreaterThan(0);
});

test('a file of 1 MB travels once to who opens it to edit it', async ({ stage, browser }) => {
  const { host } = stage;
  await writeFile(join(host.folder, 'megabyte.txt'), line.repeat(1_000_000 / line.length));
  const port = Number(new URL(host.link).port);
  const link = await ThinLink.to(port, { delayMs: 1, lossShare: 0, bitsPerSecond: 1e9, queueBytes: 1e7 });
  const guest = await WorkbenchPage.ofGuest(browser, host.link.replace(`:${port}/`, `:${link.port}/`), 'Ben');
  await guest.open('notes.txt');
  // Code that comes after the first paint is not counted: it has come once nearly nothing does for two seconds.
  let before = 0;
  await expect(async () => {
    const last = before;
    before = link.carried.downBytes;
    expect(before - last).toBeLessThan(20_000);
  }).toPass({ intervals: [2_000], timeout: 60_000 });
  await guest.open('megabyte.txt');
  await guest.page.keyboard.press('Control+Home');
  await guest.type('mine ');
  await guest.save();
  await expect.poll(() => host.read('megabyte.txt')).toMatch(/^mine a line/);
  expect(link.carried.downBytes - before).toBeLessThan(1_400_000);
  expect(guest.errors).toEqual([]);
  await guest.close();
  await link.close();
});

test('a file of one very long line says that highlighting is off in it, and takes keys', async ({ stage }) => {
  const { host, owner } = stage;
  await writeFile(join(host.folder, 'one-line.txt'), 'a word, '.repeat(125_000));
  await owner.open('one-line.txt');
  const words = owner.page.locator('.statusbar-item', { hasText: 'Highlighting off: long lines' });
  await expect(words).toBeVisible();
  await owner.page.keyboard.press('Control+Home');
  await owner.type('typed ');
  await owner.save();
  await expect.poll(() => host.read('one-line.txt')).toMatch(/^typed a word/);
  await owner.page.screenshot({ path: test.info().outputPath('long-line.png') });
  await owner.open('notes.txt');
  await expect(words).toBeHidden();
});
