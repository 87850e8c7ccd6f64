import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, expect, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

let host: RunningHost;
const windows: WorkbenchPage[] = [];

const admitting = ['--share', '--admit-everyone', '--address', '127.0.0.1'];
const asking = ['--share', '--address', '127.0.0.1'];

/** Starts a host, and opens its own window with the view of people. */
async function begin(browser: Browser, args: string[]): Promise<WorkbenchPage> {
  host = await RunningHost.start(args);
  const owner = keep(await WorkbenchPage.ofHost(browser, host.url));
  await showPeople(owner);
  return owner;
}

function keep(window: WorkbenchPage): WorkbenchPage {
  windows.push(window);
  return window;
}

const guest = async (browser: Browser, name: string) => keep(await WorkbenchPage.ofGuest(browser, host.link, name));

const showPeople = (window: WorkbenchPage) => window.command('Ensemble: Focus on People View');

const person = ({ page }: WorkbenchPage, name: string | RegExp) =>
  page.getByRole('list', { name: 'People' }).getByRole('listitem', { name });

const frame = ({ page }: WorkbenchPage) => page.locator('.ensemble-follow-frame');

const currentTab = ({ page }: WorkbenchPage, name: RegExp) => page.getByRole('tab', { name, selected: true });

test.afterEach(async () => {
  for (const window of windows.splice(0)) {
    expect(window.errors).toEqual([]);
    await window.close();
  }
  await host.close();
});

test('a guest waits at the door until the host admits, is told when denied, and asks again a minute later', async ({
  browser,
}) => {
  const owner = await begin(browser, asking);
  const ada = keep(await WorkbenchPage.blank(browser));
  await ada.page.goto(host.link);
  await expect(ada.page.getByRole('heading', { name: 'Join boats' })).toBeVisible();
  await expect(ada.page.getByText('You come as an editor')).toBeVisible();
  await ada.join(host.link, 'Ada');
  await expect(ada.page.getByRole('status')).toHaveText(/^Waiting for (?!the host).+ to let you in…$/);
  await expect(owner.page.getByText('calling themselves “Ada”').first()).toBeVisible();
  await owner.page.getByRole('button', { name: 'Deny', exact: true }).click();
  await expect(ada.page.getByRole('heading', { name: 'You were not let in' })).toBeVisible();
  await ada.page.getByRole('button', { name: 'Ask again' }).click();
  await expect(ada.page.getByRole('textbox', { name: 'Your name' })).toHaveValue('Ada');
  await ada.page.getByRole('button', { name: 'Join' }).click();
  await expect(ada.page.getByText('you can ask again in a minute')).toBeVisible();
  const bob = keep(await WorkbenchPage.blank(browser));
  await bob.join(host.link, 'Bob');
  await expect(owner.page.getByText('calling themselves “Bob”').first()).toBeVisible();
  await owner.page.getByRole('button', { name: 'Admit', exact: true }).click();
  await bob.ready();
  await expect(person(owner, /^Bob, editor, active/)).toBeVisible();
  await bob.page.reload();
  await bob.ready();
});

test('who goes away while they wait at the door has not asked', async ({ browser }) => {
  const owner = await begin(browser, asking);
  const ada = keep(await WorkbenchPage.blank(browser));
  await ada.join(host.link, 'Ada');
  await expect(owner.page.getByText('calling themselves “Ada”').first()).toBeVisible();
  const admit = owner.page.getByRole('button', { name: 'Admit', exact: true });
  await expect(admit.first()).toBeVisible();
  await ada.page.goto('about:blank');
  await expect(admit).toHaveCount(0, { timeout: 20_000 });
});

test('people are shown with role, file and line, and a second window is no second person', async ({ browser }) => {
  const owner = await begin(browser, admitting);
  await expect(person(owner, /\(you\), owner, active/)).toBeVisible();
  await expect(owner.page.getByText('Nobody else is here yet')).toBeVisible();
  const ada = await guest(browser, 'Ada');
  await ada.open('README.md');
  await ada.page.keyboard.press('Control+Home');
  await ada.page.keyboard.press('ArrowDown');
  await expect(person(owner, 'Ada, editor, active, README.md, line 2')).toBeVisible();
  const second = await ada.context.newPage();
  await second.goto(host.link);
  await second.getByRole('button', { name: 'Join' }).click();
  await second.getByRole('tree', { name: 'Files Explorer' }).getByRole('treeitem').first().waitFor();
  await expect(person(owner, /^Ada/)).toHaveCount(1);
  await ada.command('Ensemble: Do Not Disturb');
  await expect(person(owner, /^Ada, editor, do not disturb/)).toBeVisible();
  await expect(second.getByLabel('Do not disturb is on in another window of yours').first()).toBeVisible();
  await ada.page.reload();
  await ada.ready();
  await expect(ada.page.getByRole('button', { name: 'Do not disturb is on', exact: true })).toBeVisible();
  await expect(person(owner, /^Ada, editor, do not disturb/)).toBeVisible();
  await second.close();
  await ada.close();
  await expect(person(owner, /^Ada, editor, offline, last seen just now/)).toBeVisible();
});

