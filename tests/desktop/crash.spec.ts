import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { needsFake, test } from './lib/desktop.ts';

test('a crashed page offers to reload, and what was typed is there again @short', async ({ desktop }) => {
  needsFake('a page is crashed by the fake');
  desktop.toleratesPageErrors = true;
  const app = await desktop.start({ args: [desktop.profile.folder('boats')] });
  const window = await app.window();
  const before = await window.workbench();
  await before.open('hello.txt');
  await before.goToEnd(1);
  await before.type(' world');
  await before.expectDirty('hello.txt', true);
  await before.waitForSent();
  await before.crash();
  const page = await (async () => {
    await expect(async () => {
      await expect((await window.page()).getByRole('heading', { name: 'This window has crashed' })).toBeVisible();
    }).toPass();
    return window.page();
  })();
  await page.getByRole('link', { name: 'Reload' }).click();
  const after = await window.workbench();
  await after.open('hello.txt');
  await after.expectText(/^hello world/);
  await after.save();
  await expect.poll(() => readFileSync(join(desktop.profile.base, 'boats/hello.txt'), 'utf8')).toBe('hello world\n');
});

test('a hung page can be waited for or loaded anew; one that answers again takes the question back', async ({
  desktop,
}) => {
  needsFake('a page is made to hang by the fake');
  desktop.toleratesPageErrors = true;
  const app = await desktop.start({ args: [desktop.profile.folder('boats')] });
  const window = await app.window();
  const { page } = await window.workbench();
  await app.call('emitWindow', window.id, 'unresponsive');
  await app.question();
  await app.call('emitWindow', window.id, 'responsive');
  void page.evaluate('for (;;);').catch(() => undefined);
  await app.call('emitWindow', window.id, 'unresponsive');
  const question = await app.choose('Reload');
  expect(question.window).toBe(window.id);
  await expect.poll(async () => (await window.page()) !== page).toBe(true);
  await window.workbench();
});

test('a page that hangs does not hold X', async ({ desktop }) => {
  needsFake('a page is made to hang by the fake');
  const app = await desktop.start({ args: [desktop.profile.folder('boats')] });
  const window = await app.window();
  const { page } = await window.workbench();
  void page.evaluate('for (;;);').catch(() => undefined);
  await window.close();
  expect(await app.ended()).toBe(0);
});
