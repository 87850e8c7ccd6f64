import { expect, test } from '@playwright/test';
import { RunningHost } from '../lib/running-host.ts';
import { WorkbenchPage } from '../lib/workbench-page.ts';

let host: RunningHost;
let owner: WorkbenchPage;
let guest: WorkbenchPage;

test.beforeEach(async ({ browser }) => {
  host = await RunningHost.start(['--share', '--address', '127.0.0.1']);
  owner = await WorkbenchPage.ofHost(browser, host.url);
  guest = await WorkbenchPage.blank(browser);
});

test.afterEach(async () => {
  await owner.close();
  await guest.close();
  await host.close();
});

test('a guest waits until the host admits them, is seen in the People view, is followed, made a viewer and sent out', async () => {
  await guest.page.goto(host.link);
  await expect(guest.page.getByRole('heading', { name: /^Join boats/ })).toBeVisible();
  await guest.join(host.link, 'Ada');
  await expect(guest.page.getByText(/^Waiting for (?!the host).+ to let you in…$/)).toBeVisible();
  await expect(owner.page.getByText('calling themselves “Ada”').first()).toBeVisible();
  await owner.page.getByRole('button', { name: 'Admit', exact: true }).click();
  await guest.ready();
  await guest.open('README.md');

  await owner.page
    .getByRole('tab', { name: /^Ensemble/ })
    .first()
    .click();
  // The tooltip of what was clicked would lie over the list.
  await owner.page.mouse.move(700, 400);
  const people = owner.page.getByRole('list', { name: 'People' });
  const row = people.getByRole('listitem', { name: /^Ada, editor/ });
  await expect(row).toBeVisible();
  await expect(people.getByRole('listitem', { name: /^Ada, .*README\.md/ })).toBeVisible();

  await owner.page.getByRole('button', { name: 'Follow Ada' }).click();
  await expect(owner.page.getByRole('tab', { name: /^README\.md/ })).toBeVisible();
  await guest.open('package.json');
  await expect(owner.page.getByRole('tab', { name: /^package\.json/ })).toBeVisible();

  await row.getByRole('button').last().click();
  await owner.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Make a viewer' }).click();
  await expect(people.getByRole('listitem', { name: /^Ada, viewer/ })).toBeVisible();
  await guest.editor.locator('textarea, .native-edit-context').first().focus();
  const before = await guest.text();
  await guest.type('not allowed');
  const why = guest.page.locator('.monaco-editor-overlaymessage');
  await expect(why).toContainText(/You are a viewer. Ask .* to let you edit files/);
  await why.getByText('Ask for it').click();
  await expect(people.getByRole('listitem', { name: /^Ada, viewer, asks to edit files/ })).toBeVisible();
  expect(await guest.text()).toBe(before);

  await people
    .getByRole('listitem', { name: /^Ada, viewer/ })
    .getByRole('button')
    .last()
    .click();
  await owner.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Ban' }).click();
  await owner.page.getByRole('button', { name: 'Ban', exact: true }).click();
  await expect(guest.page.getByText(/removed you/).first()).toBeVisible();
  await expect(people.getByRole('listitem', { name: /^Ada, viewer, (active|idle)/ })).toHaveCount(0);
});

test('whom the host denies is told so, and gets nothing', async () => {
  await guest.join(host.link, 'Mallory');
  await owner.page.getByRole('button', { name: 'Deny', exact: true }).click();
  await expect(guest.page.getByText(/did not let you in/).first()).toBeVisible();
});
