import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Locator, test } from '@playwright/test';
import { newId } from '../../src/shared/core/ids.ts';
import { RunningHost } from './lib/running-host.ts';
import { ScriptedGuest } from './lib/scripted-guest.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

let host: RunningHost;
let owner: WorkbenchPage;
const guests: ScriptedGuest[] = [];

test.beforeEach(async ({ browser }) => {
  host = await RunningHost.start();
  await writeFile(join(host.folder, 'notes.txt'), 'one\ntwo\nthree\n');
  owner = await WorkbenchPage.ofHost(browser, host.url);
});

test.afterEach(async () => {
  for (const guest of guests.splice(0)) guest.leave();
  expect.soft(owner.errors).toEqual([]);
  await owner.close();
  await host.close();
});

async function join_(name: string): Promise<ScriptedGuest> {
  const guest = await ScriptedGuest.join(host.link, name);
  guests.push(guest);
  // The host may hear what somebody asks before it hears that they are in.
  const asks = () => guest.client.request('workspace.describe', {}).then(Boolean, () => false);
  await expect.poll(asks).toBe(true);
  return guest;
}

function notice(words: string | RegExp): Locator {
  return owner.page.locator('.notification-list-item', { hasText: words });
}

const evil = '[Go](command:workbench.action.closeAllEditors) $(shield) \u202egnp.exe\u202c';
const seen = '[Go](command:workbench.action.closeAllEditors) $(shield) gnp.exe';

/** Words that stand somewhere, without what parts a link's brackets. */
async function wordsOf(place: Locator): Promise<string> {
  return ((await place.textContent()) ?? '').replaceAll('\u2060', '').replaceAll('\u00a0', ' ');
}

test('paths, notes and names of others are words in notifications, lists and hovers', async () => {
  await owner.open('notes.txt');
  const mallory = await join_(evil);
  await mallory.client.publish('people.gathered', { path: evil, line: 3 });
  const gathering = notice('asks everyone to');
  await expect(gathering).toBeVisible();
  expect(await wordsOf(gathering)).toContain(`${seen.slice(0, 60)} asks everyone to ${seen}:3`);
  await expect(gathering.locator('.notification-list-item-message a, .codicon-shield')).toHaveCount(0);
  const document = await mallory.open('notes.txt');
  const { environment } = mallory.client.options;
  await mallory.client.publish(
    'lock.acquired',
    { lock: newId(environment), path: null, selection: null, lines: null, beside: [], untilMs: null, note: evil },
    document.ref,
  );
  await owner.command('Ensemble: Focus on Locks View');
  const lock = owner.page.getByRole('list', { name: 'Locks' }).getByRole('listitem');
  await expect(lock).toBeVisible();
  const words = await wordsOf(lock);
  expect(words).toContain(seen);
  expect(words).not.toContain('\u202e');
  await expect(lock.locator('a, .codicon-shield')).toHaveCount(0);
  await owner.editor.locator('textarea, .native-edit-context').first().focus();
  await owner.type('x');
  await expect(notice('has locked this file')).toBeVisible();
  await expect(notice('has locked this file').locator('.notification-list-item-message a')).toHaveCount(0);
  await expect(owner.page.locator('.tab', { hasText: 'notes.txt' })).toBeVisible();
});

test('a file is called what it is called: no override of the direction turns its name round', async () => {
  await writeFile(join(host.folder, 'photo\u202egnp.exe'), 'x\n');
  const item = owner.page.getByRole('tree', { name: 'Files Explorer' }).getByRole('treeitem', { name: /photo/ });
  await expect(item).toBeVisible();
  expect(await item.locator('.label-name').textContent()).toBe('photognp.exe');
  await item.dblclick();
  const tab = owner.page.locator('.tab', { hasText: 'photo' });
  await expect(tab).toBeVisible();
  expect(await tab.locator('.label-name').textContent()).toBe('photognp.exe');
});

test('two people of one name are told apart, and who changes theirs is called so everywhere', async () => {
  await owner.open('notes.txt');
  await join_('Ada');
  const second = await join_('ada');
  await owner.command('Ensemble: Focus on People View');
  const people = owner.page.getByRole('list', { name: 'People' });
  await expect(people.getByRole('listitem', { name: /^Ada, editor/ })).toBeVisible();
  await expect(people.getByRole('listitem', { name: /^ada \(2\), editor/ })).toBeVisible();
  await owner.command('Ensemble: Change My Name…');
  const input = owner.page.locator('.quick-input-widget input').first();
  await input.fill('Grace Hopper');
  await input.press('Enter');
  await expect(people.getByRole('listitem', { name: /^Grace Hopper \(you\), owner/ })).toBeVisible();
  await expect
    .poll(() => Object.values(second.client.state.participants).map(({ name }) => name))
    .toContain('Grace Hopper');
});

test('names of cursors at one spot do not lie over one another; the newest is shown', async () => {
  await owner.open('notes.txt');
  for (const name of ['Ada', 'Ben', 'Cleo']) {
    const guest = await join_(name);
    const document = await guest.open('notes.txt');
    const at = document.anchorAt(6);
    guest.client.publishLatest('cursor.moved', { selections: [{ anchor: at, head: at }], topLine: 1 }, document.ref);
    await expect(owner.editor.locator('.ensemble-cursor', { hasText: name })).toHaveCount(1);
  }
  await expect(owner.editor.locator('.ensemble-cursor')).toHaveCount(3);
  const shown = owner.editor.locator('.ensemble-cursor:not(.covered):not(.resting)');
  expect(await shown.count()).toBeLessThanOrEqual(1);
});

