import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { EnsembleProcess } from '../e2e/lib/ensemble-process.ts';
import { test } from './lib/desktop.ts';
import type { DesktopApp } from './lib/desktop-app.ts';

/** A program in the place of the host's Node. */
function program(folder: string, script: string): Record<string, string> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'node');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return { ENSEMBLE_SOURCE_NODE: path };
}

/** No address of a host stands in anything that was shown or asked. */
function expectNoAddress(app: DesktopApp, shown: string): void {
  expect(shown).not.toMatch(/token=|127\.0\.0\.1/);
  expect(JSON.stringify(app.driver.questions)).not.toMatch(/token=|127\.0\.0\.1/);
}

test('a last folder that is gone says so at once, and another can be chosen @short', async ({ desktop }) => {
  const gone = join(desktop.profile.base, 'gone');
  desktop.profile.settings = { recentFolders: [gone] };
  const app = await desktop.start();
  const window = await app.window();
  const page = await window.page();
  await expect(page.getByRole('heading', { name: 'gone cannot be opened' })).toBeVisible();
  await page.getByRole('link', { name: 'Try Again' }).click();
  await expect(page.getByRole('heading', { name: 'gone cannot be opened' })).toBeVisible();
  await page.getByRole('link', { name: 'Choose Another Folder…' }).click();
  const folder = desktop.profile.folder('boats');
  expect((await app.chooseFiles(folder)).window).toBe(window.id);
  await expect.poll(async () => (await app.windows()).map(({ id }) => id)).toEqual([window.id + 1]);
  await (await app.window()).workbench();
  expect(desktop.profile.settings.openFolders).toEqual([folder]);
  await app.quit();
  expect(await app.ended()).toBe(0);
});

test('choosing nothing leaves the page of a folder that is gone, and X ends the app', async ({ desktop }) => {
  desktop.profile.settings = { recentFolders: [join(desktop.profile.base, 'gone')] };
  const app = await desktop.start();
  const page = await (await app.window()).page();
  await page.getByRole('link', { name: 'Choose Another Folder…' }).click();
  await app.chooseFiles();
  await expect(page.getByRole('link', { name: 'Choose Another Folder…' })).toBeVisible();
  await (await app.window()).close();
  expect(await app.ended()).toBe(0);
});

test('a folder that a host in a terminal holds says so, and opens when that one has ended', async ({ desktop }) => {
  const folder = desktop.profile.folder('boats');
  const terminal = new EnsembleProcess();
  await terminal.start(['host', folder, '--no-open'], desktop.profile.home);
  desktop.profile.settings = { recentFolders: [folder] };
  const app = await desktop.start();
  const window = await app.window();
  const page = await window.page();
  await expect(page.getByRole('heading', { name: 'boats is open elsewhere' })).toBeVisible();
  expectNoAddress(app, await page.content());
  await terminal.end('SIGTERM');
  await page.getByRole('link', { name: 'Try Again' }).click();
  await window.workbench();
});

test('a folder whose host hangs has a window at once, and another folder can be chosen @short', async ({ desktop }) => {
  const folder = desktop.profile.folder('boats');
  const app = await desktop.start({
    args: [folder],
    env: program(join(desktop.profile.base, 'bin'), 'exec sleep 600'),
  });
  const page = await (await app.window()).page();
  await expect(page.getByRole('heading', { name: 'Opening boats' })).toBeVisible();
  await expect(page.getByRole('progressbar')).toBeVisible();
  await page.getByRole('link', { name: 'Choose Another Folder…' }).click();
  await app.chooseFiles();
  await (await app.window()).close();
  expect(await app.ended(6_000)).toBe(0);
});

test('a folder whose host keeps dying says so with its last words, and no address', async ({ desktop }) => {
  const folder = desktop.profile.folder('boats');
  const script = 'echo "cannot open the log at http://127.0.0.1:4/#token=s3cret" >&2; exit 1';
  const app = await desktop.start({ args: [folder], env: program(join(desktop.profile.base, 'bin'), script) });
  const page = await (await app.window()).page();
  await expect(page.getByText('is started again')).toBeVisible();
  await expect(page.getByText('keeps stopping')).toBeVisible({ timeout: 15_000 });
  await expect(page.getByText('It said last: cannot open the log')).toBeVisible();
  expectNoAddress(app, await page.content());
  rmSync(join(desktop.profile.base, 'bin'), { recursive: true });
});
