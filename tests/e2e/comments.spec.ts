import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Locator, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

const text = Array.from({ length: 12 }, (_, index) => `const value${index + 1} = compute(${index + 1});\n`).join('');

const threads = ({ editor }: WorkbenchPage): Locator => editor.locator('.review-widget');
const button = (where: Locator, name: string): Locator =>
  where.locator('.monaco-button').getByText(name, { exact: true });

async function goTo({ page, editor }: WorkbenchPage, line: number): Promise<void> {
  await editor
    .locator('.view-lines')
    .first()
    .click({ position: { x: 300, y: 5 } });
  await page.keyboard.press('Control+Home');
  for (let at = 1; at < line; at++) await page.keyboard.press('ArrowDown');
}

test('two people comment on code, answer, mention, resolve and reopen; it moves with its text, and survives', async ({
  browser,
}) => {
  test.setTimeout(60_000);
  const host = await RunningHost.start();
  await writeFile(join(host.folder, 'code.ts'), text);
  const own = await WorkbenchPage.ofHost(browser, host.url);
  const ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  try {
    for (const window of [own, ada]) await window.open('code.ts');
    await goTo(ada, 5);
    await ada.command('Ensemble: Comment on These Lines');
    await expect(threads(ada)).toBeVisible();
    await ada.page.screenshot({ path: test.info().outputPath('empty.png') });
    await ada.page.keyboard.type('Is **this** right? <img src=x onerror=alert(1)>');
    await button(threads(ada), 'Comment').click();
    await expect(threads(ada).locator('strong', { hasText: /^this$/ })).toBeVisible();
    await ada.page.screenshot({ path: test.info().outputPath('said.png') });
    await own.command('Ensemble: Show All Comments');
    await expect(own.page.locator('.comments-panel')).toContainText('Ada');
    await own.page.screenshot({ path: test.info().outputPath('panel.png') });
  } finally {
    for (const window of [own, ada]) await window.close();
    await host.close();
  }
});
