import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, truncate, writeFile } from 'node:fs/promises';
import { expect, type Locator } from '@playwright/test';
import { chatLimits } from '../../src/shared/capabilities/chat/limits.ts';
import { box, log, message, test } from './lib/chat-windows.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

const filesFor = ({ page }: WorkbenchPage): Locator => page.getByRole('list', { name: 'Files for this message' });

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

/** Lets somebody choose a file of the disk by the button. */
async function attachPath({ page }: WorkbenchPage, path: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Attach Files' }).click();
  await (await chooser).setFiles(path);
}

/** The most memory that a process ever had. */
async function peakBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s*(\d+)/m.exec(status)?.[1]) * 1_024;
}

/** Notes the numbers that a page shows at one place from now on; gives those until it is asked, each once. */
async function noted(
  { page }: WorkbenchPage,
  look: (page: Document) => number | string | undefined,
): Promise<() => Promise<number[]>> {
  await page.evaluate(`{
    globalThis.numbers = new Set();
    const look = ${look};
    new MutationObserver(() => {
      const shown = look(document);
      if (shown !== undefined) globalThis.numbers.add(Number(shown));
    }).observe(document.body, { subtree: true, childList: true, characterData: true, attributeFilter: ['value'] });
  }`);
  return () => page.evaluate(() => [...(globalThis as unknown as { numbers: Set<number> }).numbers]);
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
  owner: own,
  ada,
  bob,
}) => {
  test.setTimeout(150_000);
  for (const each of [own, ada, bob]) await each.command('Ensemble: Show Chat');
  await bob.context.setOffline(true);
  await pastePicture(ada);
  const waiting = filesFor(ada);
  await expect(waiting).toContainText('image.png');
  await box(ada).fill('see the picture');
  // Right behind it, whether the picture is on the server by now or not.
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
});

/** A picture that says how large it is, and has no more. */
function bomb(width: number, height: number): Buffer {
  const header = Buffer.from('89504e470d0a1a0a0000000d494844520000000000000000080600000000000000', 'hex');
  header.writeUInt32BE(width, 16);
  header.writeUInt32BE(height, 20);
  return header;
}

test('files are dropped on the box, and no picture is opened that would fill the memory, whatever it is named', async ({
  owner: own,
  ada,
}) => {
  test.setTimeout(120_000);
  for (const each of [own, ada]) await each.command('Ensemble: Show Chat');
  await box(ada).evaluate((target) => {
    const data = new DataTransfer();
    data.items.add(new File(['dropped here'], 'dropped.txt', { type: 'text/plain' }));
    for (const type of ['dragover', 'drop'])
      target.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
  });
  await expect(filesFor(ada)).toContainText('dropped.txt');
  // The workbench would open it in an editor.
  await expect(ada.page.getByRole('tab', { name: 'dropped.txt' })).toHaveCount(0);
  await box(ada).press('Enter');
  await expect(log(own).getByRole('button', { name: 'Save dropped.txt as…' })).toBeVisible();

  const picture = await own.page.evaluate(async () => {
    const canvas = new OffscreenCanvas(64, 40);
    canvas.getContext('2d')!.fillRect(0, 0, 64, 40);
    const blob = await canvas.convertToBlob();
    return [...new Uint8Array(await blob.arrayBuffer())];
  });
  await attach(ada, [
    { name: 'bomb.png', mimeType: 'image/png', buffer: bomb(60_000, 60_000) },
    { name: 'broken.png', mimeType: 'image/png', buffer: bomb(64, 40) },
    { name: '\u05ea\u05de\u05d5\u05e0\u05d4 exe.txt', mimeType: 'text/plain', buffer: Buffer.from('right to left') },
    { name: 'picture.gif', mimeType: 'text/plain', buffer: Buffer.from(picture) },
  ]);
  await box(ada).press('Enter');
  for (const name of ['bomb.png', '\u05ea\u05de\u05d5\u05e0\u05d4 exe.txt'])
    await expect(log(own).getByRole('button', { name: `Save ${name} as…` })).toBeVisible();
  // Its bytes say that it is one.
  await expect(log(own).getByRole('button', { name: 'Show picture.gif large' }).locator('canvas')).toBeVisible();
  await expect(log(own).getByRole('button', { name: 'Show bomb.png large' })).toHaveCount(0);
  await expect(log(own).locator('bdi', { hasText: 'exe.txt' })).toHaveText('\u05ea\u05de\u05d5\u05e0\u05d4 exe.txt');
  await own.page.screenshot({ path: test.info().outputPath('names.png') });
});

