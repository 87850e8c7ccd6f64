import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { needsFake, test } from './lib/desktop.ts';

test('windows come back where they were, maximised or in full screen; a broken entry drops only itself', async ({
  desktop,
}) => {
  needsFake('it plays with screens');
  const [boats, kites, far] = ['boats', 'kites', 'far'].map((name) => desktop.profile.folder(name)) as string[];
  const place = { x: 40, y: 30, width: 900, height: 700 };
  desktop.profile.settings = {
    openFolders: [boats, kites, far],
    bounds: {
      [boats!]: { ...place, maximized: true },
      [kites!]: { ...place, x: 200, fullScreen: true },
      [far!]: { ...place, x: 5000 },
      broken: { x: 'far' },
    },
  };
  const app = await desktop.start();
  await app.window(3);
  const facts = await app.call('windows');
  expect(facts.map(({ bounds, maximized, fullScreen }) => [bounds.x, maximized, fullScreen])).toEqual([
    [40, true, false],
    [200, false, true],
    [160, false, false],
  ]);
  const [first] = await app.windows();
  await app.call('maximize', first!.id, false);
  await app.call('setBounds', first!.id, { x: 10, y: 20, width: 1000, height: 600 });
  await app.quit();
  await app.ended();
  expect((desktop.profile.settings.bounds as Record<string, unknown>)[boats!]).toEqual({
    x: 10,
    y: 20,
    width: 1000,
    height: 600,
  });
});

test('a window has its page’s colour before the first paint', async ({ desktop }) => {
  needsFake('it plays another theme');
  const app = await desktop.start({ args: [desktop.profile.folder('boats')], machine: { darkTheme: true } });
  const window = await app.window();
  expect((await window.facts()).background).toBe('#1f1f1f');
  await window.workbench();
  const colour = () => desktop.profile.settings.background;
  await expect.poll(colour).toMatch(/^#[0-9a-f]{6}$/i);
  await app.quit();
  await app.ended();
  const again = await desktop.start();
  expect((await (await again.window()).facts()).background).toBe(colour());
});

test('what the app shows itself goes with the workbench, also where the system has the other theme', async ({
  desktop,
}) => {
  desktop.profile.settings = { background: '#181818', recentFolders: [join(desktop.profile.base, 'gone')] };
  const page = await (await (await desktop.start()).window()).page();
  await expect(page.getByRole('heading', { name: 'gone cannot be opened' })).toBeVisible();
  expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(31, 31, 31)');
});

test('a profile that cannot be written is said once, and everything else works', async ({ desktop }) => {
  // As root nothing is read-only: a folder stands where the file should be written.
  mkdirSync(`${desktop.profile.userData}/shell.json.new`, { recursive: true });
  writeFileSync(`${desktop.profile.userData}/shell.json.new/x`, '');
  desktop.printsProblems = true;
  const app = await desktop.start({ args: [desktop.profile.folder('boats')] });
  const question = await app.choose('OK');
  expect(question.options.message).toBe('Ensemble cannot remember its windows and recent folders.');
  await (await app.window()).workbench();
  await app.quit();
  expect(await app.ended()).toBe(0);
  expect(app.driver.questions).toHaveLength(1);
  chmodSync(desktop.profile.userData, 0o700);
});

test('Paste of the editor’s own context menu pastes', async ({ desktop }) => {
  needsFake('the clipboard is the fake’s');
  const app = await desktop.start({ args: [desktop.profile.folder('boats')] });
  const workbench = await (await app.window()).workbench();
  await workbench.open('hello.txt');
  await app.call('writeClipboard', 'pasted ');
  await workbench.page.keyboard.press('Control+Home');
  await workbench.editor
    .locator('.view-line')
    .first()
    .click({ button: 'right', position: { x: 2, y: 5 } });
  // A menu takes no click in its first moment.
  const paste = workbench.page.getByRole('menuitem', { name: /^Paste/ });
  await expect(async () => {
    await paste.click({ timeout: 500 });
    await expect(paste).toBeHidden({ timeout: 500 });
  }).toPass();
  await workbench.expectText(/pasted /);
});

test('a text field of a page without menus of its own has Cut, Copy and Paste', async ({ desktop }) => {
  needsFake('menus are the fake’s');
  const { pageServer } = await import('./lib/page-server.ts');
  const server = await pageServer('<label>Name <input></label>');
  const app = await desktop.start({ args: [`ensemble://join/127.0.0.1:${server.port}/#session=x`] });
  const page = await (await app.window()).page();
  await page.getByRole('link', { name: 'Join', exact: true }).click();
  await page.getByRole('textbox').click({ button: 'right' });
  await expect.poll(async () => (await app.call('contextMenu'))?.map(({ label }) => label)).toContain('Paste');
  await server.close();
});
