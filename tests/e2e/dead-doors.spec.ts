import { expect, type Page } from '@playwright/test';
import { test } from './lib/pair.ts';

test.beforeEach(({ owner }) => owner.open('README.md'));

/** The items of the menu that is open, menus inside it included. */
async function openItems(page: Page): Promise<string[]> {
  await page.locator('.monaco-menu .action-item').first().waitFor();
  const labels = () =>
    page
      .locator('.monaco-menu .action-item .action-label')
      .evaluateAll((items) => items.map((item) => item.textContent ?? '').filter((label) => label !== ''));
  const found = new Set(await labels());
  const inside = page.locator('.monaco-menu .action-item:not(.monaco-submenu .action-item)', {
    has: page.locator('.submenu-indicator'),
  });
  for (let at = 0; at < (await inside.count()); at++) {
    await inside.nth(at).hover();
    await expect(inside.nth(at).locator('> .action-menu-item')).toHaveAttribute('aria-expanded', 'true');
    for (const label of await labels()) found.add(label);
  }
  return [...found];
}

const dead =
  /Ask @vscode|Marketplace|Extension Bisect|Install|View License|Export Profile|(?<!Default |With )Profiles?\b|Walkthrough|Open Recent|New Window|Terminal Window|Accessibility Features|Online Services|Copilot|Chat\b/;

test('no menu holds an item that leads nowhere', async ({ owner }) => {
  const { page } = owner;
  const names = ['File', 'Edit', 'Selection', 'View', 'Go', 'Terminal', 'Help', 'More'];
  const namesNow = () =>
    page
      .locator('.menubar-menu-button')
      .evaluateAll((buttons) => buttons.map((button) => button.getAttribute('aria-label') ?? ''));
  await expect.poll(namesNow).toEqual(names);
  for (const name of names.slice(0, -1)) {
    await page.locator(`.menubar-menu-button[aria-label="${name}"]`).click();
    const items = await openItems(page);
    expect(items.filter((item) => dead.test(item))).toEqual([]);
    if (name === 'File') expect(items).toEqual(expect.arrayContaining(['Open File...', 'Open Folder…']));
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
  }
  await page.getByRole('button', { name: 'Manage' }).click();
  expect((await openItems(page)).filter((item) => dead.test(item))).toEqual([]);
});

test('the palette, the activity bar and the keys have no command that leads nowhere', async ({ owner }) => {
  const { page } = owner;
  await expect(page.getByRole('tab', { name: /^Search/ })).toHaveCount(1);
  await page.keyboard.press('F1');
  const input = page.locator('.quick-input-widget input').first();
  const rows = page.locator('.quick-input-list .monaco-list-row');
  const places = ['Ask @vscode', 'Marketplace', 'Extension Bisect', 'View License', 'Profiles:'];
  for (const words of [...places, 'External Terminal', 'Voice:', 'WSL']) {
    await input.fill(`>${words}`);
    await expect(rows.filter({ hasText: words })).toHaveCount(0);
  }
  await input.fill('>Local History');
  await expect(rows.filter({ hasText: 'Local History' })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Shift+g');
  await page.getByRole('button', { name: 'Initialize Repository' }).click();
  await expect(page.getByRole('tree', { name: 'Source Control Management' })).toContainText('README.md');
});

test('the editor offers nothing that leads nowhere, and where nothing formats, that is said', async ({ owner }) => {
  const { page } = owner;
  await page.keyboard.press('F1');
  const input = page.locator('.quick-input-widget input').first();
  const rows = page.locator('.quick-input-list .monaco-list-row');
  for (const words of ['Format Document', 'Trigger Inline Suggestion', 'Debug Editor GPU Renderer']) {
    await input.fill(`>${words}`);
    await expect(rows.filter({ hasText: words })).toHaveCount(0);
  }
  await input.fill('>Trim Trailing Whitespace');
  await expect(rows.filter({ hasText: 'Trim Trailing Whitespace' })).toHaveCount(1);
  await page.keyboard.press('Escape');
  await owner.editor.locator('textarea, .native-edit-context').first().focus();
  await page.keyboard.press('Control+Shift+i');
  await expect(page.getByText('There is no formatter for Markdown files here').first()).toBeVisible();
});

test('themes are chosen among those that are here', async ({ owner }) => {
  const { page } = owner;
  await owner.command('Preferences: Color Theme');
  await expect(page.locator('.quick-input-list .monaco-list-row', { hasText: 'Light Modern' })).toBeVisible();
  await expect(page.locator('.quick-input-list .monaco-list-row', { hasText: /Browse|Install/ })).toHaveCount(0);
});

test('About says which Ensemble this is, and whose work it stands upon', async ({ owner }) => {
  const { page } = owner;
  // A menu takes no click in its first moment.
  await owner.command('Help: About');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText(/Ensemble \d+\.\d+\.\d+/);
  await expect(dialog).toContainText('Visual Studio Code');
  await expect(dialog).toContainText('@codingame/monaco-vscode-*');
  await expect(dialog).toContainText('MIT licence');
});
