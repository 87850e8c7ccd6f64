import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import type { Desktop } from './lib/desktop.ts';
import { needsFake, test } from './lib/desktop.ts';
import { shareWith } from './lib/guests.ts';
import { pageServer } from './lib/page-server.ts';

/** A page that asks not to be left, once somebody has pressed something on it. */
const clinging =
  '<title>Clinging</title><button>Press</button><script>onbeforeunload = (e) => e.preventDefault()</script>';

async function clingingGuest(desktop: Desktop) {
  const server = await pageServer(clinging);
  const link = `ensemble://join/127.0.0.1:${server.port}/#session=x`;
  const app = await desktop.start({ args: [link] });
  const window = await app.window();
  await (await window.page()).getByRole('link', { name: 'Join', exact: true }).click();
  await (await window.page()).getByRole('button', { name: 'Press' }).click();
  return { app, window, server };
}

test('a guest’s page cannot hold X @short', async ({ desktop }) => {
  const { app, window, server } = await clingingGuest(desktop);
  await window.close();
  expect(await app.ended()).toBe(0);
  expect(app.driver.questions).toEqual([]);
  await server.close();
});

test('a guest’s page cannot hold Quit', async ({ desktop }) => {
  const { app, server } = await clingingGuest(desktop);
  await app.quit();
  expect(await app.ended()).toBe(0);
  expect(app.driver.questions).toEqual([]);
  await server.close();
});

test('X and Quit ask once while guests are in, and Cancel leaves all as it was', async ({ desktop, browser }) => {
  const app = await desktop.start({ args: [desktop.profile.folder('boats')] });
  const window = await app.window();
  await shareWith(await window.workbench(), app, browser, 'Ada');
  await window.close();
  await app.quit();
  await app.quit();
  const question = await app.choose('Cancel');
  expect(question.options.message).toBe('One guest is working in this folder.');
  // A wish that comes while the answer is still on its way belongs to the question before.
  await expect(async () => {
    await app.quit();
    expect(app.unanswered).toHaveLength(1);
  }).toPass({ timeout: 20_000 });
  await app.choose('End the Session');
  expect(await app.ended()).toBe(0);
  expect(app.driver.questions).toHaveLength(2);
});

test('the system’s end is not held up, and unsaved text is there with the next start @short', async ({ desktop }) => {
  needsFake('it plays another system');
  const folder = desktop.profile.folder('boats');
  const app = await desktop.start({ args: [folder], machine: { platform: 'darwin' } });
  const workbench = await (await app.window()).workbench();
  await workbench.open('hello.txt');
  await workbench.goToEnd(1);
  await workbench.type(' unsaved');
  await workbench.expectDirty('hello.txt', true);
  await app.call('power', 'shutdown');
  await app.quit();
  expect(await app.ended()).toBe(0);
  expect(app.noted('quitCancelled')).toEqual([]);
  expect(app.driver.questions).toEqual([]);
  expect(readFileSync(join(folder, 'hello.txt'), 'utf8')).toBe('hello\n');
  await expect.poll(() => desktop.profile.processes()).toEqual([]);
  const again = await desktop.start({ machine: { platform: 'darwin' } });
  const after = await (await again.window()).workbench();
  await after.open('hello.txt');
  await after.expectText(/^hello unsaved/);
});

test('a session that runs on in the background is ended with the next Quit', async ({ desktop, browser }) => {
  const app = await desktop.start({ args: [desktop.profile.folder('boats')] });
  const window = await app.window();
  await shareWith(await window.workbench(), app, browser, 'Ada');
  await window.close();
  await app.choose('Keep Running in the Background');
  await expect.poll(async () => (await app.windows()).length).toBe(0);
  expect(await app.isRunning()).toBe(true);
  await app.secondStart();
  await (await app.window()).workbench();
  await app.quit();
  await app.choose('End the Session');
  expect(await app.ended()).toBe(0);
});
