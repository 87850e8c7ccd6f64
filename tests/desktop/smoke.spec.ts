import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { test } from './lib/desktop.ts';

test('from the first start to a saved file: choose a folder, type, save, quit @short', async ({ desktop }) => {
  const folder = desktop.profile.folder('boats');
  const app = await desktop.start();
  expect((await app.chooseFiles(folder)).options.properties).toContain('openDirectory');
  const window = await app.window();
  const workbench = await window.workbench();
  await workbench.open('hello.txt');
  await workbench.expectText(/^hello/);
  await workbench.goToEnd(1);
  await workbench.type(' world');
  await workbench.save();
  await expect.poll(() => readFileSync(join(folder, 'hello.txt'), 'utf8')).toBe('hello world\n');
  await workbench.expectDirty('hello.txt', false);
  await app.quit();
  expect(await app.ended()).toBe(0);
  expect(desktop.profile.processes()).toEqual([]);
});

test('a window is locked down: no Node in its page, and the page goes nowhere else @short', async ({ desktop }) => {
  const app = await desktop.start({ args: [desktop.profile.folder('boats')] });
  const { page } = await (await app.window()).workbench();
  expect(new URL(page.url()).hostname).toBe('127.0.0.1');
  const globals = ['require', 'process', 'module'].map((name) => `typeof globalThis.${name}`);
  expect(await page.evaluate(`[${globals.join()}]`)).toEqual(['undefined', 'undefined', 'undefined']);
  const address = page.url();
  await page.evaluate(() => window.location.assign('http://127.0.0.1:9/')).catch(() => undefined);
  await expect(page.getByRole('tree', { name: 'Files Explorer' })).toBeVisible();
  expect(page.url()).toBe(address);
});
