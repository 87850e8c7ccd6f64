import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, expect, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { ScriptedGuest } from './lib/scripted-guest.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

let host: RunningHost;
let guest: WorkbenchPage;
let ada: ScriptedGuest;

test.beforeEach(async () => {
  host = await RunningHost.start();
});

test.afterEach(async () => {
  expect(guest.errors).toEqual([]);
  expect(ada.drops).toBe(0);
  ada.leave();
  await guest.close();
  await host.close();
});

/** Puts a file into the folder; then a guest looks at it in a browser, and Ada is there without one. */
async function begin(browser: Browser, path: string, content: string | Uint8Array): Promise<void> {
  await writeFile(join(host.folder, path), content);
  guest = await WorkbenchPage.ofGuest(browser, host.link, 'Guest');
  ada = await ScriptedGuest.join(host.link, 'Ada');
}

const bytesOf = (path: string) => readFile(join(host.folder, path));

test('a text in UTF-16 with CRLF is edited as any other, and stays in UTF-16 with CRLF', async ({ browser }) => {
  const encoded = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');
  await begin(browser, 'sixteen.txt', encoded('grüße 日本\r\nzwei\r\n'));
  await guest.open('sixteen.txt');
  const document = await ada.open('sixteen.txt');
  expect(document.toString()).toBe('grüße 日本\nzwei\n');
  await guest.page.keyboard.press('Control+End');
  await guest.type('drei');
  await guest.expectText('grüße 日本\nzwei\ndrei');
  await expect.poll(() => document.toString()).toBe('grüße 日本\nzwei\ndrei');
  await guest.save();
  await expect.poll(() => bytesOf('sixteen.txt')).toEqual(encoded('grüße 日本\r\nzwei\r\ndrei'));
});

test('a text in Windows-1252 is shown as it is meant, and stays so; what it cannot hold is said on saving', async ({
  browser,
}) => {
  await begin(browser, 'latin.txt', Buffer.from('na\xefve caf\xe9 \x80\n', 'latin1'));
  await guest.open('latin.txt');
  await guest.expectText('naïve café €\n');
  await guest.page.keyboard.press('Control+End');
  await guest.type('déjà');
  await guest.expectText('naïve café €\ndéjà');
  await guest.save();
  await expect.poll(() => bytesOf('latin.txt')).toEqual(Buffer.from('na\xefve caf\xe9 \x80\nd\xe9j\xe0', 'latin1'));
  await guest.page.keyboard.insertText(' 日');
  await guest.expectText('naïve café €\ndéjà 日');
  await guest.save();
  await expect(
    guest.page.getByText(/Windows 1252, the encoding of this file, does not have “日”/).first(),
  ).toBeVisible();
  expect(await bytesOf('latin.txt')).toEqual(Buffer.from('na\xefve caf\xe9 \x80\nd\xe9j\xe0', 'latin1'));
  await guest.expectDirty('latin.txt', true);
});

test('a binary file is shown as one, opened all the same it is read-only, and its bytes are never touched', async ({
  browser,
}) => {
  const content = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 7) % 256));
  await begin(browser, 'picture.dat', content);
  await guest.page.keyboard.press('Control+p');
  const input = guest.page.locator('.quick-input-widget input').first();
  await input.fill('picture.dat');
  await guest.page.locator('.quick-input-list .monaco-list-row', { hasText: 'picture.dat' }).first().waitFor();
  await input.press('Enter');
  await expect(guest.page.getByText('is either binary or uses an unsupported text encoding')).toBeVisible();
  await guest.page.getByRole('button', { name: 'Open Anyway' }).click();
  const choice = guest.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Text Editor' }).first();
  await choice.click();
  await guest.editor.locator('.view-line').first().waitFor();
  await guest.editor.locator('textarea, .native-edit-context').first().focus();
  await guest.type('x');
  await expect(guest.page.getByText(/not a text; it can be viewed/).first()).toBeVisible();
  await guest.save();
  await expect(ada.open('picture.dat')).rejects.toMatchObject({ code: 'not-text' });
  expect(await bytesOf('picture.dat')).toEqual(content);
});

