import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { test } from './lib/pair.ts';
import type { RunningHost } from './lib/running-host.ts';
import { ScriptedGuest } from './lib/scripted-guest.ts';
import type { WorkbenchPage } from './lib/workbench-page.ts';

test.use({ files: { '.env': 'KEY=1\n', 'plan.txt': 'one\n' } });

/** Hides files of the folder from guests. */
async function hide(host: RunningHost, ...hidden: string[]): Promise<void> {
  await mkdir(join(host.folder, '.ensemble'), { recursive: true });
  await writeFile(join(host.folder, '.ensemble', 'sharing.json'), JSON.stringify({ hidden }));
}

/** Has the owner type into a hidden file, then shares that while the owner's window is closed. */
async function shareWhatIsUnsaved(host: RunningHost, owner: WorkbenchPage, ada: WorkbenchPage): Promise<void> {
  await hide(host, 'plan.txt');
  await expect(ada.treeItem('plan.txt')).toHaveCount(0);
  await owner.open('plan.txt');
  await owner.page.keyboard.press('Control+End');
  await owner.type('two of the owner');
  await owner.expectDirty('plan.txt', true);
  await owner.waitForBackup();
  await owner.page.goto('about:blank');
  await hide(host);
}

const dialogOf = ({ page }: WorkbenchPage) => page.getByRole('dialog').filter({ has: page.getByRole('button') });

test('a file hidden from guests is its owner’s own: kept over a reload, saved, asked about, and told to nobody', async ({
  host,
  owner,
}) => {
  const watcher = await ScriptedGuest.join(host.link, 'Watcher');
  const focuses: unknown[] = [];
  watcher.client.events.on('state', ({ replicas }) => focuses.push(Object.values(replicas).map(({ focus }) => focus)));
  await owner.open('.env');
  await owner.page.keyboard.press('Control+End');
  await owner.type('MORE=2\n');
  await owner.expectDirty('.env', true);
  expect(await host.read('.env')).toBe('KEY=1\n');
  await owner.save();
  await owner.expectDirty('.env', false);
  await expect.poll(() => host.read('.env')).toBe('KEY=1\nMORE=2\n');
  await owner.page.keyboard.press('Control+End');
  await owner.type('UNSAVED=4');
  await owner.expectDirty('.env', true);
  await owner.command('Ensemble: Lock File');
  await expect(owner.page.getByText(/hidden from guests/).first()).toBeVisible();
  await owner.command('Ensemble: Bring Everyone Here');
  await expect(owner.page.getByText(/nobody can be brought to it/).first()).toBeVisible();
  await owner.command('View: Close Editor');
  const question = dialogOf(owner);
  await expect(question).toContainText('.env');
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(owner.page.locator('.tab', { hasText: '.env' })).toHaveCount(1);
  await owner.command('View: Close Editor');
  await question.getByRole('button', { name: "Don't Save" }).click();
  await expect(owner.page.locator('.tab', { hasText: '.env' })).toHaveCount(0);
  expect(JSON.stringify(focuses)).not.toContain('.env');
  expect(JSON.stringify(watcher.client.state)).not.toContain('.env');
  expect(await host.read('.env')).toBe('KEY=1\nMORE=2\n');
  watcher.leave();
});

test('what another program does to hidden files reaches its owner at once, and nobody else', async ({
  host,
  owner,
  ada,
}) => {
  await owner.open('.env');
  await writeFile(join(host.folder, '.env'), 'KEY=changed\n');
  await owner.expectText('KEY=changed\n');
  await owner.expectDirty('.env', false);
  await writeFile(join(host.folder, 'server.pem'), 'key');
  await writeFile(join(host.folder, 'seen.txt'), 'seen');
  await expect(owner.treeItem('server.pem')).toBeVisible();
  await expect(ada.treeItem('seen.txt')).toBeVisible();
  await expect(ada.treeItem('server.pem')).toHaveCount(0);
});

test('what is unsaved in a hidden file is there again after a reload', async ({ host, owner }) => {
  await owner.open('.env');
  await owner.page.keyboard.press('Control+End');
  await owner.type('UNSAVED=4');
  await owner.expectDirty('.env', true);
  await owner.waitForBackup();
  await owner.command('Developer: Reload Window');
  await owner.ready();
  await owner.expectText('KEY=1\nUNSAVED=4');
  await owner.expectDirty('.env', true);
  await owner.editor.locator('textarea, .native-edit-context').first().focus();
  await owner.save();
  await expect.poll(() => host.read('.env')).toBe('KEY=1\nUNSAVED=4');
});

