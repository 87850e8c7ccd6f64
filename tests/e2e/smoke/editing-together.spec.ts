import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { RunningHost } from '../lib/running-host.ts';
import { WorkbenchPage } from '../lib/workbench-page.ts';

let host: RunningHost;
const windows: WorkbenchPage[] = [];

test.beforeEach(async () => {
  host = await RunningHost.start();
  for (const name of ['one.txt', 'two.txt', 'three.txt']) await writeFile(join(host.folder, name), `${name}\nend\n`);
});

test.afterEach(async () => {
  for (const window of windows.splice(0)) {
    expect(window.errors).toEqual([]);
    await window.close();
  }
  await host.close();
});

/** Puts the cursor at the end of the first line. */
async function atLine(window: WorkbenchPage, line: number): Promise<void> {
  await window.page.keyboard.press('Control+Home');
  for (let i = 1; i < line; i++) await window.page.keyboard.press('ArrowDown');
  await window.page.keyboard.press('End');
}

test('a host and two guests type at once in three files, and all pages and the disk end with the same text', async ({
  browser,
}) => {
  const [owner, ada, ben] = await Promise.all([
    WorkbenchPage.ofHost(browser, host.url),
    WorkbenchPage.ofGuest(browser, host.link, 'Ada'),
    WorkbenchPage.ofGuest(browser, host.link, 'Ben'),
  ]);
  windows.push(owner, ada, ben);
  for (const path of ['one.txt', 'two.txt', 'three.txt']) {
    for (const [index, window] of windows.entries()) {
      await window.open(path);
      await atLine(window, (index % 2) + 1);
    }
    await Promise.all(windows.map((window, index) => window.type(` ${'OAB'[index]}typed-by-${index}-at-once`)));
    for (const [index] of windows.entries()) {
      for (const window of windows) await window.expectText(new RegExp(`${'OAB'[index]}`));
    }
    const last = /typed-by-0-at-once[\s\S]*|[\s\S]*/;
    for (const window of windows) await window.expectText(last);
    await expect.poll(async () => [...(await owner.text()).matchAll(/[OAB-]/g)].length).toBe(3 + 3 * 4);
    const text = await owner.text();
    await ada.expectText(text);
    await ben.expectText(text);
    await ben.save();
    await expect.poll(() => host.read(path)).toBe(text);
    for (const window of windows) await window.expectDirty(path, false);
  }
});

test('who joins late, or reloads in the middle, sees the same text, saved or not', async ({ browser }) => {
  const owner = await WorkbenchPage.ofHost(browser, host.url);
  windows.push(owner);
  await owner.open('one.txt');
  await atLine(owner, 1);
  await owner.type(' and nobody has saved this');
  await owner.expectDirty('one.txt', true);
  const late = await WorkbenchPage.ofGuest(browser, host.link, 'Late');
  windows.push(late);
  await late.open('one.txt');
  await late.expectText('one.txt and nobody has saved this\nend\n');
  await late.expectDirty('one.txt', true);
  await owner.page.reload();
  await owner.ready();
  await owner.expectText('one.txt and nobody has saved this\nend\n');
  await late.editor.locator('textarea, .native-edit-context').first().focus();
  await atLine(late, 2);
  await late.type('!');
  await owner.expectText('one.txt and nobody has saved this\nend!\n');
  expect(await host.read('one.txt')).toBe('one.txt\nend\n');
});
