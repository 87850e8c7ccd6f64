import { expect } from '@playwright/test';
import { needsFake, test } from './lib/desktop.ts';

test('closing the last window ends the app and its hosts @short', async ({ desktop }) => {
  const app = await desktop.start({ args: [desktop.profile.folder('boats')] });
  const window = await app.window();
  await window.workbench();
  await window.close();
  expect(await app.ended()).toBe(0);
  expect(desktop.profile.processes()).toEqual([]);
});

test('closing one of two windows leaves the other; closing that one, too, ends the app on Windows', async ({
  desktop,
}) => {
  needsFake('it plays another system');
  const app = await desktop.start({ args: [desktop.profile.folder('boats')], machine: { platform: 'win32' } });
  const first = await app.window();
  const { page } = await first.workbench();
  await page.evaluate(
    (folder) => Reflect.get(globalThis, 'ensembleDesktop').call('folder.open', folder),
    desktop.profile.folder('kites'),
  );
  const second = await app.window(2);
  await second.workbench();
  await first.close();
  await app.window(1);
  expect(await app.isRunning()).toBe(true);
  await second.close();
  expect(await app.ended()).toBe(0);
});

test('a first start whose dialog is cancelled ends @short', async ({ desktop }) => {
  const app = await desktop.start();
  await app.chooseFiles();
  expect(await app.ended()).toBe(0);
});

test('on macOS the app stays in the Dock, and its icon brings the folder back', async ({ desktop }) => {
  needsFake('it plays another system');
  const folder = desktop.profile.folder('boats');
  const app = await desktop.start({ args: [folder], machine: { platform: 'darwin' } });
  const window = await app.window();
  await window.workbench();
  await window.close();
  await expect.poll(async () => (await app.windows()).length).toBe(0);
  // At once, while the host may still put things away.
  await app.call('emitApp', 'activate');
  await (await app.window()).workbench();
  await app.quit();
  expect(await app.ended()).toBe(0);
});

test('all windows come back with the next start, and only those', async ({ desktop }) => {
  const [boats, kites, gone] = ['boats', 'kites', 'gone'].map((name) => desktop.profile.folder(name)) as string[];
  const app = await desktop.start({ args: [boats!] });
  await (await app.window()).workbench();
  for (const [folder, count] of [
    [kites, 2],
    [gone, 3],
  ] as const) {
    await app.secondStart(folder!);
    await app.window(count);
  }
  await (await app.window(3)).close();
  await app.window(2);
  await app.quit();
  await app.ended();
  const again = await desktop.start();
  await again.window(2);
  expect((desktop.profile.settings.openFolders as string[]).toSorted()).toEqual([boats, kites]);
});
