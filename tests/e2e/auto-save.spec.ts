import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { LogReader } from './lib/log-reader.ts';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

let host: RunningHost;
let reader: LogReader;
const windows: WorkbenchPage[] = [];

test.beforeEach(async ({ browser }) => {
  host = await RunningHost.start();
  dots = 0;
  await writeFile(join(host.folder, 'notes.txt'), 'one\ntwo\nthree\n');
  reader = await LogReader.join(host);
  windows.push(await WorkbenchPage.ofHost(browser, host.url, { clock: true }));
  for (const name of ['Ada', 'Ben'])
    windows.push(await WorkbenchPage.ofGuest(browser, host.link, name, { clock: true }));
  for (const [index, window] of windows.entries()) {
    await window.open('notes.txt');
    await window.goToEnd(index + 1);
  }
});

test.afterEach(async () => {
  for (const window of windows.splice(0)) {
    expect(window.errors).toEqual([]);
    await window.close();
  }
  await reader.close();
  await host.close();
});

const saves = () => reader.count('saved notes.txt');

/** Longer passes than auto-save waits after a change, in every window; then one more change has its one save. */
async function expectSavesSince(before: number, wanted: number): Promise<void> {
  for (const window of windows) await window.page.clock.runFor(5000);
  for (const window of windows) await window.expectDirty('notes.txt', false);
  await windows[1]!.type('.');
  await expect.poll(async () => [...(await host.read('notes.txt')).matchAll(/\./g)].length).toBe(++dots);
  await expect.poll(() => saves() - before).toBe(wanted + 1);
}

let dots = 0;

test('with auto-save in all windows, one change is one save by the host, and nobody has a mark left', async () => {
  const [owner, ada, ben] = windows as [WorkbenchPage, WorkbenchPage, WorkbenchPage];
  for (const window of windows) await window.command('File: Toggle Auto Save');
  const before = saves();
  for (const window of windows) await window.editor.locator('textarea, .native-edit-context').first().focus();
  await ada.type(' of Ada');
  await expect.poll(() => host.read('notes.txt')).toBe('one\ntwo of Ada\nthree\n');
  await expectSavesSince(before, 1);
  await Promise.all([owner.type(' by the owner'), ben.type(' by Ben')]);
  await expect.poll(() => host.read('notes.txt')).toBe('one by the owner\ntwo of Ada.\nthree by Ben\n');
  await expectSavesSince(before, 3);
});

test('who types on is not saved at every word, but in pauses, also where only another has auto-save on', async () => {
  const [, ada, ben] = windows as [WorkbenchPage, WorkbenchPage, WorkbenchPage];
  await ben.command('File: Toggle Auto Save');
  const before = saves();
  for (let word = 0; word < 12; word++) await ada.page.keyboard.type(` word${word}`, { delay: 60 });
  await expect.poll(() => host.read('notes.txt')).toContain('word11');
  // A machine that halts for a second makes a pause in the typing.
  expect(saves() - before).toBeLessThan(4);
  await expectSavesSince(saves(), 0);
});
