import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { faultsIn } from './lib/axe.ts';
import { BoardPage, typesIn } from './lib/board-page.ts';
import { test } from './lib/pair.ts';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

const shots = process.env['SHOTS'];
const file = 'whiteboard-1.excalidraw';

const shoot = async ({ page }: WorkbenchPage, name: string) => {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png` });
};

async function newBoard(window: WorkbenchPage): Promise<BoardPage> {
  await window.command('Ensemble: New Whiteboard');
  const board = new BoardPage(window, file);
  await board.drawing.waitFor();
  return board;
}

test('two people draw on one board: each sees the other’s shapes and pointer, undoes their own, and the file is Excalidraw’s', async ({
  owner,
  ada,
  host,
}) => {
  test.setTimeout(120_000);
  const own = await newBoard(owner);
  const hers = await BoardPage.open(ada, file);
  expect(await hers.ink()).toBe(0);
  await own.draw('r', [0.3, 0.3], [0.45, 0.5]);
  await expect.poll(() => hers.ink()).toBeGreaterThan(100);
  const withOne = await own.ink();
  await hers.draw('o', [0.55, 0.3], [0.7, 0.5]);
  await expect.poll(() => own.ink()).toBeGreaterThan(withOne + 100);
  await shoot(owner, 'two-people');

  await own.focus();
  await owner.page.keyboard.press('Control+Shift+e');
  await owner.page.keyboard.press('Escape');
  await expect(own.drawing.locator('.Modal')).toHaveCount(0);
  await own.focus();
  await owner.page.keyboard.press('Control+p');
  await expect(owner.page.locator('.quick-input-widget input').first()).toBeFocused();
  await owner.page.keyboard.press('Escape');
  const pointer = own.place.locator('.ensemble-board-pointer');
  await ada.page.mouse.move(5, 5);
  await expect(pointer).toHaveCount(0);
  const { x, y, width, height } = (await hers.drawing.boundingBox())!;
  await ada.page.mouse.move(x + width * 0.6, y + height * 0.6);
  await expect(pointer).toHaveText('Ada');

  await owner.save();
  await expect.poll(async () => typesIn(await host.read(file))).toEqual(['rectangle', 'ellipse']);
  await owner.expectDirty(file, false);
  await own.focus();
  // Selecting is a step of Excalidraw's as well.
  for (let count = 0; count < 5; count++) await owner.page.keyboard.press('Control+z');
  await owner.expectDirty(file, true);
  await owner.save();
  await expect.poll(async () => typesIn(await host.read(file))).toEqual(['ellipse']);
  for (let count = 0; count < 5; count++) await owner.page.keyboard.press('Control+Shift+z');
  await owner.expectDirty(file, true);
  await owner.save();
  await expect.poll(async () => typesIn(await host.read(file))).toEqual(['rectangle', 'ellipse']);

  await ada.page.reload();
  await hers.drawing.waitFor({ timeout: 30_000 });
  await expect.poll(() => hers.ink()).toBeGreaterThan(withOne);
  await ada.command('View: Reopen Editor With…'.replace('…', '...'));
  await ada.choose('Text Editor');
  await ada.expectText(/"type":"excalidraw"[\s\S]*"rectangle"[\s\S]*"ellipse"/);
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});

test('the people view says who is at a board, and a follower comes to it', async ({ owner, ada }) => {
  const own = await newBoard(owner);
  await own.draw('r', [0.3, 0.3], [0.45, 0.5]);
  await ada.command('Ensemble: Focus on People View');
  const people = ada.page.getByRole('list', { name: 'People' });
  await expect(people.getByRole('listitem').filter({ hasText: file })).toHaveCount(1);
  await people.getByRole('button', { name: /^Follow / }).click();
  const hers = new BoardPage(ada, file);
  await expect.poll(() => hers.ink().catch(() => 0)).toBeGreaterThan(100);
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});

test('who draws without a connection goes on, and both drawings are on all boards when it is back', async ({
  owner,
  ada,
  host,
}) => {
  test.setTimeout(120_000);
  const own = await newBoard(owner);
  const hers = await BoardPage.open(ada, file);
  await ada.page.context().setOffline(true);
  await hers.draw('o', [0.55, 0.3], [0.7, 0.5]);
  await own.draw('r', [0.3, 0.3], [0.45, 0.5]);
  await own.draw('d', [0.3, 0.55], [0.45, 0.7]);
  await ada.page.context().setOffline(false);
  await expect
    .poll(
      async () => {
        await owner.save();
        // Where both drew the first element, a comma is missing for a moment.
        return host
          .read(file)
          .then(typesIn, () => [])
          .catch(() => [])
          .then(({ length }) => length);
      },
      { timeout: 40_000 },
    )
    .toBe(3);
  expect(typesIn(await host.read(file)).toSorted()).toEqual(['diamond', 'ellipse', 'rectangle']);
  await expect.poll(async () => Math.abs((await own.ink()) - (await hers.ink()))).toBeLessThan(2000);
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});

test('a viewer looks and does not draw; given the right they draw, and taken it the board says so', async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const host = await RunningHost.start(['--share', '--admit-everyone', '--role', 'viewer', '--address', '127.0.0.1']);
  const owner = await WorkbenchPage.ofHost(browser, host.url);
  const bob = await WorkbenchPage.ofGuest(browser, host.link, 'Bob');
  try {
    const own = await newBoard(owner);
    await own.draw('r', [0.3, 0.3], [0.45, 0.5]);
    const his = await BoardPage.open(bob, file);
    await expect.poll(() => his.ink()).toBeGreaterThan(100);
    await expect(his.notice).toHaveText('You can look at this whiteboard, but not draw on it.');
    await expect(his.drawing.getByRole('radio', { name: 'Rectangle' })).toHaveCount(0);
    const before = await own.ink();
    await his.draw('o', [0.55, 0.3], [0.7, 0.5]);
    await shoot(bob, 'viewer');
    const make = async (role: string) => {
      await owner.command('Ensemble: Focus on People View');
      await owner.page.getByRole('button', { name: 'Manage Bob' }).click();
      await owner.choose(role);
    };
    await make('Make an editor');
    await expect(his.notice).toBeHidden();
    expect(await own.ink()).toBe(before);
    await his.draw('o', [0.55, 0.3], [0.7, 0.5]);
    await expect.poll(() => own.ink()).toBeGreaterThan(before + 100);
    await make('Make a viewer');
    await expect(his.notice).toHaveText('You can look at this whiteboard, but not draw on it.');
    await shoot(bob, 'taken');
    expect([...owner.errors, ...bob.errors]).toEqual([]);
  } finally {
    for (const window of [owner, bob]) await window.close();
    await host.close();
  }
});

test('a replay shows the board as it was at each time', async ({ owner }) => {
  test.setTimeout(120_000);
  const board = await newBoard(owner);
  await board.draw('r', [0.3, 0.3], [0.45, 0.5]);
  await expect.poll(() => board.ink()).toBeGreaterThan(100);
  const withOne = await board.ink();
  await board.draw('o', [0.55, 0.3], [0.7, 0.5]);
  await owner.save();
  await owner.expectDirty(file, false);
  await owner.command('Ensemble: Replay This Session');
  const time = owner.page.getByRole('slider', { name: 'Time' });
  await time.waitFor({ timeout: 30_000 });
  await time.press('End');
  await board.openFile();
  await board.drawing.waitFor();
  await expect.poll(() => board.ink()).toBeGreaterThan(withOne);
  await shoot(owner, 'replay');
  await time.press('Home');
  await expect.poll(() => board.ink().catch(() => 0)).toBe(0);
  await time.press('End');
  await expect.poll(() => board.ink().catch(() => 0)).toBeGreaterThan(withOne);
  expect(owner.errors).toEqual([]);
});

test('hostile boards are refused in words, and open as text', async ({ owner, host }) => {
  test.setTimeout(120_000);
  const element = (id: string, more: object = {}) => ({
    ...{ id, type: 'rectangle', x: 0, y: 0, width: 50, height: 50, version: 1, versionNonce: 1, ...more },
  });
  const put = (name: string, elements: unknown[]) =>
    writeFile(join(host.folder, name), JSON.stringify({ type: 'excalidraw', version: 2, elements, files: {} }));
  await put(
    'many.excalidraw',
    Array.from({ length: 100_000 }, (_, at) => element(`e${at}`)),
  );
  await put('far.excalidraw', [
    element('a'),
    element('b', { x: 1e9 }),
    element('c', { link: 'javascript:alert(1)' }),
    element('d', { type: 'embeddable', link: 'https://example.com' }),
    element('e', { type: 'freedraw', points: 'x' }),
  ]);
  await writeFile(join(host.folder, 'no.excalidraw'), '{"elements": 1}');
  const many = new BoardPage(owner, 'many.excalidraw');
  await many.openFile();
  await expect(many.notice).toContainText('Too large for the whiteboard: open as text.', { timeout: 30_000 });
  await shoot(owner, 'too-large');
  const no = new BoardPage(owner, 'no.excalidraw');
  await no.openFile();
  await expect(no.notice).toContainText('no whiteboard that can be read');
  await no.notice.locator('vscode-button', { hasText: 'Open as Text' }).click();
  await owner.expectText(/^\{"elements": 1\}/);
  const far = await BoardPage.open(owner, 'far.excalidraw');
  await expect(far.notice).toContainText('2 lines of this file cannot be read, and are not shown.');
  await expect.poll(() => far.ink()).toBeGreaterThan(10);
  await expect(owner.page.locator('iframe[src*="example.com"]')).toHaveCount(0);
  await shoot(owner, 'damaged');
  await owner.expectDirty('far.excalidraw', false);
  expect(await faultsIn(owner.page, ['.editor-group-container.active .ensemble-board-notice'])).toEqual([]);
  expect(owner.errors).toEqual([]);
});

test('a picture and words come to all boards, everything from our own server, and a link asks before it opens', async ({
  owner,
  ada,
  host,
}) => {
  test.setTimeout(120_000);
  const foreign: string[] = [];
  for (const { page } of [owner, ada]) {
    page.on('console', (line) => line.text().includes('Content Security Policy') && foreign.push(line.text()));
    page.on('request', (request) => {
      const { hostname, protocol } = new URL(request.url());
      if (protocol.startsWith('http') && !/^(localhost|127\.0\.0\.1)$/.test(hostname)) foreign.push(request.url());
    });
  }
  const linked = { id: 'l', type: 'rectangle', x: 0, y: 0, width: 50, height: 50, version: 1, versionNonce: 1 };
  const link = 'https://example.com/board';
  await writeFile(join(host.folder, 'linked.excalidraw'), JSON.stringify({ elements: [{ ...linked, link }] }));
  const own = await newBoard(owner);
  const hers = await BoardPage.open(ada, file);
  const box = (await own.drawing.boundingBox())!;
  await own.focus();
  await owner.page.keyboard.press('t');
  await owner.page.mouse.click(box.x + box.width * 0.4, box.y + box.height * 0.3);
  await owner.type('Boats and wörds');
  await owner.page.keyboard.press('Escape');
  await expect.poll(() => hers.ink()).toBeGreaterThan(50);
  const withWords = await hers.ink();
  const dropped = await owner.page.evaluateHandle(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 200, height: 100 });
    const paint = canvas.getContext('2d')!;
    paint.fillStyle = '#777';
    paint.fillRect(0, 0, 200, 100);
    const blob = await new Promise<Blob>((resolve) => canvas.toBlob((made) => resolve(made!), 'image/png'));
    const transfer = new DataTransfer();
    transfer.items.add(new File([blob], 'grey.png', { type: 'image/png' }));
    return transfer;
  });
  const at = { clientX: box.x + box.width * 0.6, clientY: box.y + box.height * 0.6 };
  await own.drawing.locator('canvas.interactive').dispatchEvent('drop', { dataTransfer: dropped, ...at });
  await expect.poll(() => hers.ink(), { timeout: 20_000 }).toBeGreaterThan(withWords + 5000);
  await owner.save();
  await expect.poll(async () => typesIn(await host.read(file))).toEqual(['text', 'image']);
  expect(Object.keys(JSON.parse(await host.read(file)).files)).toHaveLength(1);
  await shoot(ada, 'picture');

  const other = await BoardPage.open(owner, 'linked.excalidraw');
  await expect.poll(() => other.ink()).toBeGreaterThan(10);
  const around = (await other.drawing.boundingBox())!;
  await owner.page.mouse.click(around.x + around.width / 2 + 33, around.y + around.height / 2 - 33);
  await expect(owner.page.getByRole('dialog')).toContainText(link);
  await owner.page.keyboard.press('Escape');
  expect(foreign).toEqual([]);
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});

for (const theme of ['Dark Modern', 'Light Modern', 'Default High Contrast', 'Default High Contrast Light'])
  test(`a board follows the theme ${theme}`, async ({ owner, ada }) => {
    test.skip(!shots, 'looked at by people');
    await owner.set({ 'workbench.colorTheme': theme });
    await owner.page.keyboard.press('Control+w');
    const own = await newBoard(owner);
    const hers = await BoardPage.open(ada, file);
    await own.draw('r', [0.3, 0.3], [0.45, 0.5]);
    await hers.draw('o', [0.55, 0.3], [0.7, 0.5]);
    const { x, y, width, height } = (await hers.drawing.boundingBox())!;
    await ada.page.mouse.move(x + width * 0.6, y + height * 0.6);
    await expect(own.place.locator('.ensemble-board-pointer')).toHaveText('Ada');
    await shoot(owner, `theme-${theme.replaceAll(' ', '-')}`);
  });

test('in a window as narrow as a phone a board has the whole width', async ({ owner, host, browser }) => {
  await newBoard(owner);
  const guest = await WorkbenchPage.blank(browser);
  await guest.page.setViewportSize({ width: 390, height: 800 });
  await guest.join(host.link, 'Ada');
  await guest.page.getByText('You are a guest in boats.').waitFor({ timeout: 30_000 });
  const board = await BoardPage.open(guest, file);
  await board.draw('r', [0.3, 0.3], [0.6, 0.5]);
  await expect.poll(() => board.ink()).toBeGreaterThan(100);
  await shoot(guest, 'phone');
  expect((await board.drawing.boundingBox())!.width).toBeGreaterThan(320);
  expect(await guest.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  expect(guest.errors).toEqual([]);
  await guest.close();
});
