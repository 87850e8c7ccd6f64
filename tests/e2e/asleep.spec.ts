import { readFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import { test } from './lib/network-stage.ts';
import type { RunningHost } from './lib/running-host.ts';
import type { WorkbenchPage } from './lib/workbench-page.ts';

let host: RunningHost;
let owner: WorkbenchPage;
let ada: WorkbenchPage;

// Ada types what is not sent any more, and her computer falls asleep.
test.beforeEach(async ({ stage }) => {
  ({ host, owner, ada } = stage);
  await ada.type(' sent');
  await owner.expectText('one\ntwo sent\n');
  stage.network.stall();
  await ada.type(' unsent');
  await ada.waitForOutbox();
  await owner.type(' meanwhile');
});

async function sleepADay(): Promise<void> {
  await ada.page.clock.fastForward('24:00:00');
  // Awake for a minute: the timers of the network's own layers run too.
  await ada.page.clock.runFor('01:00');
}

const notice = (window: WorkbenchPage, words: RegExp) =>
  window.page.locator('.notification-list-item', { hasText: words }).first();

/** Takes the offer to save, and gives the file's name and text. */
async function saveFrom(words: RegExp): Promise<[string, string]> {
  const download = ada.page.waitForEvent('download');
  await notice(ada, words).getByRole('button', { name: 'Save My Text' }).click();
  const file = await download;
  return [file.suggestedFilename(), await readFile(await file.path(), 'utf8')];
}

test('a tab that wakes after a day catches up by itself, and what it had not sent goes out, once', async () => {
  await sleepADay();
  const both = 'one meanwhile\ntwo sent unsent\n';
  await ada.expectText(both);
  await owner.expectText(both);
  await ada.type('!');
  await owner.expectText('one meanwhile\ntwo sent unsent!\n');
});

test('a tab that wakes after its session has ended says so, and gives what was not sent as a file', async () => {
  await owner.command('Ensemble: Remove Everyone');
  await owner.page.getByRole('button', { name: 'Remove Everyone', exact: true }).click();
  await expect(owner.page.getByText('The session is over for all guests').first()).toBeVisible();
  await sleepADay();
  const words = /The host has ended this session\. What you typed last in notes\.txt was not sent\. It is only in this/;
  await expect(notice(ada, words)).toBeVisible();
  await ada.page.screenshot({ path: 'test-results/asleep-ended.png' });
  expect(await saveFrom(words)).toEqual(['notes.txt', 'one\ntwo sent unsent\n']);
  await expect(notice(ada, words)).toBeVisible();
  await expect(ada.page.getByRole('button', { name: /Connection: Ended/ })).toBeVisible();
  await ada.editor.locator('textarea, .native-edit-context').first().focus();
  await ada.type('nothing goes in any more');
  await ada.expectText('one\ntwo sent unsent\n');
  await owner.expectText('one meanwhile\ntwo sent\n');
});

test('a tab that wakes after its person was removed says so, and asks for admission only when told to', async () => {
  await owner.command('Ensemble: Focus on People View');
  await owner.page.getByRole('listitem', { name: /^Ada,/ }).hover();
  await owner.page.getByRole('button', { name: 'Manage Ada' }).click();
  await owner.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Remove' }).click();
  await owner.page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(owner.page.getByRole('listitem', { name: /^Ada,/ })).toHaveCount(0);
  await sleepADay();
  const words = /The host has removed you from this session\. What you typed last in notes\.txt was not sent\./;
  expect(await saveFrom(words)).toEqual(['notes.txt', 'one\ntwo sent unsent\n']);
  await expect(owner.page.getByRole('listitem', { name: /^Ada,/ })).toHaveCount(0);
});

test('a tab that wakes and finds no server says what may be, keeps trying, and gives what was not sent as a file', async () => {
  await host.end('SIGKILL');
  await sleepADay();
  await ada.page.clock.runFor('03:00');
  const words =
    /still cannot be reached: it may be over, or .+, who hosts it, away\..*notes\.txt was not sent\. It is kept in this/;
  await expect(notice(ada, words)).toBeVisible();
  await ada.page.screenshot({ path: 'test-results/asleep-no-server.png' });
  expect(await saveFrom(words)).toEqual(['notes.txt', 'one\ntwo sent unsent\n']);
  await ada.editor.locator('textarea, .native-edit-context').first().focus();
  await ada.type('!');
  await ada.expectText('one\ntwo sent unsent!\n');
});
