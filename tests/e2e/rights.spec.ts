import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, expect, test } from '@playwright/test';
import { Network } from './lib/network.ts';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

let host: RunningHost;
const windows: WorkbenchPage[] = [];

function keep(window: WorkbenchPage): WorkbenchPage {
  windows.push(window);
  return window;
}

const person = ({ page }: WorkbenchPage, name: string | RegExp) =>
  page.getByRole('list', { name: 'People' }).getByRole('listitem', { name });

const notice = ({ page }: WorkbenchPage, words: string | RegExp) =>
  page.locator('.notification-list-item', { hasText: words }).first();

const showPeople = (window: WorkbenchPage) => window.command('Ensemble: Focus on People View');

/** Starts a host with the view of people open, and a guest who may look. */
async function withViewer(browser: Browser): Promise<{ owner: WorkbenchPage; bob: WorkbenchPage }> {
  host = await RunningHost.start(['--share', '--admit-everyone', '--role', 'viewer', '--address', '127.0.0.1']);
  const owner = keep(await WorkbenchPage.ofHost(browser, host.url));
  await showPeople(owner);
  const bob = keep(await WorkbenchPage.ofGuest(browser, host.link, 'Bob'));
  return { owner, bob };
}

test.afterEach(async () => {
  for (const window of windows.splice(0)) {
    expect(window.errors).toEqual([]);
    await window.close();
  }
  await host.close();
});

test('a viewer asks to edit, gets it and types; taken while they type, they are told, and no more of it comes', async ({
  browser,
}, info) => {
  const { owner, bob } = await withViewer(browser);
  await bob.open('README.md');
  await bob.page.locator('.statusbar').getByRole('button', { name: 'My role: viewer' }).click();
  await bob.choose('Edit files');
  await expect(person(owner, /^Bob, viewer, asks to edit files/)).toBeVisible();
  await expect(notice(owner, 'Bob asks to edit files')).toBeVisible();
  await owner.page.screenshot({ path: info.outputPath('asked.png') });
  await person(owner, /^Bob/).getByRole('button', { name: 'Give: let Bob edit files' }).click();
  await expect(notice(owner, 'Bob asks to edit files')).toHaveCount(0);
  await expect(person(owner, /^Bob/).getByRole('button', { name: 'Follow Bob' })).toBeFocused();
  await expect(notice(bob, /lets you edit files and save files/)).toBeVisible();
  await expect(bob.page.locator('.statusbar').getByRole('button', { name: /^My role: viewer, with/ })).toBeVisible();
  await bob.open('README.md');
  await bob.page.keyboard.press('Control+Home');
  await bob.type('Bob was here. ');
  await owner.open('README.md');
  await owner.expectText(/^Bob was here\. /);
  await bob.page.screenshot({ path: info.outputPath('given.png') });
  await owner.command('Ensemble: Change Rights…');
  const row = (words: string) => owner.page.locator('.quick-input-list .monaco-list-row', { hasText: words }).first();
  await expect(row('Edit files').locator('input[type=checkbox], .monaco-checkbox').first()).toBeVisible();
  await owner.page.screenshot({ path: info.outputPath('rights.png') });
  await row('Edit files').click();
  await bob.page.keyboard.type('And again', { delay: 30 });
  await owner.page.keyboard.press('Enter');
  await expect(notice(bob, /no longer lets you edit files/)).toBeVisible();
  await bob.page.keyboard.type('!!!');
  await expect(owner.editor.getByText('!!!')).toHaveCount(0);
  await expect(bob.page.locator('.statusbar').getByRole('button', { name: /^My role: viewer/ })).toBeVisible();
});

test('a right that is taken while somebody types on without a connection: their version is kept, to be compared', async ({
  browser,
}, info) => {
  const network = await Network.start();
  host = await RunningHost.start(['--share', '--admit-everyone', '--address', '127.0.0.1']);
  await writeFile(join(host.folder, 'notes.txt'), 'one\n');
  const owner = keep(await WorkbenchPage.ofHost(browser, host.url));
  await showPeople(owner);
  const bob = keep(await WorkbenchPage.ofGuest(browser, host.link, 'Bob', { network }));
  await bob.open('notes.txt');
  await bob.page.keyboard.press('Control+Home');
  network.cut();
  await bob.type('Only mine. ');
  await owner.page.getByRole('button', { name: 'Manage Bob' }).click();
  await owner.choose('Make a viewer');
  await expect(person(owner, /^Bob, viewer/)).toBeVisible();
  network.mend();
  const kept = notice(bob, /Your last edit of notes\.txt was not accepted: .* Your version is kept/);
  await expect(kept).toBeVisible({ timeout: 30_000 });
  await bob.page.screenshot({ path: info.outputPath('kept.png') });
  await kept.getByRole('button', { name: 'Compare' }).click();
  const compared = bob.page.locator('.monaco-diff-editor .original');
  await expect(compared.getByText('Only mine.')).toBeVisible();
  await expect(bob.page.locator('.monaco-diff-editor .modified').getByText('Only mine.')).toHaveCount(0);
  await bob.page.screenshot({ path: info.outputPath('compared.png') });
  await network.close();
});

