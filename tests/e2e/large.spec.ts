import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, open, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { ScriptedGuest } from './lib/scripted-guest.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

const mebibyte = 1024 * 1024;

let host: RunningHost;
const windows: WorkbenchPage[] = [];
const guests: ScriptedGuest[] = [];

test.beforeEach(async () => {
  host = await RunningHost.start();
});

test.afterEach(async () => {
  for (const guest of guests.splice(0)) {
    expect(guest.drops).toBe(0);
    guest.leave();
  }
  for (const window of windows.splice(0)) {
    expect(window.errors).toEqual([]);
    await window.close();
  }
  await host.close();
});

function keep(window: WorkbenchPage): WorkbenchPage {
  windows.push(window);
  return window;
}

async function scripted(name: string): Promise<ScriptedGuest> {
  const guest = await ScriptedGuest.join(host.link, name);
  guests.push(guest);
  return guest;
}

const hashOf = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');

/** The most memory that the host ever had. */
function peakBytes(): number {
  const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${host.pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}

/** Counts the bytes that the host keeps beside the folder. */
async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** Opens a file that may not come into a text editor. */
async function ask(window: WorkbenchPage, path: string): Promise<void> {
  await window.page.keyboard.press('Control+p');
  const input = window.page.locator('.quick-input-widget input').first();
  await input.fill(path);
  await window.page.locator('.quick-input-list .monaco-list-row', { hasText: path }).first().waitFor();
  await input.press('Enter');
}

test('a text of 10 MB is edited by three at once, opens for who comes late, and is saved as everyone sees it', async ({
  browser,
}) => {
  test.setTimeout(180_000);
  const line = 'a line of a rather long file, as logs and tables are\n';
  await writeFile(join(host.folder, 'large.txt'), line.repeat(Math.ceil((10 * mebibyte) / line.length)));
  const owner = keep(await WorkbenchPage.ofHost(browser, host.url));
  await owner.open('large.txt');
  const [ada, ben] = [await scripted('Ada'), await scripted('Ben')];
  const [adas, bens] = [await ada.open('large.txt'), await ben.open('large.txt')];
  await owner.page.keyboard.press('Control+Home');
  const typing = owner.type('the owner types here ');
  for (let i = 0; i < 100; i++) {
    adas.edit([{ offset: adas.length, deleteLength: 0, insertText: `ada ${i}\n` }]);
    bens.edit([{ offset: line.length * (1000 + i) + 2, deleteLength: 4, insertText: 'ben' }]);
    await Promise.all([ada.client.settled(), ben.client.settled()]);
  }
  await typing;
  const late = keep(await WorkbenchPage.ofGuest(browser, host.link, 'Late'));
  await late.open('large.txt');
  await expect.poll(() => late.text(), { timeout: 20_000 }).toContain('the owner types here a line');
  await late.page.keyboard.press('Control+End');
  await late.type('and late');
  await expect.poll(() => adas.toString().endsWith('ada 99\nand late')).toBe(true);
  await late.save();
  for (const window of windows) await window.expectDirty('large.txt', false);
  await ben.client.settled();
  const onDisk = await host.read('large.txt');
  expect(onDisk.match(/ben/g)).toHaveLength(100);
  expect([hashOf(adas.toString()), hashOf(bens.toString())]).toEqual([hashOf(onDisk), hashOf(onDisk)]);
});

test('a guest is shown at once that a file of 100 MB is binary; no more than its beginning travels', async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const piece = Buffer.from(Array.from({ length: mebibyte }, (_, index) => index % 251));
  const content = Buffer.concat(Array.from({ length: 100 }, () => piece));
  await writeFile(join(host.folder, 'large.bin'), content);
  await scripted('Ada');
  const guest = keep(await WorkbenchPage.ofGuest(browser, host.link, 'Guest'));
  let fetched = 0;
  guest.page.on('response', (response) => {
    if (response.url().includes('/blobs/')) fetched += Number(response.headers()['content-length'] ?? 0);
  });
  const before = peakBytes();
  await ask(guest, 'large.bin');
  await expect(guest.page.getByText('is either binary or uses an unsupported text encoding')).toBeVisible();
  expect(fetched).toBeLessThan(4 * mebibyte);
  expect(peakBytes() - before).toBeLessThan(64 * mebibyte);
  await guest.open('README.md');
  await guest.page.keyboard.press('Control+Home');
  await guest.type('still here ');
  await guest.expectText(/^still here /);
  expect(hashOf(await readFile(join(host.folder, 'large.bin')))).toBe(hashOf(content));
});

