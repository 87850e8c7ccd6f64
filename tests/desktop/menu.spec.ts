import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { needsFake, test } from './lib/desktop.ts';
import type { DesktopApp } from './lib/desktop-app.ts';

const mac = { platform: 'darwin' as const };
const isShown = (page: Page, selector: string, words: string | RegExp) => () =>
  expect(page.locator(selector).filter({ hasText: words }).first()).toBeVisible();

/** Chooses items of the page's own menu bar. */
async function choosesInPage(page: Page, menu: string, ...items: string[]): Promise<void> {
  await page.locator(`.menubar-menu-button[aria-label="${menu}"]`).click();
  for (const [at, item] of items.entries()) {
    const label = page.locator('.monaco-menu .action-item .action-menu-item').filter({
      has: page.getByText(item, { exact: true }),
    });
    if (at < items.length - 1) await label.last().hover();
    else {
      // A menu that has just opened takes no click yet; one that was clicked may have closed the window.
      const click = async () => {
        if (page.isClosed()) return;
        if (await label.last().isVisible()) await label.last().click();
        await expect(page.locator('.monaco-menu:visible')).toHaveCount(0, { timeout: 500 });
      };
      await expect(() => click().catch((error: unknown) => expect(page.isClosed(), String(error)).toBe(true))).toPass();
    }
  }
}

test('on a Mac the one menu is the native one, and its items reach the page @short', async ({ desktop }) => {
  needsFake('it plays a Mac');
  const folder = desktop.profile.folder('boats');
  const app = await desktop.start({ args: [folder], machine: mac });
  const window = await app.window();
  const workbench = await window.workbench();
  const { page } = workbench;
  await expect(page.locator('.menubar-menu-button:visible')).toHaveCount(0);
  expect((await app.menu()).map(({ label }) => label)).toEqual([
    ...['Ensemble', 'File', 'Edit', 'View', 'Go', 'Window', 'Help'],
  ]);

  await workbench.open('hello.txt');
  await workbench.goToEnd(1);
  await workbench.type('!');
  await workbench.expectText(/^hello!/);
  await app.choosesMenu('Edit', 'Undo');
  await workbench.expectText(/^hello$/m);
  await app.choosesMenu('Edit', 'Redo');
  await workbench.expectText(/^hello!/);
  await app.choosesMenu('File', 'Save');
  await expect.poll(() => readFileSync(join(folder, 'hello.txt'), 'utf8')).toBe('hello!\n');
  await app.choosesMenu('Edit', 'Select All');
  await isShown(page, '.statusbar-item', / selected\)/)();
  await workbench.type('all of it');
  await workbench.expectText(/^all of it$/m);
});

test('on a Mac every item of the menu does what it says', async ({ desktop }) => {
  needsFake('it plays a Mac');
  const boats = desktop.profile.folder('boats', { 'hello.txt': 'hello\n', 'other.txt': 'other\n' });
  const kites = desktop.profile.folder('kites');
  const app = await desktop.start({ args: [boats], machine: mac });
  const window = await app.window();
  const workbench = await window.workbench();
  const { page } = workbench;
  await workbench.open('hello.txt');
  const picker = (words: RegExp) => async () => {
    await expect(page.locator('.quick-input-widget')).toBeVisible();
    await expect(page.locator('.quick-input-widget input').first()).toHaveAttribute('placeholder', words);
    await page.keyboard.press('Escape');
    await expect(page.locator('.quick-input-widget')).toBeHidden();
  };
  const tab = (words: string) => isShown(page, '.tab', words);
  const noted = (kind: string, value: unknown) => () => app.expectNoted(kind, value);
  const items: [string, string, () => Promise<void>][] = [
    ['Ensemble', 'About Ensemble', noted('about', null)],
    ['Ensemble', 'Settings…', tab('Settings')],
    ['File', 'New Text File', tab('Untitled-1')],
    ['Help', 'Welcome', tab('Welcome')],
    ['Help', 'Keyboard Shortcuts', tab('Keyboard Shortcuts')],
    ['Help', 'Open Logs', noted('openPath', join(desktop.profile.userData, 'logs'))],
    ['Help', 'Toggle Developer Tools', noted('devTools', null)],
    ['View', 'Command Palette…', picker(/./)],
    ['View', 'Search', isShown(page, '.sidebar .composite.title', /search/i)],
    ['View', 'Explorer', isShown(page, '.sidebar .composite.title', /explorer/i)],
    ['View', 'Problems', isShown(page, '.panel .composite-bar', /problems/i)],
    ['View', 'Zoom In', noted('zoomLevel', 0.5)],
    ['View', 'Zoom Out', noted('zoomLevel', 0)],
    ['View', 'Actual Size', noted('zoomLevel', 0)],
    ['View', 'Toggle Full Screen', async () => expect.poll(async () => (await window.facts()).fullScreen).toBe(true)],
    ['Go', 'Go to File…', picker(/search files/i)],
    ['Go', 'Go to Symbol in Editor…', picker(/./)],
    ['Go', 'Go to Line/Column…', picker(/./)],
    ['Edit', 'Find in Files', isShown(page, '.sidebar .composite.title', /search/i)],
    ['File', 'Join…', isShown(page, '.quick-input-widget', 'Join a Session')],
    ['File', 'Share This Folder', isShown(page, '.quick-input-widget', /./)],
  ];
  for (const [menu, item, happens] of items) {
    await test.step(`${menu} › ${item}`, async () => {
      await app.choosesMenu(menu, item);
      await happens();
      await page.keyboard.press('Escape');
    });
  }
  await workbench.open('hello.txt');
  for (const [item, shown] of [
    ['Find', '.find-widget.visible'],
    ['Replace', '.find-widget.visible .replace-part'],
  ] as const) {
    await app.choosesMenu('Edit', item);
    await expect(page.locator(shown).first()).toBeVisible();
    await page.keyboard.press('Escape');
  }
  await workbench.open('other.txt');
  const active = page.locator('.editor-group-container.active .tab.active');
  await app.choosesMenu('Go', 'Back');
  await expect(active).toContainText('hello.txt');
  await app.choosesMenu('Go', 'Forward');
  await expect(active).toContainText('other.txt');
  await app.choosesMenu('File', 'Close Editor');
  await expect(page.locator('.tab').filter({ hasText: 'other.txt' })).toHaveCount(0);

  await app.choosesMenu('File', 'Open Folder…');
  await app.chooseFiles(kites);
  const second = await app.window(2);
  await second.workbench();
  await app.choosesMenu('File', 'Close Window');
  await expect.poll(async () => (await app.windows()).length).toBe(1);
  await app.choosesMenu('File', 'Open Recent', kites);
  await (await app.window(2)).workbench();
  await app.choosesMenu('File', 'New Window');
  const start = await (await app.window(3)).page();
  await expect(start.getByRole('link', { name: 'Open Folder…' })).toBeVisible();
  await app.choosesMenu('File', 'Open Recent', 'Clear Recently Opened');
  const file = (await app.menu()).find(({ label }) => label === 'File');
  expect(file?.submenu?.find(({ label }) => label === 'Open Recent')?.enabled).toBe(false);
});