test('a message that is sent before its files are there goes out behind them, or without the one that is left out', async ({
  owner: own,
  ada,
}) => {
  test.setTimeout(120_000);
  for (const each of [own, ada]) await each.command('Ensemble: Show Chat');
  const held = Promise.withResolvers<void>();
  await ada.page.route('**/blobs/**', async (route) => {
    if (route.request().method() === 'PUT') await held.promise;
    await route.continue().catch(() => undefined);
  });
  const large = (name: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.alloc(600_000, name) });
  await attach(ada, [large('first.bin'), large('second.bin')]);
  await expect(filesFor(ada).getByRole('progressbar')).toHaveCount(2);
  await box(ada).fill('with one file');
  await box(ada).press('Enter');
  await expect(ada.page.getByText('Goes out once the files are there.')).toBeVisible();
  await expect(box(ada)).toHaveValue('with one file');
  await ada.page.screenshot({ path: test.info().outputPath('waiting.png') });
  await filesFor(ada).getByRole('button', { name: 'Leave first.bin out' }).click();
  held.resolve();
  await expect(message(own, 'with one file').getByRole('button', { name: 'Save second.bin as…' })).toBeVisible();
  await expect(log(own).getByText('first.bin')).toHaveCount(0);
  await expect(box(ada)).toHaveValue('');
  await expect(filesFor(ada)).toHaveCount(0);
});

test('people behind an @ are offered and chosen by keyboard', async ({ browser, host, owner: own }) => {
  test.setTimeout(90_000);
  const ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada Lovelace');
  const bob = await WorkbenchPage.ofGuest(browser, host.link, 'Adam');
  const windows = [ada, bob];
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
  }
});

test('a file that is too large is refused in words, and the message goes without it', async ({ owner: own, ada }) => {
  test.setTimeout(90_000);
  for (const each of [own, ada]) await each.command('Ensemble: Show Chat');
  for (const [name, beyond] of [
    ['a-byte-too-much.bin', 1],
    ['twice-as-much.bin', chatLimits.fileBytes],
  ] as const) {
    const path = test.info().outputPath(name);
    await writeFile(path, '');
    await truncate(path, chatLimits.fileBytes + beyond);
    await attachPath(ada, path);
  }
  await expect(filesFor(ada)).toContainText('It has more: a file may have 100 MB.');
  await expect(filesFor(ada)).toContainText('It has 200 MB: a file may have 100 MB.');
  await box(ada).fill('without them');
  await box(ada).press('Enter');
  await expect(box(ada)).toHaveValue('without them');
  for (const name of ['a-byte-too-much.bin', 'twice-as-much.bin'])
    await filesFor(ada)
      .getByRole('button', { name: `Leave ${name} out` })
      .click();
  await box(ada).press('Enter');
  await expect(message(own, 'without them')).toBeVisible();
  await expect(log(own).getByRole('list', { name: 'Files' })).toHaveCount(0);
});

test('a file of 100 MB is sent and saved with its progress, and the host never has it whole in its memory', async ({
  host,
  owner: own,
  ada,
}) => {
  test.skip(process.env.ENSEMBLE_LONG_ATTACKS !== '1', 'takes a minute');
  test.setTimeout(300_000);
  for (const each of [own, ada]) await each.command('Ensemble: Show Chat');
  const path = test.info().outputPath('large.bin');
  const bytes = Buffer.alloc(chatLimits.fileBytes);
  for (let at = 0; at < bytes.length; at += 4_096) bytes.writeUInt32LE(at, at);
  await writeFile(path, bytes);
  const beforeBytes = await peakBytes(host.pid);
  const [sent, fetched] = await Promise.all([
    noted(ada, (page) => page.querySelector<HTMLProgressElement>('.ensemble-chat-attached progress')?.value),
    noted(
      own,
      (page) => / (\d+) MB of 100 MB/.exec(page.querySelector('.notifications-toasts')?.textContent ?? '')?.[1],
    ),
  ]);
  await attachPath(ada, path);
  await box(ada).fill('the large one');
  await box(ada).press('Enter');
  const row = message(own, 'the large one').getByRole('button', { name: 'Save large.bin as…' });
  await expect(row).toContainText('100 MB', { timeout: 120_000 });
  const saved = own.page.waitForEvent('download', { timeout: 120_000 });
  await row.click();
  const hash = createHash('sha256');
  for await (const piece of createReadStream(await (await saved).path())) hash.update(piece as Buffer);
  expect(hash.digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'));
  for (const steps of [await sent(), await fetched()]) {
    expect(steps.length).toBeGreaterThan(5);
    expect(steps).toEqual(steps.toSorted((a, b) => a - b));
  }
  const moreBytes = (await peakBytes(host.pid)) - beforeBytes;
  expect(moreBytes).toBeLessThan(0.8 * chatLimits.fileBytes);
});
