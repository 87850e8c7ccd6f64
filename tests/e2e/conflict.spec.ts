import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Locator, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

const before = 'alpha\nbravo\ncharlie\ndelta\n';
const mine = 'alpha\nbravo by Ada\ncharlie\ndelta\n';
const theirs = 'alpha\nBRAVO!\ncharlie\nDELTA\n';

let host: RunningHost;
let owner: WorkbenchPage;
let ada: WorkbenchPage;

/** Ada has typed in the second line and not saved; another program writes the second line anew, and the fourth. */
test.beforeEach(async ({ browser }) => {
  host = await RunningHost.start();
  await writeFile(join(host.folder, 'notes.txt'), before);
  owner = await WorkbenchPage.ofHost(browser, host.url);
  ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  for (const window of [owner, ada]) await window.open('notes.txt');
  await ada.page.keyboard.press('Control+Home');
  await ada.page.keyboard.press('ArrowDown');
  await ada.page.keyboard.press('End');
  await ada.type(' by Ada');
  await owner.expectText(mine);
  await writeFile(join(host.folder, 'notes.txt'), theirs);
});

test.afterEach(async () => {
  for (const window of [owner, ada]) {
    expect(window.errors).toEqual([]);
    await window.close();
  }
  await host.close();
});

const question = ({ page }: WorkbenchPage): Locator =>
  page.getByRole('dialog', { name: /notes\.txt was changed here and on the disk, in the same place: line 2/ });
const button = (window: WorkbenchPage, name: string): Locator =>
  question(window).getByRole('button', { name, exact: true });
const notice = ({ page }: WorkbenchPage, text: RegExp): Locator => page.getByRole('dialog', { name: text });

async function bothAreAsked(): Promise<void> {
  for (const window of [owner, ada]) await expect(question(window)).toBeVisible();
  for (const window of [owner, ada]) await window.expectText(mine);
}

async function nobodyIsAsked(): Promise<void> {
  for (const window of [owner, ada]) await expect(question(window)).toHaveCount(0);
}

test('nothing is saved while nobody has chosen, and the difference can be looked at first', async () => {
  await bothAreAsked();
  for (const window of [owner, ada]) {
    await expect(window.page.getByRole('button', { name: /Conflict in notes\.txt: resolve it/ })).toBeVisible();
    await window.expectDirty('notes.txt', true);
  }
  await ada.editor.locator('textarea, .native-edit-context').first().focus();
  await ada.save();
  await expect(notice(ada, /in the same lines, so it was not saved/)).toBeVisible();
  expect(await host.read('notes.txt')).toBe(theirs);
  await ada.page.screenshot({ path: 'test-results/conflict-question.png' });
  await button(ada, 'View diff').click();
  const diff = ada.page.locator('.editor-group-container.active .monaco-diff-editor');
  await expect(diff.locator('.original .view-lines')).toContainText('BRAVO!');
  await expect(diff.locator('.modified .view-lines')).toContainText('bravo by Ada');
  await expect(question(ada)).toBeVisible();
  await ada.page.screenshot({ path: 'test-results/conflict-diff.png' });
});

test('theirs: the disk’s text comes to everyone, and who had typed gets their version back', async () => {
  await bothAreAsked();
  await button(owner, "Keep the disk's").click();
  await nobodyIsAsked();
  for (const window of [owner, ada]) {
    await window.expectText(theirs);
    await window.expectDirty('notes.txt', false);
  }
  expect(await host.read('notes.txt')).toBe(theirs);
  const told = notice(ada, /took the disk's version of notes\.txt/);
  await expect(told).toBeVisible();
  await ada.page.screenshot({ path: 'test-results/conflict-theirs.png' });
  await told.getByRole('button', { name: 'Undo' }).click();
  for (const window of [owner, ada]) {
    await window.expectText(mine);
    await window.expectDirty('notes.txt', true);
  }
});

test('mine: what is here goes to the disk, also chosen from the palette, and the disk’s version is kept', async () => {
  await bothAreAsked();
  await ada.editor.locator('textarea, .native-edit-context').first().focus();
  await ada.command('Ensemble: Resolve Conflict…');
  await ada.page.locator('.quick-input-list .monaco-list-row', { hasText: "Keep the editor's" }).click();
  await nobodyIsAsked();
  await expect.poll(() => host.read('notes.txt')).toBe(mine);
  for (const window of [owner, ada]) {
    await window.expectText(mine);
    await window.expectDirty('notes.txt', false);
  }
  const told = notice(ada, /You wrote the version here of notes\.txt to the disk/);
  await told.getByRole('button', { name: 'Compare' }).click();
  const diff = ada.page.locator('.editor-group-container.active .monaco-diff-editor');
  await expect(diff.locator('.original .view-lines')).toContainText('BRAVO!');
  await told.getByRole('button', { name: 'Undo' }).click();
  await owner.expectText(theirs);
});

test('merge: no line of either is lost, and the result is shown beside the disk’s before it is saved', async () => {
  await bothAreAsked();
  await button(ada, 'Merge').click();
  await nobodyIsAsked();
  const both = 'alpha\nbravo by Ada\nBRAVO!\ncharlie\nDELTA\n';
  await owner.expectText(both);
  await expect(ada.page.locator('.editor-group-container.active .monaco-diff-editor')).toBeVisible();
  await expect(notice(ada, /You put both versions of notes\.txt together/)).toBeVisible();
  await ada.page.screenshot({ path: 'test-results/conflict-merge.png' });
  expect(await host.read('notes.txt')).toBe(theirs);
  await owner.expectDirty('notes.txt', true);
  await owner.editor.locator('textarea, .native-edit-context').first().focus();
  await owner.save();
  await expect.poll(() => host.read('notes.txt')).toBe(both);
  await owner.expectDirty('notes.txt', false);
});

test('what the disk takes back asks nobody any more', async () => {
  await bothAreAsked();
  await writeFile(join(host.folder, 'notes.txt'), before);
  await nobodyIsAsked();
  await owner.editor.locator('textarea, .native-edit-context').first().focus();
  await owner.save();
  await expect.poll(() => host.read('notes.txt')).toBe(mine);
});
