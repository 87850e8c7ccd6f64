import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { RunningServer } from './lib/running-server.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

const share = ['--share', '--admit-everyone'];

test('on a server by itself a guest goes on without the host, is told who must come back, and its text is on the disk then', async ({
  browser,
}) => {
  test.setTimeout(150_000);
  const server = await RunningServer.start();
  const host = await RunningHost.start([...share, '--server', server.hosts]);
  await writeFile(join(host.folder, 'notes.txt'), 'notes\n');
  const guest = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  const other = await WorkbenchPage.ofGuest(browser, host.link, 'Bob');
  try {
    expect(new URL(host.link).port).toBe(new URL(server.hosts).port);
    await guest.open('notes.txt');
    await guest.page.keyboard.press('Control+End');
    await guest.type('with the host ');
    await host.end('SIGKILL');
    await expect(guest.page.getByText(/who hosts this folder, is away/).first()).toBeVisible({ timeout: 20_000 });
    await guest.type('and without');
    await guest.save();
    await expect(guest.page.getByText(/notes.txt is saved by itself when .* is back/).first()).toBeVisible();
    await guest.page.screenshot({ path: 'test-results/host-away.png' });
    // Nobody had shown this file in the other window yet: the session has it all the same.
    await other.treeItem('notes.txt').dblclick();
    await other.expectText('notes\nwith the host and without');
    await other.editor.locator('textarea, .native-edit-context').first().focus();
    await host.restart();
    await expect.poll(() => host.read('notes.txt'), { timeout: 30_000 }).toBe('notes\nwith the host and without');
    await other.page.keyboard.press('Control+End');
    await other.type(', and after');
    await guest.expectText('notes\nwith the host and without, and after');
    expect([...guest.errors, ...other.errors]).toEqual([]);
  } finally {
    await guest.close();
    await other.close();
    await host.close();
    await server.close();
  }
});

test('a session moves to a server by itself while a guest types in a browser, who goes there and loses nothing', async ({
  browser,
}) => {
  test.setTimeout(150_000);
  const server = await RunningServer.start();
  const host = await RunningHost.start([...share, '--address', '127.0.0.1']);
  await writeFile(join(host.folder, 'notes.txt'), 'notes\n');
  const owner = await WorkbenchPage.ofHost(browser, host.url);
  const guest = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  try {
    await guest.open('notes.txt');
    await guest.page.keyboard.press('Control+End');
    await owner.command('Ensemble: Move Session to a Server…');
    await owner.page.locator('.quick-input-widget input').first().fill(server.hosts);
    await owner.page.keyboard.press('Enter');
    for (let i = 0; i < 20; i++) await guest.page.keyboard.type(`${i} `, { delay: 40 });
    const typed = Array.from({ length: 20 }, (_, i) => `${i} `).join('');
    await expect(owner.page.getByText(/The session is at http.* now/).first()).toBeVisible({ timeout: 30_000 });
    const go = guest.page.getByRole('button', { name: 'Go There' });
    await expect(go).toBeVisible({ timeout: 20_000 });
    await guest.page.screenshot({ path: 'test-results/moved.png' });
    await guest.expectText(`notes\n${typed}`);
    await guest.type('here');
    await go.click();
    await guest.page.waitForURL((url) => url.port === new URL(server.hosts).port);
    await guest.ready();
    await guest.open('notes.txt');
    await guest.expectText(`notes\n${typed}here`);
    await host.end('SIGKILL');
    await guest.page.keyboard.press('Control+End');
    await guest.type(' and there');
    await host.restart();
    await guest.save();
    await expect.poll(() => host.read('notes.txt'), { timeout: 30_000 }).toBe(`notes\n${typed}here and there`);
    expect([...owner.errors, ...guest.errors]).toEqual([]);
  } finally {
    await owner.close();
    await guest.close();
    await host.close();
    await server.close();
  }
});

test('while its server is away a folder is opened, edited and saved all the same, and comes together with the session later', async ({
  browser,
}) => {
  test.setTimeout(180_000);
  const server = await RunningServer.start();
  const host = await RunningHost.start([...share, '--server', server.hosts]);
  for (const name of ['known.txt', 'new.txt']) await writeFile(join(host.folder, name), `${name}\n`);
  const owner = await WorkbenchPage.ofHost(browser, host.url);
  const guest = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  try {
    for (const window of [owner, guest]) await window.open('known.txt');
    await server.end('SIGKILL');
    await expect(owner.page.getByText(/You can go on typing and saving here/).first()).toBeVisible({ timeout: 15_000 });
    await owner.page.keyboard.press('Control+End');
    await owner.type('without a server');
    await owner.save();
    await expect.poll(() => host.read('known.txt')).toBe('known.txt\nwithout a server');

    // No session has this one.
    await owner.open('new.txt');
    await owner.page.keyboard.press('Control+End');
    await owner.type('alone');
    await owner.save();
    await expect.poll(() => host.read('new.txt')).toBe('new.txt\nalone');
    await owner.expectDirty('new.txt', false);

    await owner.page.reload();
    await owner.ready();
    await owner.open('new.txt');
    await owner.expectText('new.txt\nalone');
    await owner.page.keyboard.press('Control+End');
    await owner.type(', after a reload');
    await owner.save();
    await expect.poll(() => host.read('new.txt')).toBe('new.txt\nalone, after a reload');
    await owner.page.screenshot({ path: 'test-results/server-away.png' });

    await host.end('SIGKILL');
    await host.restart([]);
    await owner.ready();
    await owner.page.goto(host.url);
    await owner.page.reload();
    await owner.ready();
    await owner.open('new.txt');
    await owner.page.keyboard.press('Control+End');
    await owner.type(', after a start');
    await owner.save();
    await expect.poll(() => host.read('new.txt')).toBe('new.txt\nalone, after a reload, after a start');
    await owner.type(', unsaved');
    await owner.page.screenshot({ path: 'test-results/server-away-started.png' });

    await guest.goToEnd(1);
    await guest.type(' of Ada');
    await server.restart();
    await guest.expectText('known.txt of Ada\nwithout a server');
    // The host's own way back to the server may take longer than the guest's: until then nobody can search its folder.
    await guest.command('Ensemble: Focus on People View');
    const people = guest.page.getByRole('list', { name: 'People' });
    await expect(people.getByRole('listitem', { name: /new\.txt/ })).toBeVisible({ timeout: 30_000 });
    // A text that was saved alone is nobody's unsaved work.
    const unsaved = guest.page.getByRole('list', { name: 'Unsaved' }).getByRole('listitem');
    await expect(unsaved.filter({ hasText: 'new.txt' })).toHaveAccessibleName(/^new\.txt, unsaved work of (?!.*you)/);
    await expect(unsaved.filter({ hasText: 'known.txt' })).toHaveAccessibleName('known.txt, unsaved work of you');
    await guest.page.screenshot({ path: 'test-results/server-back-unsaved.png' });
    await guest.open('new.txt');
    const all = 'new.txt\nalone, after a reload, after a start, unsaved';
    await guest.expectText(all);
    await guest.page.keyboard.press('Control+End');
    await guest.type(' by Ada');
    await owner.expectText(`${all} by Ada`);
    await owner.save();
    await expect.poll(() => host.read('new.txt')).toBe(`${all} by Ada`);
    await expect(unsaved.filter({ hasText: 'new.txt' })).toHaveCount(0);
    await owner.page.screenshot({ path: 'test-results/server-back.png' });
    expect([...owner.errors, ...guest.errors]).toEqual([]);
  } finally {
    await owner.close();
    await guest.close();
    await host.close();
    await server.close();
  }
});