test('not now is said to who asked, and a request is answered by keyboard', async ({ browser }) => {
  const { owner, bob } = await withViewer(browser);
  await bob.command('Ensemble: Ask for a Right…');
  await bob.choose('Comment');
  await expect(person(owner, /^Bob, viewer, asks to comment/)).toBeVisible();
  await owner.page.keyboard.press('Control+K');
  await owner.page.keyboard.press('j');
  await owner.choose('Not now');
  await expect(notice(bob, /does not let you comment now/)).toBeVisible();
  await expect(person(owner, /^Bob, viewer, active/)).toBeVisible();
});

test('an invite for one person lets in one, is listed with its use, and the host is asked about it', async ({
  browser,
}, info) => {
  host = await RunningHost.start(['--share', '--admit-everyone', '--address', '127.0.0.1']);
  const owner = keep(await WorkbenchPage.ofHost(browser, host.url));
  await owner.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await owner.command('Ensemble: New Invite…');
  await owner.choose('Reviewer');
  await owner.choose('1 day');
  await owner.choose('Once');
  await expect(notice(owner, 'it is not shown again')).toBeVisible();
  const link = await owner.page.evaluate(() => navigator.clipboard.readText());
  expect(link).not.toBe(host.link);
  const bob = keep(await WorkbenchPage.ofGuest(browser, link, 'Bob'));
  await expect(bob.page.locator('.statusbar').getByRole('button', { name: 'My role: reviewer' })).toBeVisible();
  const cat = keep(await WorkbenchPage.blank(browser));
  await cat.page.goto(link);
  await expect(cat.page.getByText('not valid')).toBeVisible();
  await owner.command('Ensemble: Invites…');
  await expect(owner.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Reviewer, once' })).toContainText(
    'used up',
  );
  await owner.page.screenshot({ path: info.outputPath('invites.png') });
});

test('in a lecture all follow one and look on, until they raise a hand and are given the floor', async ({
  browser,
}, info) => {
  host = await RunningHost.start(['--share', '--admit-everyone', '--address', '127.0.0.1']);
  const owner = keep(await WorkbenchPage.ofHost(browser, host.url));
  await showPeople(owner);
  const bob = keep(await WorkbenchPage.ofGuest(browser, host.link, 'Bob'));
  const cat = keep(await WorkbenchPage.ofGuest(browser, host.link, 'Cat'));
  await bob.open('README.md');
  await owner.open('README.md');
  await owner.command('Ensemble: Start Lecture');
  const item = (window: WorkbenchPage, name: RegExp) => window.page.locator('.statusbar').getByRole('button', { name });
  await expect(item(owner, /^You are lecturing/)).toBeVisible();
  for (const guest of [bob, cat]) {
    await expect(item(guest, /is lecturing: raise hand/)).toBeVisible();
    await expect(guest.page.locator('.ensemble-follow-frame')).toBeVisible();
    await expect(guest.page.getByRole('tab', { name: /^README\.md/, selected: true })).toBeVisible();
  }
  await bob.open('README.md');
  await bob.page.keyboard.press('Control+Home');
  await bob.type('zzz');
  await expect(bob.page.getByText('is lecturing: look on').first()).toBeVisible();
  await bob.page.screenshot({ path: info.outputPath('lecture-guest.png') });
  await item(bob, /is lecturing: raise hand/).click();
  await expect(person(owner, /^Bob, editor, asks to edit files/)).toBeVisible();
  await owner.page.screenshot({ path: info.outputPath('lecture-hand.png') });
  await notice(owner, 'Bob asks to edit files').getByRole('button', { name: 'Give' }).click();
  await expect(item(bob, /is lecturing$/)).toBeVisible();
  await bob.open('README.md');
  await bob.page.keyboard.press('Control+Home');
  await bob.type('From Bob. ');
  await owner.expectText(/^From Bob\. /);
  await expect(item(cat, /is lecturing: raise hand/)).toBeVisible();
  await owner.command('Ensemble: End Lecture');
  await expect(item(cat, /is lecturing/)).toHaveCount(0);
  await cat.open('README.md');
  await cat.page.keyboard.press('Control+Home');
  await cat.type('From Cat. ');
  await owner.expectText(/^From Cat\. /);
});

/** Says the name at the door that is open. */
async function joins({ page }: WorkbenchPage): Promise<void> {
  await page.getByRole('textbox', { name: 'Your name' }).fill('Bob');
  await page.getByRole('button', { name: 'Join' }).click();
}