test('what is unsaved in a hidden file comes along when it is shared while its window is closed', async ({
  host,
  owner,
  ada,
}) => {
  await shareWhatIsUnsaved(host, owner, ada);
  await expect(ada.treeItem('plan.txt')).toBeVisible();
  await ada.open('plan.txt');
  await ada.page.keyboard.press('Control+Home');
  await ada.type('Ada ');
  await owner.page.goto(host.url);
  await owner.ready();
  await expect(owner.page.getByText(/plan\.txt is shared by now/).first()).toBeVisible();
  await ada.expectText('Ada one\ntwo of the owner');
  await owner.expectText('Ada one\ntwo of the owner');
  await owner.page.reload();
  await owner.ready();
  await owner.expectText('Ada one\ntwo of the owner');
  expect(await host.read('plan.txt')).toBe('one\n');
});

test('what is unsaved in a hidden file stands beside what guests have saved since in the shared one', async ({
  host,
  owner,
  ada,
}) => {
  await shareWhatIsUnsaved(host, owner, ada);
  await ada.open('plan.txt');
  await ada.page.keyboard.press('Control+Home');
  await ada.type('Ada ');
  await ada.save();
  await expect.poll(() => host.read('plan.txt')).toBe('Ada one\n');
  await owner.page.goto(host.url);
  await owner.ready();
  await expect(owner.page.getByText(/plan\.txt is shared by now, and has changed/).first()).toBeVisible();
  await owner.expectText('Ada one\n');
  await ada.expectText('Ada one\n');
  const downloading = owner.page.waitForEvent('download');
  await owner.page.getByRole('button', { name: 'Save My Text' }).first().click();
  expect(await readFile((await (await downloading).path())!, 'utf8')).toBe('one\ntwo of the owner');
});

test('a file that is hidden while it is open stays its owner’s, and guests keep what was unsaved', async ({
  host,
  owner,
  ada,
}) => {
  await owner.open('plan.txt');
  await ada.open('plan.txt');
  await ada.page.keyboard.press('Control+End');
  await ada.type('two of Ada');
  await owner.expectText('one\ntwo of Ada');
  await hide(host, 'plan.txt');
  await expect(ada.page.getByText(/The host has hidden plan\.txt/).first()).toBeVisible();
  const download = ada.page.waitForEvent('download');
  await ada.page.getByRole('button', { name: 'Save My Text' }).click();
  expect(await readFile((await (await download).path())!, 'utf8')).toBe('one\ntwo of Ada');
  await ada.page.keyboard.type('nothing');
  await owner.expectText('one\ntwo of Ada');
  await owner.expectDirty('plan.txt', true);
  await owner.page.keyboard.press('Control+End');
  await owner.type('!');
  await owner.page.keyboard.press('Control+z');
  await owner.save();
  await owner.expectDirty('plan.txt', false);
  await expect.poll(() => host.read('plan.txt')).toContain('one\ntwo of Ada');
  expect(owner.errors).toEqual([]);
  expect(ada.errors).toEqual([]);
});

test('a file that is hidden right after somebody has opened it is taken from them, with what was unsaved in it', async ({
  host,
  ada,
}) => {
  const bob = await ScriptedGuest.join(host.link, 'Bob');
  const document = await bob.open('plan.txt');
  document.edit([{ offset: 0, deleteLength: 0, insertText: 'Bob ' }]);
  await expect.poll(() => Object.values(bob.client.state.documents)[0]?.unsaved).toHaveLength(1);
  await ada.open('plan.txt');
  await ada.expectText('Bob one\n');
  // Nothing else in the session's state changes between.
  await hide(host, 'plan.txt');
  await expect(ada.page.getByText(/The host has hidden plan\.txt/).first()).toBeVisible();
  await ada.page.keyboard.type('nothing');
  await ada.expectText('Bob one\n');
  expect(ada.errors).toEqual([]);
  bob.leave();
});

test('a link leads to the one editor of its file', async ({ host, owner, ada }) => {
  await symlink('plan.txt', join(host.folder, 'link.txt'));
  await owner.treeItem('link.txt').dblclick();
  await expect(owner.page.locator('.tab.active')).toContainText('plan.txt');
  await expect(owner.page.locator('.tab', { hasText: 'link.txt' })).toHaveCount(0);
  await ada.open('plan.txt');
  await owner.editor.locator('textarea, .native-edit-context').first().focus();
  await owner.page.keyboard.press('Control+Home');
  await owner.type('by the link ');
  await ada.expectText('by the link one\n');
  await owner.save();
  await ada.expectDirty('plan.txt', false);
  expect(await host.read('plan.txt')).toBe('by the link one\n');
});