test('a guest is told that a text of 40 MB is very large; opened all the same it can be read but not edited', async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const file = await open(join(host.folder, 'large.log'), 'w');
  for (let i = 0; i < 40; i++) await file.write('one of very many lines of a log\n'.repeat(mebibyte / 32));
  await file.close();
  const ada = await scripted('Ada');
  const guest = keep(await WorkbenchPage.ofGuest(browser, host.link, 'Guest'));
  await ask(guest, 'large.log');
  await expect(guest.page.getByText('because it is very large (40.00MB)')).toBeVisible();
  await guest.page.getByRole('button', { name: 'Open Anyway' }).click();
  await guest.editor.locator('.view-line').first().waitFor({ timeout: 60_000 });
  await guest.editor.locator('textarea, .native-edit-context').first().focus();
  await expect(async () => {
    await guest.type('x');
    await expect(guest.page.getByText(/larger than 32 MB/).first()).toBeVisible({ timeout: 1000 });
  }).toPass();
  await expect(ada.open('large.log')).rejects.toMatchObject({ code: 'too-large' });
  // A file that is only looked at leaves no copy behind.
  expect(await bytesIn(host.home)).toBeLessThan(8 * mebibyte);
  expect(peakBytes()).toBeLessThan(400 * mebibyte);
});

test('a folder of 50,000 files starts, lists, finds and watches as a small one does', async ({ browser }) => {
  test.setTimeout(180_000);
  const folders = Array.from({ length: 250 }, (_, index) => `part ${index}`);
  for (const folder of folders) {
    await mkdir(join(host.folder, folder));
    const names = Array.from({ length: 200 }, (_, index) => `file-${index}.txt`);
    await Promise.all(names.map((name) => writeFile(join(host.folder, folder, name), `${folder} ${name}\n`)));
  }
  await host.end('SIGTERM');
  const startedMs = performance.now();
  await host.restart();
  expect(performance.now() - startedMs).toBeLessThan(10_000);
  const guest = keep(await WorkbenchPage.ofGuest(browser, host.link, 'Guest'));
  await guest.open('part 249/file-199.txt');
  await guest.expectText('part 249 file-199.txt\n');
  await guest.treeItem('file-199.txt').waitFor();
  await writeFile(join(host.folder, 'part 249', 'file-1990.txt'), 'new\n');
  await guest.treeItem('file-1990.txt').waitFor();
  await writeFile(join(host.folder, 'part 249', 'file-199.txt'), 'changed outside\n');
  await guest.expectText('changed outside\n');
  expect(peakBytes()).toBeLessThan(400 * mebibyte);
});

test('a path of 200 characters, with spaces and letters of many scripts, is opened, edited, saved and renamed', async ({
  browser,
}) => {
  const folder =
    'Папка с пробелами и длинным именем/日本語の長い名前のフォルダー です/مجلد باسم طويل/Ένας φάκελος με όνομα';
  const name = `${'ein schöner langer Name 名前 имя '.repeat(4)}`.slice(0, 200 - folder.length - 5).trimEnd();
  const path = `${folder}/${name.padEnd(200 - folder.length - 5, 'ß')}.txt`;
  expect(path).toHaveLength(200);
  await mkdir(join(host.folder, dirname(path)), { recursive: true });
  await writeFile(join(host.folder, path), 'first\n');
  const guest = keep(await WorkbenchPage.ofGuest(browser, host.link, 'Guest'));
  await guest.open(path);
  const ada = await scripted('Ada');
  const document = await ada.open(path);
  await guest.page.keyboard.press('Control+Home');
  await guest.type('mine ');
  await expect.poll(() => document.toString()).toBe('mine first\n');
  await guest.save();
  await expect.poll(() => host.read(path)).toBe('mine first\n');
  const item = guest.treeItem(path.split('/').at(-1)!);
  await item.click();
  await guest.page.keyboard.press('F2');
  const box = guest.page.locator('.explorer-folders-view input').first();
  await box.fill('другое имя 名.txt');
  await box.press('Enter');
  const renamed = `${folder}/другое имя 名.txt`;
  await expect.poll(() => existsSync(join(host.folder, renamed))).toBe(true);
  expect(existsSync(join(host.folder, path))).toBe(false);
  document.edit([{ offset: document.length, deleteLength: 0, insertText: 'still the same text' }]);
  await ada.save(document);
  expect(await host.read(renamed)).toBe('mine first\nstill the same text');
  await guest.expectText('mine first\nstill the same text');
});