test('who is removed stays out until they ask, and is told of as removed; a ban is lifted in the list', async ({
  browser,
}, info) => {
  const { owner, bob } = await withViewer(browser);
  await owner.page.getByRole('button', { name: 'Manage Bob' }).click();
  await owner.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Remove' }).click();
  await owner.page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
  await bob.page.getByRole('button', { name: 'Back to the Join Page' }).click();
  const removed = bob.page.getByRole('heading', { name: 'You were removed' });
  await expect(removed).toBeVisible();
  await bob.page.reload();
  await expect(removed).toBeVisible();
  await bob.page.screenshot({ path: info.outputPath('removed.png') });
  await expect(person(owner, /^Bob/)).toHaveCount(0);
  await bob.page.getByRole('button', { name: 'Ask again' }).click();
  await joins(bob);
  await expect(notice(owner, /They were removed just now/)).toBeVisible();
  await owner.page.screenshot({ path: info.outputPath('asks-again.png') });
  await notice(owner, /They were removed/)
    .getByRole('button', { name: 'Ban' })
    .click();
  await expect(person(owner, /^Bob, viewer, banned/)).toBeVisible();
  await owner.page.getByRole('button', { name: 'Manage Bob' }).click();
  await owner.choose('Lift the Ban');
  await expect(person(owner, /^Bob/)).toHaveCount(0);
  await bob.page.getByRole('button', { name: 'Ask again' }).click();
  await joins(bob);
  await expect(notice(owner, /calling themselves “Bob”/)).toBeVisible();
});

test('a refused save offers to ask for the right to it', async ({ browser }, info) => {
  const { owner, bob } = await withViewer(browser);
  await owner.open('README.md');
  await owner.type('Not saved yet. ');
  await bob.open('README.md');
  await bob.expectText(/Not saved yet\. /);
  await bob.page.keyboard.press('Control+s');
  const refused = notice(bob, /You are a viewer\. Ask .* to let you save files\./);
  await expect(refused).toBeVisible();
  await bob.page.screenshot({ path: info.outputPath('refused.png') });
  await refused.getByRole('button', { name: 'Ask for it' }).click();
  await expect(person(owner, /^Bob, viewer, asks to save files/)).toBeVisible();
});

test('the policy of the door stands in the share menu where it asks about fewer than each, and all guests are sent out by name', async ({
  browser,
}, info) => {
  host = await RunningHost.start(['--share', '--admit-known', '--address', '127.0.0.1']);
  const owner = keep(await WorkbenchPage.ofHost(browser, host.url));
  await showPeople(owner);
  const bob = keep(await WorkbenchPage.blank(browser));
  await bob.join(host.link, 'Bob');
  await notice(owner, /calling themselves “Bob”/)
    .getByRole('button', { name: 'Admit' })
    .click();
  await bob.ready();
  await owner.command('Ensemble: Sharing…');
  await expect(owner.page.getByText('people who were here before come in unasked')).toBeVisible();
  await owner.page.screenshot({ path: info.outputPath('share-menu.png') });
  await owner.choose('Remove Everyone');
  await expect(owner.page.getByRole('dialog')).toContainText('Bob: sent out at once.');
  await owner.page.screenshot({ path: info.outputPath('remove-everyone.png') });
  await owner.page.getByRole('dialog').getByRole('button', { name: 'Remove Everyone', exact: true }).click();
  await expect(bob.page.getByText('The host has ended this session.').first()).toBeVisible();
  await owner.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await owner.command('Ensemble: Share This Folder');
  await owner.choose('Viewer');
  const steps = owner.page.locator('.quick-input-widget');
  await expect(steps).toContainText('(2/2)');
  await expect(steps).toContainText('works on this network, until you choose “Reach from Elsewhere…”');
  await owner.page.screenshot({ path: info.outputPath('share-step.png') });
  await steps.getByRole('button', { name: 'Back' }).click();
  await expect(steps).toContainText('(1/2)');
  await owner.choose('Editor');
  await owner.choose('Let in people who were here before');
  await expect(owner.page.getByText('the invite link is on the clipboard').first()).toBeVisible();
  const link = await owner.page.evaluate(() => navigator.clipboard.readText());
  await bob.page.goto('about:blank');
  await bob.page.goto(link);
  await bob.ready();
  await expect(person(owner, /^Bob, editor, active/)).toBeVisible();
});

