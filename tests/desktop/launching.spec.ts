import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { root } from '../e2e/lib/ensemble-process.ts';
import { needsFake, test } from './lib/desktop.ts';
import type { DesktopWindow } from './lib/desktop-app.ts';

const activeTab = async (window: DesktopWindow) =>
  (await window.workbench()).page.locator('.editor-group-container.active .tab.active');

test('a second start opens its folder in the running app, by what it hands over @short', async ({ desktop }) => {
  const [boats, kites] = ['boats', 'kites'].map((name) => desktop.profile.folder(name)) as [string, string];
  const app = await desktop.start({ args: [boats] });
  await (await app.window()).workbench();
  // A relative path counts from where the second start was made.
  const second = await desktop.start({ args: ['kites'], workingDir: desktop.profile.base });
  expect(await second.ended()).toBe(0);
  const { page } = await (await app.window(2)).workbench();
  expect(decodeURIComponent(page.url())).toContain(kites);
});

test('a folder with a slash at its end is the folder without one', async ({ desktop }) => {
  const boats = desktop.profile.folder('boats');
  const app = await desktop.start({ args: [`${boats}/`] });
  await (await app.window()).workbench();
  const second = await desktop.start({ args: [boats] });
  await second.ended();
  const third = await desktop.start({ args: ['boats/../boats/'], workingDir: desktop.profile.base });
  await third.ended();
  expect(await app.windows()).toHaveLength(1);
  expect(desktop.profile.settings.recentFolders).toEqual([boats]);
});

test('a file as an argument opens in the folder that holds it, now and in a later start @short', async ({
  desktop,
}) => {
  const boats = desktop.profile.folder('boats', { 'hello.txt': 'hello\n', 'src/fleet.ts': 'export {};\n' });
  const app = await desktop.start({ args: [join(boats, 'hello.txt')] });
  const window = await app.window();
  await expect(await activeTab(window)).toContainText('hello.txt');
  const second = await desktop.start({ args: [join(boats, 'src', 'fleet.ts')] });
  await second.ended();
  await expect(await activeTab(window)).toContainText('fleet.ts');
  expect(await app.windows()).toHaveLength(1);
});

test('what macOS hands over is opened: files before the start, folders on the Dock, links', async ({ desktop }) => {
  needsFake('it plays a Mac');
  const boats = desktop.profile.folder('boats');
  const kites = desktop.profile.folder('kites');
  const machine = { platform: 'darwin' as const, openFile: join(boats, 'hello.txt') };
  const app = await desktop.start({ machine });
  await expect(await activeTab(await app.window())).toContainText('hello.txt');
  await app.call('emitApp', 'open-file', kites);
  await (await app.window(2)).workbench();
});

test('a recording opens in the window that is in front, and without one in that of its folder @short', async ({
  desktop,
}) => {
  const boats = desktop.profile.folder('boats');
  const kites = desktop.profile.folder('kites');
  const recording = join(kites, 'race.ensemble');
  copyFileSync(join(root, 'examples', 'boat-race.ensemble'), recording);
  const app = await desktop.start({ args: [boats] });
  const { page } = await (await app.window()).workbench();
  const player = page.getByRole('toolbar', { name: 'Player' });
  await (await desktop.start({ args: [recording] })).ended();
  await expect(player).toBeVisible({ timeout: 20_000 });
  // Another, while one is watched.
  const broken = join(kites, 'broken.ensemble');
  writeFileSync(broken, 'nothing');
  await (await desktop.start({ args: [broken] })).ended();
  await expect(page.getByText('no file that Ensemble has made').first()).toBeVisible();
  await player.getByText('Back to the Session').click();
  await expect(page.getByRole('button', { name: 'Open recording' })).toBeVisible();
  expect(await app.windows()).toHaveLength(1);
});

test('a start for nothing but a recording shows it', async ({ desktop }) => {
  const kites = desktop.profile.folder('kites');
  const recording = join(kites, 'race.ensemble');
  copyFileSync(join(root, 'examples', 'boat-race.ensemble'), recording);
  const app = await desktop.start({ args: [recording] });
  const { page } = await (await app.window()).workbench();
  await expect(page.getByRole('toolbar', { name: 'Player' })).toBeVisible({ timeout: 20_000 });
});