test('1 MB is pasted in one go, arrives whole, and one undo takes it away', async ({ browser }) => {
  await begin(browser, 'paste.txt', 'before\nafter\n');
  await guest.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await guest.open('paste.txt');
  const document = await ada.open('paste.txt');
  const pasted = Array.from({ length: 20_000 }, (_, index) => `pasted line ${index} of a table with 😀, more or less\n`)
    .join('')
    .slice(0, 1024 * 1024);
  await guest.page.evaluate((text) => navigator.clipboard.writeText(text), pasted);
  await guest.page.keyboard.press('Control+Home');
  await guest.page.keyboard.press('ArrowDown');
  await guest.page.keyboard.press('Control+v');
  await expect.poll(() => document.length).toBe('before\nafter\n'.length + pasted.length);
  expect(document.toString()).toBe(`before\n${pasted}after\n`);
  document.edit([{ offset: 0, deleteLength: 0, insertText: 'ada ' }]);
  await guest.save();
  await expect.poll(() => host.read('paste.txt')).toBe(`ada before\n${pasted}after\n`);
  await guest.page.keyboard.press('Control+z');
  await guest.expectText('ada before\nafter\n');
  await expect.poll(() => document.toString()).toBe('ada before\nafter\n');
});

test('hundreds of places are replaced at once while somebody else types among them', async ({ browser }) => {
  const lines = Array.from({ length: 600 }, (_, index) => `const value${index} = old + old;\n`);
  await begin(browser, 'replace.txt', lines.join(''));
  await guest.open('replace.txt');
  const document = await ada.open('replace.txt');
  await guest.page.keyboard.press('Control+h');
  await guest.page.getByRole('textbox', { name: 'Find', exact: true }).fill('old');
  await expect(guest.editor.getByText(/\? of 1200|1 of 1200/)).toBeVisible();
  await guest.page.getByRole('textbox', { name: 'Replace', exact: true }).fill('😀new');
  let typed = 0;
  const type = () => {
    const offset = document.toString().indexOf('\n', (document.length * (typed % 9)) / 9);
    document.edit([{ offset, deleteLength: 0, insertText: `/${typed++}` }]);
  };
  const timer = setInterval(type, 5);
  try {
    await expect.poll(() => typed).toBeGreaterThan(20);
    await guest.page.keyboard.press('Control+Alt+Enter');
    await expect.poll(() => document.toString().includes('old')).toBe(false);
  } finally {
    clearInterval(timer);
  }
  await ada.client.settled();
  await ada.save(document);
  const text = document.toString();
  expect(text.match(/😀new/g)).toHaveLength(1200);
  for (let i = 0; i < typed; i++) expect(text).toContain(`/${i}`);
  expect(await host.read('replace.txt')).toBe(text);
  await guest.expectDirty('replace.txt', false);
  await guest.page.keyboard.press('Escape');
  await guest.page.keyboard.press('Control+Home');
  await expect.poll(async () => (await guest.text()).split('\n')[0]).toBe(text.split('\n')[0]);
});

test('one emoji typed over another stays whole for everyone, with somebody else beside it', async ({ browser }) => {
  await begin(browser, 'emoji.txt', 'smile 😀 end\n');
  await guest.open('emoji.txt');
  const document = await ada.open('emoji.txt');
  await guest.page.keyboard.press('Control+Home');
  for (let i = 0; i < 'smile '.length; i++) await guest.page.keyboard.press('ArrowRight');
  await guest.page.keyboard.press('Shift+ArrowRight');
  document.edit([{ offset: 6, deleteLength: 0, insertText: '👩‍🚀' }]);
  await guest.expectText('smile 👩‍🚀😀 end\n');
  await guest.page.keyboard.insertText('😁');
  document.edit([{ offset: document.toString().indexOf(' end'), deleteLength: 0, insertText: '🎉' }]);
  await expect.poll(() => document.toString()).toMatch(/^smile 👩‍🚀(😁🎉|🎉😁) end\n$/u);
  const text = document.toString();
  await guest.expectText(text);
  await guest.page.keyboard.press('Control+z');
  await expect.poll(() => document.toString()).toMatch(/^smile 👩‍🚀(😀🎉|🎉😀) end\n$/u);
  await guest.page.keyboard.press('Control+y');
  await guest.expectText(text);
  await guest.save();
  await expect.poll(() => host.read('emoji.txt')).toBe(text);
});
