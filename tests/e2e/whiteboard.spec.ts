import { expect } from '@playwright/test';
import { test } from './lib/pair.ts';
import type { WorkbenchPage } from './lib/workbench-page.ts';

const shots = process.env['SHOTS'];
const file = 'whiteboard-1.excalidraw';

const board = ({ page }: WorkbenchPage) => page.locator('.editor-group-container.active .ensemble-board .excalidraw');

/** Opens the whiteboard's file by quick open, and waits for the board. */
async function openBoard(window: WorkbenchPage): Promise<void> {
  await window.page.keyboard.press('Control+p');
  const input = window.page.locator('.quick-input-widget input').first();
  await input.fill(file);
  await expect(window.page.locator('.quick-input-list .monaco-list-row').first()).toContainText(file);
  await input.press('Enter');
  await board(window).waitFor();
}

/** Counts what is drawn on a board: pixels that are not its ground. */
function ink(window: WorkbenchPage): Promise<number> {
  return board(window)
    .locator('canvas.static')
    .evaluate((element) => {
      const canvas = element as HTMLCanvasElement;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      let count = 0;
      for (let at = 0; at < data.length; at += 4) if (data[at]! < 200) count++;
      return count;
    });
}

/** Draws a shape with the tool of a key, from a place to another, in parts of the board. */
async function draw(window: WorkbenchPage, key: string, [x1, y1]: number[], [x2, y2]: number[]): Promise<void> {
  const { mouse, keyboard } = window.page;
  const box = (await board(window).boundingBox())!;
  await board(window)
    .locator('canvas.interactive')
    .click({ position: { x: box.width * 0.9, y: box.height * 0.5 } });
  await keyboard.press(key);
  await mouse.move(box.x + box.width * x1!, box.y + box.height * y1!);
  await mouse.down();
  await mouse.move(box.x + box.width * x2!, box.y + box.height * y2!, { steps: 8 });
  await mouse.up();
}

/** Gives the types of the elements in a file's text, as any program reads it. */
function typesIn(text: string): string[] {
  return JSON.parse(text).elements.map(({ type }: { type: string }) => type);
}

test('two people draw on one board: each sees the other’s shapes and pointer, undoes their own, and the file is Excalidraw’s', async ({
  owner,
  ada,
  host,
}) => {
  await owner.command('Ensemble: New Whiteboard');
  await board(owner).waitFor();
  await openBoard(ada);
  expect(await ink(ada)).toBe(0);
  await draw(owner, 'r', [0.3, 0.3], [0.45, 0.5]);
  await expect.poll(() => ink(ada)).toBeGreaterThan(100);
  const withOne = await ink(owner);
  await draw(ada, 'o', [0.55, 0.3], [0.7, 0.5]);
  await expect.poll(() => ink(owner)).toBeGreaterThan(withOne + 100);
  if (shots) await owner.page.screenshot({ path: `${shots}/two-people.png` });

  await owner.save();
  await expect.poll(async () => typesIn(await host.read(file))).toEqual(['rectangle', 'ellipse']);
  await owner.expectDirty(file, false);

  await board(owner)
    .locator('canvas.interactive')
    .click({ position: { x: 500, y: 400 } });
  await owner.page.keyboard.press('Control+z');
  await owner.page.keyboard.press('Control+z');
  await owner.page.keyboard.press('Control+z');
  await owner.expectDirty(file, true);
  await owner.save();
  await expect.poll(async () => typesIn(await host.read(file))).toEqual(['ellipse']);
  await owner.page.keyboard.press('Control+Shift+z');
  await owner.expectDirty(file, true);
  await owner.save();
  await expect.poll(async () => typesIn(await host.read(file)).toSorted()).toEqual(['ellipse', 'rectangle']);

  await ada.page.reload();
  await board(ada).waitFor({ timeout: 30_000 });
  await expect.poll(() => ink(ada)).toBeGreaterThan(withOne);
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});