test('in a mob session one drives at a time: the keyboard is passed by hand, with the time that is left', async ({
  browser,
}, info) => {
  host = await RunningHost.start(['--share', '--admit-everyone', '--address', '127.0.0.1']);
  const owner = keep(await WorkbenchPage.ofHost(browser, host.url));
  const bob = keep(await WorkbenchPage.ofGuest(browser, host.link, 'Bob'));
  const item = (window: WorkbenchPage, name: RegExp) => window.page.locator('.statusbar').getByRole('button', { name });
  const spoken = ({ page }: WorkbenchPage, words: RegExp) =>
    page.locator('.monaco-alert, .monaco-status, [aria-live]').filter({ hasText: words }).first();
  await owner.command('Ensemble: Start Mob Session…');
  await owner.choose('5 minutes');
  await expect(owner.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Bob' })).toBeVisible();
  await owner.page.screenshot({ path: info.outputPath('mob-order.png') });
  await owner.page.keyboard.press('Enter');
  await expect(item(owner, /^You drive\. Bob is next/)).toContainText(/You drive · [45]:\d\d/);
  await expect(spoken(owner, /You drive now, for 5 minutes/)).toBeAttached();
  await expect(item(bob, / drives\. Bob is next/)).toBeVisible();
  await bob.open('README.md');
  await bob.page.keyboard.press('Control+Home');
  await bob.type('zzz');
  await expect(bob.page.getByText('drives now: wait for your turn').first()).toBeVisible();
  await bob.page.screenshot({ path: info.outputPath('mob-navigator.png') });
  await owner.open('README.md');
  await owner.page.keyboard.press('Control+Home');
  await owner.type('From the host. ');
  await bob.expectText(/^From the host\. /);
  await showPeople(owner);
  await expect(person(owner, /\(you\), owner, drives/)).toBeVisible();
  await person(owner, /^Bob/).getByRole('button', { name: 'Manage Bob' }).click();
  await expect(
    owner.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Give the Keyboard' }),
  ).toBeVisible();
  await owner.page.screenshot({ path: info.outputPath('mob-people.png') });
  await owner.page.keyboard.press('Escape');
  await item(owner, /^You drive/).click();
  await expect(owner.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Bob' })).toContainText('next');
  await owner.page.screenshot({ path: info.outputPath('mob-pass.png') });
  await owner.choose('Bob');
  await expect(item(bob, /^You drive/)).toBeVisible();
  await expect(item(owner, /^Bob drives/)).toBeVisible();
  await bob.page.screenshot({ path: info.outputPath('mob-driver.png') });
  await bob.open('README.md');
  await bob.page.keyboard.press('Control+Home');
  await bob.type('From Bob. ');
  await owner.expectText(/^From Bob\. From the host/);
  await owner.open('README.md');
  await owner.type('zzz');
  await expect(owner.page.getByText('drives now: wait for your turn').first()).toBeVisible();
  await owner.command('Ensemble: End Mob Session');
  await expect(item(bob, /drive/)).toHaveCount(0);
  await owner.page.keyboard.press('Control+Home');
  await owner.type('Again. ');
  await bob.expectText(/^Again\. /);
});

test('a session is started as a template says: its door, its views and its way of working', async ({
  browser,
}, info) => {
  host = await RunningHost.start(['--address', '127.0.0.1']);
  await mkdir(join(host.folder, '.ensemble/templates'), { recursive: true });
  const kata = 'name: Kata\nguests: reviewer\nadmit: everybody\nmode: mob\nminutes: 4\nshow: [chat, people]\n';
  await writeFile(join(host.folder, '.ensemble/templates/kata.yaml'), kata);
  await writeFile(join(host.folder, '.ensemble/templates/wrong.yaml'), 'name: Wrong\n\nguests: owner\n');
  const owner = keep(await WorkbenchPage.ofHost(browser, host.url));
  await owner.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await owner.command('Ensemble: Start a Session As…');
  const row = (words: string) => owner.page.locator('.quick-input-list .monaco-list-row', { hasText: words }).first();
  for (const name of ['Kata', 'Pair', 'Mob', 'Review', 'Interview', 'Incident', 'Lecture'])
    await expect(row(name)).toBeVisible();
  await owner.page.screenshot({ path: info.outputPath('kinds.png') });
  await owner.choose('Kata');
  await expect(notice(owner, 'Kata: the invite link is on the clipboard')).toBeVisible();
  const item = owner.page.locator('.statusbar').getByRole('button', { name: /^You drive/ });
  await expect(item).toContainText(/You drive · [34]:\d\d/);
  await expect(owner.page.getByRole('list', { name: 'People' })).toBeVisible();
  await owner.page.screenshot({ path: info.outputPath('started.png') });
  const link = await owner.page.evaluate(() => navigator.clipboard.readText());
  const bob = keep(await WorkbenchPage.ofGuest(browser, link, 'Bob'));
  await expect(bob.page.locator('.statusbar').getByRole('button', { name: 'My role: reviewer' })).toBeVisible();
  const wrong = notice(owner, /wrong\.yaml, line 3, is no template of a session: guests/);
  await wrong.getByRole('button', { name: 'Open File' }).click();
  await expect(owner.page.getByRole('tab', { name: /^wrong\.yaml/, selected: true })).toBeVisible();
});
