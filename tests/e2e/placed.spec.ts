import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { ScriptedGuest } from './lib/scripted-guest.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

let host: RunningHost;
let ada: WorkbenchPage;
let bob: ScriptedGuest;

test.beforeEach(async ({ browser }) => {
  host = await RunningHost.start();
  await writeFile(join(host.folder, 'plan.txt'), 'one\ntwo\nthree\n');
  await mkdir(join(host.folder, 'drafts'));
  await writeFile(join(host.folder, 'drafts', 'plan.txt'), 'one\ntwo and a half\nthree\n');
  ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  bob = await ScriptedGuest.join(host.link, 'Bob');
});

test.afterEach(async () => {
  bob.leave();
  await ada.close();
  await host.close();
});

/** Moves drafts/plan.txt over plan.txt in Ada's explorer. */
async function move(): Promise<void> {
  const { page } = ada;
  await ada.treeItem('drafts').click();
  const source = page.getByRole('treeitem', { name: 'plan.txt' }).first();
  await expect(source).toHaveAttribute('aria-level', '2');
  await source.dragTo(ada.treeItem('boats.json'));
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: /Move/ }).click();
  await dialog.getByRole('button', { name: /Replace/ }).click();
}

test('a file moved over a text that is open to somebody else is an edit of the mover’s, which undo takes back', async () => {
  const document = await bob.open('plan.txt');
  const authors: (string | undefined)[] = [];
  bob.client.events.on('entry', ({ kind, by }) => {
    if (kind === 'doc.updated') authors.push(bob.client.state.replicas[by]?.person);
  });
  await move();
  await expect.poll(() => document.toString()).toBe('one\ntwo and a half\nthree\n');
  const people = Object.values(bob.client.state.participants);
  const me = people.find(({ name }) => name === 'Ada')!.person;
  expect(new Set(authors)).toEqual(new Set([me]));
  // The explorer deletes a file that it replaces before it moves the other one there.
  await expect.poll(() => host.read('plan.txt').catch(() => null)).toBe('one\ntwo and a half\nthree\n');
  await expect.poll(() => host.read('drafts/plan.txt').catch(() => null)).toBeNull();
  await ada.open('plan.txt');
  await ada.expectText('one\ntwo and a half\nthree\n');
  await ada.page.keyboard.press('Control+z');
  await ada.expectText('one\ntwo\nthree\n');
  await expect.poll(() => document.toString()).toBe('one\ntwo\nthree\n');
});