test('after a reload from the menu the page listens again', async ({ desktop }) => {
  needsFake('it plays a Mac');
  const app = await desktop.start({ args: [desktop.profile.folder('boats')], machine: mac });
  const window = await app.window();
  const { page } = await window.workbench();
  await page.evaluate(() => Object.assign(window, { isOld: true }));
  await app.choosesMenu('View', 'Reload');
  await expect.poll(() => page.evaluate(() => 'isOld' in window).catch(() => true)).toBe(false);
  await window.workbench();
  await app.choosesMenu('View', 'Command Palette…');
  await expect(page.locator('.quick-input-widget')).toBeVisible();
});

test('elsewhere the one menu is the page’s, with what belongs to a window @short', async ({ desktop }) => {
  needsFake('it reads the notes of the fake');
  const boats = desktop.profile.folder('boats');
  const app = await desktop.start({ args: [boats] });
  const window = await app.window();
  const { page } = await window.workbench();
  expect(await app.menu()).toEqual([]);
  await expect(page.locator('.menubar-menu-button[aria-label="File"]')).toBeVisible();
  await choosesInPage(page, 'Help', 'Toggle Developer Tools');
  await app.expectNoted('devTools', null);
  await choosesInPage(page, 'Help', 'Open Logs');
  await app.expectNoted('openPath', join(desktop.profile.userData, 'logs'));
  await choosesInPage(page, 'View', 'Appearance', 'Zoom In');
  await app.expectNoted('zoomLevel', 0.5);
  await page.keyboard.press('Control+0');
  await app.expectNoted('zoomLevel', 0);
  await choosesInPage(page, 'File', 'New Window');
  const start = await app.window(2);
  await start.focus();
  await (await start.page()).getByRole('link', { name: 'boats' }).click();
  await expect.poll(async () => (await app.windows()).length).toBe(1);
  await page.keyboard.press('Control+r');
  await expect(page.locator('.quick-input-list .monaco-list-row').first()).toContainText('boats');
  await page.keyboard.press('Escape');
  await choosesInPage(page, 'File', 'Close Window');
  expect(await app.ended()).toBe(0);
});

test('Quit of the page’s menu ends the app', async ({ desktop }) => {
  const app: DesktopApp = await desktop.start({ args: [desktop.profile.folder('boats')] });
  const { page } = await (await app.window()).workbench();
  await choosesInPage(page, 'File', 'Quit');
  expect(await app.ended()).toBe(0);
});

test('a newer version is in the page’s menu once it is there', async ({ desktop }) => {
  needsFake('the updater is the fake’s');
  const machine = desktop.profile.installed();
  const app = await desktop.start({ args: [desktop.profile.folder('boats')], machine });
  const { page } = await (await app.window()).workbench();
  await app.expectNoted('checkForUpdates', null);
  await app.call('update', 'update-downloaded', { version: '0.2.0' });
  await choosesInPage(page, 'Help', 'Restart to Update');
  await app.expectNoted('quitAndInstall', null);
});
