import { readFile } from 'node:fs/promises';
import { expect, type Locator, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

const log = ({ page }: WorkbenchPage): Locator => page.getByRole('log', { name: 'Messages' });
const box = ({ page }: WorkbenchPage): Locator => page.getByRole('textbox', { name: 'Message', exact: true });
const message = (window: WorkbenchPage, words: string): Locator =>
  log(window).getByRole('listitem').filter({ hasText: words }).first();

interface Given {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** Lets somebody choose files by the button. */
async function attach({ page }: WorkbenchPage, files: Given[]): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Attach Files' }).click();
  await (await chooser).setFiles(files);
}

/** Pastes a picture into the box, as a browser hands one over. */
function pastePicture(window: WorkbenchPage): Promise<void> {
  return box(window).evaluate(async (target) => {
    const canvas = new OffscreenCanvas(640, 400);
    const brush = canvas.getContext('2d')!;
    brush.fillStyle = 'rgb(40, 120, 200)';
    brush.fillRect(0, 0, 640, 400);
    const data = new DataTransfer();
    data.items.add(new File([await canvas.convertToBlob()], 'image.png', { type: 'image/png' }));
    target.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  });
}

const hostile: Given[] = [
  {
    name: 'drawing.svg',
    mimeType: 'image/svg+xml',
    buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>top.evil = 1</script></svg>'),
  },
  {
    name: 'page.png',
    mimeType: 'image/png',
    buffer: Buffer.from('<html><script>top.evil = 1</script></html>'.padEnd(1_000_000)),
  },
  { name: 'harmless\u202egnp.exe', mimeType: 'image/png', buffer: Buffer.from('MZ') },
];

test('files and pictures are sent by paste and button, shown as pixels or rows, and saved as they were; one who was offline gets them too', async ({
  browser,
}) => {
  test.setTimeout(150_000);
  const host = await RunningHost.start();
  const own = await WorkbenchPage.ofHost(browser, host.url);
  const ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  const bob = await WorkbenchPage.ofGuest(browser, host.link, 'Bob');
  const windows = [own, ada, bob];
  try {
    for (const each of windows) await each.command('Ensemble: Show Chat');
    await bob.context.setOffline(true);
    await pastePicture(ada);
    const waiting = ada.page.getByRole('list', { name: 'Files for this message' });
    await expect(waiting).toContainText('image.png');
    await box(ada).fill('see the picture');
    await expect(waiting.getByRole('progressbar')).toHaveCount(0);
    await box(ada).press('Enter');
    const picture = message(own, 'see the picture').getByRole('button', { name: 'Show image.png large' });
    await expect(picture.locator('canvas')).toBeVisible();
    expect(
      await picture.locator('canvas').evaluate((canvas: HTMLCanvasElement) => [canvas.width, canvas.height]),
    ).toEqual([320, 200]);
    await picture.click();
    const large = own.page.getByRole('dialog', { name: 'image.png' });
    await expect(large.locator('canvas')).toBeVisible();
    await own.page.screenshot({ path: test.info().outputPath('large.png') });
    await own.page.keyboard.press('Escape');
    await expect(large).toBeHidden();

    // Files without a word; the empty one stays behind, and is left out.
    await attach(ada, [...hostile, { name: 'empty.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) }]);
    await expect(waiting).toContainText('It is empty');
    await ada.page.screenshot({ path: test.info().outputPath('attaching.png') });
    await waiting.getByRole('button', { name: 'Leave empty.txt out' }).click();
    await expect(ada.page.getByRole('button', { name: 'Send', exact: true })).toBeEnabled();
    await box(ada).press('Enter');
    for (const name of ['drawing.svg', 'page.png', 'harmlessgnp.exe'])
      await expect(log(own).getByRole('button', { name: `Save ${name} as…` })).toBeVisible();
    const saved = own.page.waitForEvent('download');
    await log(own).getByRole('button', { name: 'Save drawing.svg as…' }).click();
    const download = await saved;
    expect(download.suggestedFilename()).toBe('drawing.svg');
    expect(await readFile(await download.path())).toEqual(hostile[0]!.buffer);
    await expect(log(own).locator('canvas')).toHaveCount(1);
    await expect(log(own).locator('img, svg, iframe, object')).toHaveCount(0);
    expect(await own.page.evaluate(() => 'evil' in globalThis)).toBe(false);

    await bob.context.setOffline(false);
    await expect(message(bob, 'see the picture').locator('canvas')).toBeVisible({ timeout: 30_000 });
    await expect(log(bob).getByRole('button', { name: 'Save page.png as…' })).toBeVisible();
    await own.page.screenshot({ path: test.info().outputPath('files.png') });
  } finally {
    await Promise.all(windows.map((each) => each.close()));
    await host.close();
  }
});

test('people behind an @ are offered and chosen by keyboard', async ({ browser }) => {
  test.setTimeout(90_000);
  const host = await RunningHost.start();
  const own = await WorkbenchPage.ofHost(browser, host.url);
  const ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada Lovelace');
  const bob = await WorkbenchPage.ofGuest(browser, host.link, 'Adam');
  const windows = [own, ada, bob];
  try {
    await own.command('Ensemble: Show Chat');
    await box(own).pressSequentially('hello @ad');
    const list = own.page.getByRole('listbox', { name: 'People to mention' });
    await expect(list.getByRole('option')).toHaveText(['Ada Lovelace', 'Adam']);
    await own.page.screenshot({ path: test.info().outputPath('offered.png') });
    const combobox = own.page.getByRole('combobox', { name: 'Message', exact: true });
    await combobox.press('ArrowDown');
    await expect(list.getByRole('option', { selected: true })).toHaveText('Adam');
    await combobox.press('ArrowUp');
    await combobox.press('Tab');
    await expect(box(own)).toHaveValue('hello @Ada Lovelace ');
    await box(own).pressSequentially('@');
    await expect(list).toBeVisible();
    await combobox.press('Escape');
    await expect(list).toBeHidden();
    await box(own).press('Backspace');
    await box(own).pressSequentially('look');
    await box(own).press('Enter');
    await expect(message(own, 'look').locator('strong', { hasText: '@Ada Lovelace' })).toBeVisible();
  } finally {
    await Promise.all(windows.map((each) => each.close()));
    await host.close();
  }
});
