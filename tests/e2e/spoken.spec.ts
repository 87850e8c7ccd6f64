import { expect } from '@playwright/test';
import { test } from './lib/pair.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

test.use({ files: { 'words.txt': 'one\ntwo\nthree\n' } });

const shots = process.env['SHOTS'];
const shoot = async ({ page }: WorkbenchPage, name: string) => {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png` });
};

test('screen readers are told politely of people who join and leave', async ({ browser, host, owner }) => {
  const said = owner.page.locator('.monaco-aria-container .monaco-status');
  const ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  await expect(said.filter({ hasText: 'Ada joined' })).toHaveCount(1, { timeout: 15_000 });
  await ada.close();
  await expect(said.filter({ hasText: 'Ada left' })).toHaveCount(1, { timeout: 30_000 });
});

test('who joins and leaves is heard as well, where the settings of signals say so', async ({
  browser,
  host,
  owner,
}) => {
  // The page has no speakers here, and asks for a gesture first: what it would play is noted instead.
  await owner.page.evaluate(() => {
    const played: string[] = [];
    Object.assign(globalThis, { played });
    HTMLMediaElement.prototype.play = function () {
      played.push(this.src.slice(this.src.lastIndexOf('/') + 1).replace(/-[^.]*/, ''));
      queueMicrotask(() => this.dispatchEvent(new Event('ended')));
      return Promise.resolve();
    };
  });
  const played = () => owner.page.evaluate(() => (globalThis as unknown as { played: string[] }).played);
  await owner.set({ 'accessibility.signals.personJoined': { sound: 'on' } });
  const ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  await expect.poll(played, { timeout: 15_000 }).toHaveLength(1);
  await ada.close();
  await expect(owner.page.locator('.monaco-aria-container .monaco-status', { hasText: 'Ada left' })).toHaveCount(1, {
    timeout: 30_000,
  });
  expect(await played()).toEqual([expect.stringContaining('voiceRecordingStarted')]);
  await owner.command('Help: List Signal Sounds');
  const listed = owner.page.locator('.quick-input-list');
  await owner.page.locator('.quick-input-widget input[type="text"]').first().fill('Person');
  await expect(listed).toContainText('Person Joined');
  await expect(listed).toContainText('Person Left');
  expect(owner.errors).toEqual([]);
});

test('the list of people is one stop: arrows, Home, End and letters go from row to row, Tab to a row’s buttons', async ({
  owner,
  ada,
}) => {
  await ada.open('words.txt');
  await owner.command('Ensemble: Focus on People View');
  const list = owner.page.getByRole('list', { name: 'People', exact: true });
  await expect(list.getByRole('button', { name: 'Follow Ada' })).toBeVisible();
  await expect(list.getByRole('button', { name: 'Follow Ada' })).toHaveAttribute(
    'aria-description',
    /^editor, active, words\.txt/,
  );
  const focused = () => owner.page.evaluate(() => document.activeElement?.closest('li')?.getAttribute('aria-label'));
  await list.locator('li').first().locator('.ensemble-row-main').focus();
  const first = await focused();
  await owner.page.keyboard.press('End');
  expect(await focused()).not.toBe(first);
  await owner.page.keyboard.press('Home');
  expect(await focused()).toBe(first);
  await owner.page.keyboard.press('a');
  expect(await focused()).toMatch(/^Ada, /);
  for (const name of ['Message Ada', 'Manage Ada']) {
    await owner.page.keyboard.press('Tab');
    await expect(list.getByRole('button', { name })).toBeFocused();
  }
  await owner.page.keyboard.press('Tab');
  expect(await owner.page.evaluate(() => document.activeElement?.closest('ul')?.getAttribute('aria-label'))).not.toBe(
    'People',
  );
  await shoot(owner, 'people');
});

test('the accessibility help of our views lists our commands and their keys', async ({ owner }) => {
  await owner.command('Ensemble: Focus on People View');
  const help = owner.page.locator('.accessible-view');
  // The view takes the keyboard only some time after it is drawn.
  await expect(async () => {
    if (!(await help.isVisible())) await owner.page.keyboard.press('Alt+F1');
    await expect(help).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expect(help).toContainText(/You\sare\sin\sa\sview\sof\sEnsemble/);
  await expect(help).toContainText(/Ensemble:\sFollow…\s+\(Control\+K\sG\)/);
  await shoot(owner, 'help');
  await owner.page.keyboard.press('Escape');
  await expect(help).toBeHidden();
});

test('an edit of somebody else is listed with its words and its line, shown while chosen, and taken back in words', async ({
  owner,
  ada,
}) => {
  for (const window of [owner, ada]) await window.open('words.txt');
  await ada.goToEnd(2);
  await ada.type(' and a half');
  await owner.expectText('one\ntwo and a half\nthree\n');
  await owner.command("Ensemble: Revert Somebody's Edit…");
  const row = owner.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Ada wrote “and a half”' });
  await expect(row).toContainText('words.txt, line 2');
  await expect(owner.editor.locator('.ensemble-locked')).not.toHaveCount(0);
  await shoot(owner, 'revert');
  await owner.page.keyboard.press('Enter');
  await owner.expectText('one\ntwo\nthree\n');
  await expect(owner.editor.locator('.ensemble-locked')).toHaveCount(0);
  await expect(owner.page.getByText('Took back what Ada did in words.txt, line 2.').first()).toBeAttached();
});

test('the section of the locks is closed until there is one', async ({ owner, ada }) => {
  await ada.open('words.txt');
  await owner.command('Ensemble: Focus on People View');
  const header = owner.page.getByRole('button', { name: /^Locks Section/ });
  await expect(header).toHaveAttribute('aria-expanded', 'false');
  await ada.command('Ensemble: Lock Selection');
  await expect(header).toHaveAttribute('aria-expanded', 'true');
  await shoot(owner, 'locks');
});

test('a lock from before the view was first shown is seen as well', async ({ owner, ada }) => {
  await ada.open('words.txt');
  await ada.command('Ensemble: Lock Selection');
  await owner.open('words.txt');
  await expect(owner.editor.locator('.ensemble-locked')).not.toHaveCount(0);
  await owner.command('Ensemble: Focus on People View');
  await expect(owner.page.getByRole('list', { name: 'Locks', exact: true }).getByRole('listitem')).toHaveCount(1);
});

test('the share item of the status bar opens all that can be done about sharing', async ({ owner, ada }) => {
  await ada.ready();
  await owner.page.getByRole('button', { name: /^Connection: Shared/ }).click();
  const rows = owner.page.locator('.quick-input-list .monaco-list-row');
  await expect(rows.first()).toContainText('Copy Invite Link');
  await shoot(owner, 'sharing');
  await owner.page.keyboard.press('Escape');
  await ada.page.getByRole('button', { name: /^Connection: Shared/ }).click();
  await expect(ada.page.getByRole('list', { name: 'People', exact: true })).toBeVisible();
});