test('following goes along from file to file, and ends when I move by myself', async ({ browser }) => {
  const owner = await begin(browser, admitting);
  await writeFile(join(host.folder, 'long.txt'), 'a line\n'.repeat(200));
  const ada = await guest(browser, 'Ada');
  await ada.open('README.md');
  await expect(person(owner, /^Ada, .*README/)).toBeVisible();
  await owner.page.getByRole('button', { name: 'Follow Ada' }).click();
  await expect(currentTab(owner, /^README\.md/)).toBeVisible();
  await expect(frame(owner)).toContainText('Following Ada');
  await ada.open('long.txt');
  await expect(currentTab(owner, /^long\.txt/)).toBeVisible();
  await ada.page.keyboard.press('Control+End');
  await ada.type('the end');
  await expect(owner.editor.getByText('the end')).toBeInViewport();
  await expect(frame(owner)).toBeVisible();
  await owner.editor.locator('.view-lines').first().click();
  await expect(frame(owner)).toHaveCount(0);
  await owner.command('Ensemble: Follow…');
  await owner.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Ada' }).click();
  await expect(frame(owner)).toBeVisible();
  await owner.page.keyboard.press('Escape');
  await expect(frame(owner)).toHaveCount(0);
});

test('everyone is asked to come where I am, and who follows me comes at once', async ({ browser }) => {
  const owner = await begin(browser, admitting);
  const ada = await guest(browser, 'Ada');
  const ben = await guest(browser, 'Ben');
  await showPeople(ben);
  await owner.open('boats.json');
  await owner.page.keyboard.press('Control+Home');
  await owner.page.keyboard.press('ArrowDown');
  await ben.page
    .getByRole('button', { name: /^Follow / })
    .first()
    .click();
  await expect(currentTab(ben, /^boats\.json/)).toBeVisible();
  await owner.command('Ensemble: Bring Everyone Here');
  await expect(ada.page.getByText('asks everyone to boats.json:2').first()).toBeVisible();
  await ada.page.getByRole('button', { name: 'Go', exact: true }).click();
  await expect(currentTab(ada, /^boats\.json/)).toBeVisible();
  await expect(ben.page.getByRole('button', { name: 'Go', exact: true })).toHaveCount(0);
});

test('the host makes a guest a viewer, and sends them out', async ({ browser }) => {
  const owner = await begin(browser, admitting);
  const ada = await guest(browser, 'Ada');
  await ada.open('README.md');
  await owner.page.getByRole('button', { name: 'Manage Ada' }).click();
  await owner.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Make a viewer' }).click();
  await expect(person(owner, /^Ada, viewer/)).toBeVisible();
  await expect(ada.page.getByText('made you a viewer').first()).toBeVisible();
  const before = await ada.text();
  await ada.type('not allowed');
  expect(await ada.text()).toBe(before);
  await owner.page.getByRole('button', { name: 'Manage Ada' }).click();
  await owner.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Remove' }).click();
  await owner.page.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(ada.page.getByText('The host has removed you from this session.').first()).toBeVisible();
  await expect(person(owner, /^Ada/)).toHaveCount(0);
});

test('the host shares from the palette, and ends the session for all guests', async ({ browser }) => {
  const owner = await begin(browser, []);
  await owner.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await owner.page.getByRole('button', { name: 'Share', exact: true }).first().click();
  await owner.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Reviewer' }).click();
  await owner.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Let in everyone' }).click();
  await expect(owner.page.getByText('the invite link is on the clipboard').first()).toBeVisible();
  const link = await owner.page.evaluate(() => navigator.clipboard.readText());
  const ada = keep(await WorkbenchPage.ofGuest(browser, link, 'Ada'));
  await expect(person(owner, /^Ada, reviewer/)).toBeVisible();
  await owner.command('Ensemble: Remove Everyone');
  await owner.page.getByRole('button', { name: 'Remove Everyone', exact: true }).click();
  await expect(ada.page.getByText('The host has ended this session.').first()).toBeVisible();
  await ada.page.getByRole('button', { name: 'Back to the Join Page' }).click();
  await expect(ada.page.getByRole('heading', { name: 'This session has ended' })).toBeVisible();
});
