import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Locator, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

const text = Array.from({ length: 12 }, (_, index) => `const value${index + 1} = compute(${index + 1});\n`).join('');

const threads = ({ editor }: WorkbenchPage): Locator => editor.locator('.review-widget');
const button = (where: Locator, name: string): Locator =>
  where.locator('.monaco-button').getByText(name, { exact: true });
const view = ({ page }: WorkbenchPage, name: string): Locator => page.getByRole('list', { name, exact: true });

async function goTo({ page, editor }: WorkbenchPage, line: number): Promise<void> {
  await editor.locator('textarea, .native-edit-context').first().focus();
  await page.keyboard.press('Control+Home');
  for (let at = 1; at < line; at++) await page.keyboard.press('ArrowDown');
}

/** Writes into the open thread, and says it. */
async function say(window: WorkbenchPage, words: string, how: string): Promise<void> {
  await window.page.keyboard.insertText(words);
  await button(threads(window), how).click();
}

/** Runs a command that hands a file to the person, and gives its content. */
async function downloaded({ page }: WorkbenchPage, run: () => Promise<void>): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), run()]);
  return readFile(await download.path(), 'utf8');
}

test('two people review code: comment, mention, answer, resolve and suggest; it moves with its text, survives, and is exported', async ({
  browser,
}) => {
  test.setTimeout(150_000);
  const host = await RunningHost.start();
  await writeFile(join(host.folder, 'code.ts'), text);
  const own = await WorkbenchPage.ofHost(browser, host.url);
  const ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  const shot = (window: WorkbenchPage, name: string) =>
    window.page.screenshot({ path: test.info().outputPath(`${name}.png`) });
  try {
    for (const window of [own, ada]) await window.open('code.ts');
    await goTo(ada, 5);
    await ada.command('Ensemble: Comment on These Lines');
    await expect(threads(ada)).toBeVisible();
    await say(ada, 'Is **this** right, or <b>that</b>? <img src=x onerror=alert(1)>', 'Comment');
    await expect(threads(ada).locator('strong', { hasText: /^this$/ })).toBeVisible();
    await expect(threads(ada)).toContainText('<b>that</b>? <img src=x onerror=alert(1)>');
    await expect(threads(ada).locator('img')).toHaveCount(0);

    await own.command('Ensemble: Show Review');
    await view(own, 'Comments').getByRole('button').click();
    await expect(threads(own)).toContainText('Is this right');
    await shot(own, 'review');
    await goTo(own, 1);
    await own.page.keyboard.press('Enter');
    await expect(view(own, 'Comments')).toContainText('line 6');
    await threads(own).locator('.review-thread-reply-button').click();
    await say(own, '```suggestion\nconst value5 = compute(55);\n```', 'Reply');
    await expect(threads(ada)).toContainText('compute(55)');

    await own.command('Ensemble: Approve…');
    await own.page.keyboard.type('after that');
    await own.page.keyboard.press('Enter');
    await ada.command('Ensemble: Show Review');
    await expect(view(ada, 'Verdicts')).toContainText('approves: after that');
    await shot(ada, 'verdict');
    await own.command('File: Save');
    await expect.poll(() => readFile(join(host.folder, 'code.ts'), 'utf8')).toBe(`\n${text}`);
    const markdown = await downloaded(own, () => own.command('Ensemble: Export Comments as Markdown'));
    expect(markdown).toContain('## code\\.ts, line 6 (open)');
    const patch = await downloaded(own, () => own.command('Ensemble: Export Suggestions as a Patch'));
    execFileSync('git', ['apply', '-'], { cwd: host.folder, input: patch });
    await expect(threads(ada)).toContainText('compute(55)');
    await own.expectText(/value5 = compute\(55\)/);

    await threads(ada).locator('.codicon-check').first().click();
    await expect(view(ada, 'Comments').getByRole('listitem')).toHaveCount(0);
    await ada.page.reload();
    await ada.ready();
    await ada.command('Ensemble: Show Review');
    await ada.page.getByRole('combobox', { name: 'State' }).selectOption('resolved');
    await expect(view(ada, 'Comments')).toContainText('Is **this** right');
    await shot(ada, 'resolved');

    await own.command('Ensemble: Show Activity');
    await expect(view(own, 'Activity')).toContainText('Ada resolved a comment');
    await expect(view(own, 'Activity')).toContainText('saved code.ts');
    await shot(own, 'activity');
    await ada.command('Preferences: Color Theme');
    await ada.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Light Modern' }).first().click();
    await view(ada, 'Comments').getByRole('button').click();
    await expect(threads(ada)).toContainText('Resolved by Ada');
    await shot(ada, 'light');
    for (const window of [own, ada]) expect(window.errors).toEqual([]);
  } finally {
    for (const window of [own, ada]) await window.close();
    await host.close();
  }
});
