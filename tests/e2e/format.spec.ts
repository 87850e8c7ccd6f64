import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, expect, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

const hello = Uint8Array.of(0xf0, 0xd2, 0xc9, 0xd7, 0xc5, 0xd4, 0x0a);

let host: RunningHost;
let ada: WorkbenchPage;
let ben: WorkbenchPage;

test.beforeEach(async () => {
  host = await RunningHost.start();
});

test.afterEach(async () => {
  expect([...ada.errors, ...ben.errors]).toEqual([]);
  await ada.close();
  await ben.close();
  await host.close();
});

/** Puts a file into the folder; then the host's window and a guest's have it open. */
async function begin(browser: Browser, path: string, content: string | Uint8Array): Promise<void> {
  await writeFile(join(host.folder, path), content);
  ada = await WorkbenchPage.ofHost(browser, host.url);
  ben = await WorkbenchPage.ofGuest(browser, host.link, 'Ben');
  for (const window of [ada, ben]) await window.open(path);
}

const bytesOf = (path: string) => readFile(join(host.folder, path));
const encodingOf = ({ page }: WorkbenchPage) => page.locator('[id="status.editor.encoding"]');
const lineEndsOf = ({ page }: WorkbenchPage) => page.locator('[id="status.editor.eol"]');

async function expectFormat(encoding: string, lineEnds: string): Promise<void> {
  for (const window of [ada, ben]) {
    await expect(encodingOf(window)).toHaveText(encoding);
    await expect(lineEndsOf(window)).toHaveText(lineEnds);
  }
}

async function expectDirty(path: string, dirty: boolean): Promise<void> {
  for (const window of [ada, ben]) await window.expectDirty(path, dirty);
}

const row = ({ page }: WorkbenchPage, text: string) =>
  page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();

async function chooseEncoding(window: WorkbenchPage, action: 'Save' | 'Reopen', encoding: string): Promise<void> {
  await row(window, `${action} with Encoding`).click();
  await window.page.locator('.quick-input-widget input').first().fill(encoding);
  await row(window, encoding).click();
}

async function chooseLineEnds(window: WorkbenchPage, ends: string): Promise<void> {
  await lineEndsOf(window).click();
  await row(window, ends).click();
}

test('what an encoding cannot hold is saved by the way that the refusal names', async ({ browser }) => {
  await begin(browser, 'cafe.txt', Uint8Array.of(0x63, 0x61, 0x66, 0xe9, 0x0a));
  await expectFormat('Windows 1252', 'LF');
  await ben.expectText('café\n');
  await ben.page.keyboard.press('Control+End');
  await ben.page.keyboard.insertText('日');
  await ben.save();
  const words = ben.page.getByText(/Windows 1252, the encoding of this file, does not have “日”.*“Save with Encoding”/);
  await expect(words.first()).toBeVisible();
  await ben.command('Change File Encoding');
  await chooseEncoding(ben, 'Save', 'UTF-8');
  await expect.poll(() => host.read('cafe.txt')).toBe('café\n日');
  await expectFormat('UTF-8', 'LF');
  await expectDirty('cafe.txt', false);
});

test('saving with another encoding is seen by all, written, and undone by who chose it', async ({ browser }) => {
  await begin(browser, 'a.txt', 'one\n');
  await expectFormat('UTF-8', 'LF');
  await encodingOf(ada).click();
  await chooseEncoding(ada, 'Save', 'UTF-16 LE');
  await expect.poll(() => bytesOf('a.txt')).toEqual(Buffer.from('\ufeffone\n', 'utf16le'));
  await expectFormat('UTF-16 LE', 'LF');
  await expectDirty('a.txt', false);
  await ada.editor.locator('textarea, .native-edit-context').first().focus();
  await ada.page.keyboard.press('Control+z');
  await expectFormat('UTF-8', 'LF');
  await expectDirty('a.txt', true);
  await ben.save();
  await expect.poll(() => host.read('a.txt')).toBe('one\n');
  await expectDirty('a.txt', false);
});

test('line ends are changed for everyone, unsaved until they are written', async ({ browser }) => {
  await begin(browser, 'b.txt', 'a\r\nb\r\n');
  await expectFormat('UTF-8', 'CRLF');
  await chooseLineEnds(ben, 'LF');
  await expectFormat('UTF-8', 'LF');
  await expectDirty('b.txt', true);
  expect(await host.read('b.txt')).toBe('a\r\nb\r\n');
  await ada.save();
  await expect.poll(() => host.read('b.txt')).toBe('a\nb\n');
  await expectDirty('b.txt', false);
  await ada.page.screenshot({ path: test.info().outputPath('line-ends.png') });
  await chooseLineEnds(ben, 'CRLF');
  await expectDirty('b.txt', true);
  await ben.command('Revert File');
  await ben.page.getByRole('button', { name: 'Revert', exact: true }).click();
  await expectFormat('UTF-8', 'LF');
  await expectDirty('b.txt', false);
});

