import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Locator, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

const log = ({ page }: WorkbenchPage): Locator => page.getByRole('log', { name: 'Messages' });
const box = ({ page }: WorkbenchPage): Locator => page.getByRole('textbox', { name: 'Message', exact: true });
const message = (window: WorkbenchPage, words: string): Locator =>
  log(window).getByRole('listitem').filter({ hasText: words });

async function say(window: WorkbenchPage, words: string): Promise<void> {
  await box(window).fill(words);
  await box(window).press('Enter');
}

test('three people talk beside the code: mentions, answers, reactions, edits, lines that are found again, and a latecomer', async ({
  browser,
}) => {
  test.setTimeout(150_000);
  const host = await RunningHost.start();
  await writeFile(join(host.folder, 'code.ts'), 'const one = 1;\nconst two = 2;\nconst three = 3;\n');
  const own = await WorkbenchPage.ofHost(browser, host.url);
  const ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  const shot = (window: WorkbenchPage, name: string) =>
    window.page.screenshot({ path: test.info().outputPath(`${name}.png`) });
  try {
    await ada.command('Ensemble: Show Chat');
    await say(ada, 'Is **this** right, or <b>that</b>? <img src=x onerror=alert(1)>\n```ts\nconst a = 1;\n```');
    await expect(message(ada, 'Is this right').locator('strong', { hasText: /^this$/ })).toBeVisible();
    await expect(message(ada, 'Is this right')).toContainText('<b>that</b>? <img src=x onerror=alert(1)>');
    await expect(log(ada).locator('img')).toHaveCount(0);

    await own.command('Ensemble: Show Chat');
    await expect(message(own, 'Is this right')).toBeVisible();
    await expect(message(ada, 'Is this right')).toContainText(/Seen by/);
    await box(own).pressSequentially('@Ada it');
    await expect(ada.page.getByText(/is writing…/)).toBeVisible();
    await box(own).pressSequentially(' is');
    await box(own).press('Enter');
    await expect(message(ada, '@Ada it is').locator('strong', { hasText: '@Ada' })).toBeVisible();
    await shot(ada, 'mention');

    await message(ada, '@Ada it is').hover();
    await message(ada, '@Ada it is').getByRole('button', { name: 'React with 👍' }).click();
    await expect(message(own, '@Ada it is').getByRole('button', { name: /👍 by/ })).toBeVisible();
    await message(ada, '@Ada it is').getByRole('button', { name: 'Answer' }).click();
    await say(ada, 'thanks');
    await expect(message(own, 'thanks')).toContainText('@Ada it is');

    await own.open('code.ts');
    await own.goToEnd(3);
    await own.command('Ensemble: Mention These Lines in Chat');
    await say(own, 'look here');
    await own.open('code.ts');
    await own.goToEnd(1);
    await own.type('\nconst half = 0.5;');
    await message(ada, 'look here').getByRole('button', { name: 'code.ts, line 3' }).click();
    await expect
      .poll(() => ada.page.locator('.editor-status-selection, [id="status.editor.selection"]').innerText())
      .toContain('Ln 4');

    await message(ada, 'thanks').hover();
    await message(ada, 'thanks').getByRole('button', { name: 'Edit' }).click();
    await ada.page.getByRole('textbox', { name: 'Edit message' }).fill('many thanks');
    await ada.page.getByRole('textbox', { name: 'Edit message' }).press('Enter');
    await expect(message(own, 'many thanks')).toContainText('edited');

    const bob = await WorkbenchPage.ofGuest(browser, host.link, 'Bob');
    await bob.command('Ensemble: Show Chat');
    await expect(message(bob, 'Is this right')).toBeVisible();
    await expect(message(bob, 'many thanks')).toContainText('edited');
    await shot(bob, 'latecomer');
    await message(own, 'Is this right').hover();
    await message(own, 'Is this right').getByRole('button', { name: 'Delete' }).click();
    await own.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await expect(log(bob)).toContainText('This message was taken away.');
    await expect(log(bob)).not.toContainText('Is this right');
    await bob.close();
    await shot(own, 'own');
  } finally {
    await Promise.all([own.close(), ada.close()]);
    await host.close();
  }
});