test('a resting cursor has initials, and its name under the pointer', async ({ browser: _ }, info) => {
  await owner.open('notes.txt');
  const guests = ['Ada Lovelace', 'Ben', 'Cleo'];
  for (const [line, name] of guests.entries()) {
    const guest = await join_(name);
    const document = await guest.open('notes.txt');
    const at = document.anchorAt([2, 5, 9][line]!);
    guest.client.publishLatest('cursor.moved', { selections: [{ anchor: at, head: at }], topLine: 1 }, document.ref);
  }
  const ada = owner.editor.locator('.ensemble-cursor.resting[data-initials="AL"]');
  await expect(ada).toBeAttached();
  const initials = () => ada.evaluate((bar) => getComputedStyle(bar, '::after').content);
  expect(await initials()).toBe('"AL"');
  await owner.page.screenshot({ path: info.outputPath('initials-dark.png') });
  const name = ada.locator('span');
  await expect(name).toHaveCSS('opacity', '0');
  const box = (await ada.boundingBox())!;
  await owner.page.mouse.move(box.x + 1, box.y + box.height / 2);
  await expect(name).toHaveCSS('opacity', '1');
  expect(await initials()).toBe('none');
  await owner.page.screenshot({ path: info.outputPath('name-dark.png') });
  await owner.page.mouse.move(box.x + 300, box.y + 200);
  await expect(name).toHaveCSS('opacity', '0');
  await owner.set({ 'workbench.colorTheme': 'Light Modern' });
  await owner.open('notes.txt');
  await expect(ada).toBeAttached();
  await owner.command('Ensemble: Focus on People View');
  await owner.page.screenshot({ path: info.outputPath('initials-light.png') });
});

test('the timeline of a shared file has each save, by whom and when', async () => {
  await owner.open('notes.txt');
  const ada = await join_('Ada');
  const document = await ada.open('notes.txt');
  document.edit([{ offset: 0, deleteLength: 0, insertText: 'zero\n' }]);
  await ada.save(document);
  await owner.expectText('zero\none\ntwo\nthree\n');
  await owner.command('Explorer: Focus on Timeline View');
  const timeline = owner.page.locator('.timeline-tree-view');
  await expect(timeline.locator('.monaco-list-row')).toHaveCount(1);
  await expect(timeline.locator('.monaco-list-row')).toContainText('Saved by Ada');
  await expect(timeline).not.toContainText('yr');
  await owner.editor.locator('textarea, .native-edit-context').first().focus();
  await owner.type('mine ');
  await owner.save();
  await expect(timeline.locator('.monaco-list-row')).toHaveCount(2);
  await expect(timeline.locator('.monaco-list-row').first()).toContainText('Saved by you');
});

test('after the end of a session nobody is in it, and nobody’s cursor is left', async ({ browser }) => {
  const ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  const ben = await join_('Ben');
  await ada.open('notes.txt');
  const document = await ben.open('notes.txt');
  const at = document.anchorAt(6);
  ben.client.publishLatest('cursor.moved', { selections: [{ anchor: at, head: at }], topLine: 1 }, document.ref);
  await expect(ada.editor.locator('.ensemble-cursor')).toHaveCount(1);
  await owner.command('Ensemble: Remove Everyone');
  await owner.page.getByRole('button', { name: 'Remove Everyone', exact: true }).click();
  await expect(ada.page.getByText('The host has ended this session.').first()).toBeVisible();
  await expect(ada.editor.locator('.ensemble-cursor')).toHaveCount(0);
  await expect(
    ada.page.locator('.statusbar').getByRole('button', { name: 'Here: Ada (you)', exact: true }),
  ).toBeVisible();
  await ada.close();
});

test('a broken link says that it is broken, and errors have no wrapper and no path of the host', async () => {
  await symlink('gone.txt', join(host.folder, 'broken.txt'));
  await owner.treeItem('broken.txt').dblclick();
  const dialog = owner.page.getByRole('dialog');
  await expect(dialog).toContainText('This link is broken');
  await expect(dialog).not.toContainText('FileSystemError');
  await expect(dialog).not.toContainText(host.folder);
  await dialog.getByRole('button', { name: 'OK' }).click();
  await expect(owner.page.locator('.monaco-editor-pane-placeholder')).toContainText('This link is broken');
});

test('the join page follows the system’s theme', async ({ browser }) => {
  const guest = await WorkbenchPage.blank(browser);
  const backgrounds: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const contrast of ['no-preference', 'more'] as const) {
      await guest.page.emulateMedia({ colorScheme, contrast });
      await guest.page.goto(host.link);
      await guest.page.getByRole('textbox', { name: 'Your name' }).waitFor();
      const card = guest.page.locator('.ensemble-join-card');
      backgrounds.push(await card.evaluate((element) => getComputedStyle(element).backgroundColor));
    }
  }
  expect(backgrounds).toEqual(['rgb(255, 255, 255)', 'rgb(255, 255, 255)', 'rgb(31, 31, 31)', 'rgb(0, 0, 0)']);
  await guest.close();
});