test('mixed line ends are shown as they will be written, and CR is kept', async ({ browser }) => {
  await begin(browser, 'mixed.txt', 'one\rtwo\nthree\r\n');
  await expectFormat('UTF-8', 'LF');
  await ben.page.keyboard.press('Control+End');
  await ben.type('four');
  await ben.save();
  await expect.poll(() => host.read('mixed.txt')).toBe('one\ntwo\nthree\nfour');
  await writeFile(join(host.folder, 'mac.txt'), 'one\rtwo\r');
  for (const window of [ada, ben]) await window.open('mac.txt');
  await expectFormat('UTF-8', 'CR');
  await ben.expectText('one\ntwo\n');
  await ben.page.keyboard.press('Control+End');
  await ben.type('three');
  await ben.save();
  await expect.poll(() => host.read('mac.txt')).toBe('one\rtwo\rthree');
  await chooseLineEnds(ada, 'CRLF');
  await expectFormat('UTF-8', 'CRLF');
  await ada.save();
  await expect.poll(() => host.read('mac.txt')).toBe('one\r\ntwo\r\nthree');
});

test('reopening reads the bytes anew for everyone, and is refused while something is unsaved', async ({ browser }) => {
  await begin(browser, 'hello.txt', hello);
  await ada.expectText('ðÒÉ×ÅÔ\n');
  await ben.page.keyboard.press('Control+End');
  await ben.type('!');
  await ada.expectText('ðÒÉ×ÅÔ\n!');
  await encodingOf(ada).click();
  await chooseEncoding(ada, 'Reopen', 'KOI8-R');
  await expect(ada.page.getByText(/was not reopened.*Save it first/).first()).toBeVisible();
  await ben.expectText('ðÒÉ×ÅÔ\n!');
  await ben.page.keyboard.press('Backspace');
  await expectDirty('hello.txt', false);
  await encodingOf(ada).click();
  await chooseEncoding(ada, 'Reopen', 'KOI8-R');
  for (const window of [ada, ben]) await window.expectText('Привет\n');
  await expectFormat('KOI8-R', 'LF');
  await expectDirty('hello.txt', false);
  expect(await bytesOf('hello.txt')).toEqual(Buffer.from(hello));
  await ben.page.screenshot({ path: test.info().outputPath('reopened.png') });
  await ben.page.keyboard.press('Control+End');
  await ben.type('ok');
  await ben.save();
  await expect.poll(() => bytesOf('hello.txt')).toEqual(Buffer.from([...hello, 0x6f, 0x6b]));
});

test('a file whose bytes do not tell its encoding is opened in the one that somebody names', async ({ browser }) => {
  await begin(browser, 'memo.txt', Uint8Array.of(0x83, 0x81, 0x83, 0x82, 0x0a));
  await ada.type('x');
  await expect(ada.page.getByText(/“Reopen with Encoding”/).first()).toBeVisible();
  await ada.command('Change File Encoding');
  await ada.page.locator('.quick-input-widget input').first().fill('Shift JIS');
  await row(ada, 'Shift JIS').click();
  for (const window of [ada, ben]) await window.expectText('メモ\n');
  await ada.page.keyboard.press('Control+Home');
  await ada.type('1');
  await ada.save();
  await expect.poll(() => bytesOf('memo.txt')).toEqual(Buffer.from([0x31, 0x83, 0x81, 0x83, 0x82, 0x0a]));
});

test('a file that is saved under another name has the charset that the folder sets for it', async ({ browser }) => {
  test.slow();
  await writeFile(join(host.folder, '.editorconfig'), 'root = true\n[*.latin]\ncharset = latin1\n');
  await begin(browser, 'cafe.txt', 'café\n');
  for (const [window, name] of [
    [ada, 'host.latin'],
    [ben, 'guest.latin'],
  ] as const) {
    await window.open('cafe.txt');
    await window.command('File: Save As...');
    await window.nameFile(window === ada ? join(host.folder, name) : `/boats/${name}`);
    await expect(window.page.locator('.tab.active')).toContainText(name);
    await window.expectText('café\n');
    await expect.poll(async () => (await bytesOf(name)).toString('latin1')).toBe('café\n');
    await expect(encodingOf(window)).toHaveText('ISO 8859-1');
  }
  expect((await bytesOf('cafe.txt')).toString('utf8')).toBe('café\n');
});
