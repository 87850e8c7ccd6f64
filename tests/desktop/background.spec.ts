import { expect } from '@playwright/test';
import { needsFake, test } from './lib/desktop.ts';
import { shareWith } from './lib/guests.ts';

test('a shared folder in the background has a tray item with Open and End, and keeps the machine awake', async ({
  desktop,
  browser,
}) => {
  needsFake('the tray is the fake’s');
  const app = await desktop.start({ args: [desktop.profile.folder('boats')] });
  const window = await app.window();
  const guest = await shareWith(await window.workbench(), app, browser, 'Ada');
  await app.expectNoted('powerSaveBlocker', 'prevent-app-suspension');
  expect(await app.call('trayMenu')).toBeNull();
  await window.close();
  await app.choose('Keep Running in the Background');
  await expect
    .poll(async () => (await app.call('trayMenu'))?.map(({ label }) => label))
    .toEqual(['boats: one guest', 'Open', 'End the Session', '']);
  await app.call('clickTray', ['Open']);
  await (await app.window()).workbench();
  await expect.poll(() => app.call('trayMenu')).toBeNull();
  await (await app.window()).close();
  await app.choose('Keep Running in the Background');
  await expect.poll(() => app.call('trayMenu')).not.toBeNull();
  await app.call('clickTray', ['End the Session']);
  expect(await app.ended()).toBe(0);
  expect(app.noted('powerSaveBlocker').at(-1)).toBeNull();
  await guest.close();
});

test('after a sleep a window has its connection show at once that it lives', async ({ desktop }) => {
  needsFake('the machine’s sleep is the fake’s');
  const app = await desktop.start({ args: [desktop.profile.folder('boats')] });
  const window = await app.window();
  await window.workbench();
  const page = await window.page();
  let pings = 0;
  page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => {
      if (payload.length < 40 && payload.includes('ping')) pings += 1;
    }),
  );
  await page.reload();
  await window.workbench();
  // Right behind one of its own, whose next one is ten seconds away.
  await expect.poll(() => pings, { timeout: 20_000, intervals: [50] }).toBeGreaterThan(0);
  const before = pings;
  await app.call('power', 'resume');
  await expect.poll(() => pings, { timeout: 5_000, intervals: [50] }).toBeGreaterThan(before);
});

test('a left click on the tray item opens the folder on Windows', async ({ desktop, browser }) => {
  needsFake('the tray is the fake’s');
  const app = await desktop.start({ args: [desktop.profile.folder('boats')], machine: { platform: 'win32' } });
  const window = await app.window();
  const guest = await shareWith(await window.workbench(), app, browser, 'Ada');
  await app.expectNoted('powerSaveBlocker', 'prevent-app-suspension');
  await window.close();
  await app.choose('Keep Running in the Background');
  await expect.poll(() => app.call('trayMenu')).not.toBeNull();
  await app.call('clickTrayIcon');
  await (await app.window()).workbench();
  await expect.poll(() => app.call('trayMenu')).toBeNull();
  await guest.close();
});

test('a newer version is offered once it is there, and taken after everything has been closed', async ({ desktop }) => {
  needsFake('the updater is the fake’s');
  const machine = { platform: 'darwin' as const, ...desktop.profile.installed() };
  const app = await desktop.start({ machine });
  desktop.printsProblems = true;
  await app.expectNoted('checkForUpdates', null);
  const failure = {
    title: 'Ensemble could not look for updates',
    body: 'It tries again by itself. Everything else works.',
  };
  await app.call('update', 'error', { message: 'offline' });
  await app.call('update', 'error', { message: 'offline' });
  await app.expectNoted('notification', failure);
  await app.call('update', 'update-downloaded', { version: '0.2.0' });
  await expect.poll(() => app.noted('notification').length).toBe(2);
  const help = (await app.menu()).find(({ role }) => role === 'help');
  expect(help?.submenu?.map(({ label }) => label)).toContain('Restart to Update');
  await app.call('clickNotification', 'A newer Ensemble is ready');
  await app.expectNoted('quitAndInstall', null);
});

test('a notification’s click brings the window that it came from to the front', async ({ desktop }) => {
  needsFake('notifications are the fake’s');
  const app = await desktop.start({ args: [desktop.profile.folder('boats')] });
  const first = await app.window();
  const { page } = await first.workbench();
  await app.secondStart(desktop.profile.folder('kites'));
  const second = await app.window(2);
  await second.workbench();
  await second.focus();
  expect(await page.evaluate(() => Notification.requestPermission())).toBe('granted');
  await page.evaluate("globalThis.ensembleDesktop.call('window.show')");
  expect((await first.facts()).focused).toBe(true);
});
