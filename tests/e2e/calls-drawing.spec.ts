import { expect, type Locator } from '@playwright/test';
import { expectMoving, join, press } from './lib/call-page.ts';
import { test } from './lib/pair.ts';
import type { WorkbenchPage } from './lib/workbench-page.ts';

const draw = ({ page }: WorkbenchPage, words: string) =>
  page.getByRole('button', { name: `Draw and point over ${words}` }).first();
const strokes = ({ page }: WorkbenchPage) => page.locator('.ensemble-call-stroke');
const pointers = ({ page }: WorkbenchPage) => page.locator('.ensemble-call-marks .ensemble-call-pointer');

/** Place of a mark in the picture over which it is, from 0 to 1. */
const placeIn = (mark: Locator) =>
  mark.evaluate((element) => {
    const picture = element.closest('.ensemble-call-board')!.getBoundingClientRect();
    const { left, top, width, height } = element.getBoundingClientRect();
    return [(left + width / 2 - picture.left) / picture.width, (top + height / 2 - picture.top) / picture.height];
  });

test('who watches a shared screen draws and points over it, by pointer and by keys; its sharer sees it at the same place', async ({
  owner,
  ada,
}, info) => {
  test.setTimeout(120_000);
  await join(owner);
  await join(ada);
  await press(ada, 'Share screen');
  await expectMoving(owner, 'Screen of Ada');
  await draw(owner, 'Screen of Ada').click();
  const board = owner.page.getByRole('application', { name: /^Board over Screen of Ada/ });
  const box = (await board.boundingBox())!;
  const { mouse } = owner.page;
  const at = (x: number, y: number) => [box.x + box.width * x, box.y + box.height * y] as const;
  await mouse.move(...at(0.25, 0.25));
  await mouse.down();
  await mouse.move(...at(0.5, 0.75), { steps: 8 });
  await mouse.move(...at(0.75, 0.25), { steps: 8 });
  await mouse.up();
  await expect(strokes(ada)).toHaveCount(1);
  await expect(strokes(owner)).toHaveCount(1);
  const [x, y] = await placeIn(strokes(ada).locator('path'));
  expect(x).toBeCloseTo(0.5, 1);
  expect(y).toBeCloseTo(0.5, 1);
  await expect(pointers(ada)).toHaveCount(1);
  await ada.page.screenshot({ path: info.outputPath('sharer.png') });
  await owner.page.screenshot({ path: info.outputPath('watcher.png') });
  await owner.page.getByRole('button', { name: 'Undo my last stroke' }).click();
  await expect(strokes(ada)).toHaveCount(0);

  await board.focus();
  await board.press('ArrowRight');
  const [from] = await expectPlace(ada);
  for (let step = 0; step < 5; step++) await board.press('ArrowRight');
  await expect.poll(async () => (await expectPlace(ada))[0]).toBeCloseTo(from + 0.1, 2);
  for (const row of ['ArrowDown', 'ArrowLeft'] as const) {
    await board.press(' ');
    for (let step = 0; step < 4; step++) await board.press(row);
    await board.press(' ');
  }
  await expect(strokes(ada)).toHaveCount(2);
  await owner.page.getByRole('button', { name: 'Clear my strokes' }).click();
  await expect(strokes(ada)).toHaveCount(0);
  await board.press('Escape');
  await expect(board).toHaveCount(0);
  await expect(draw(owner, 'Screen of Ada')).toBeFocused();
  await expect(pointers(ada)).toHaveCount(0);

  await draw(ada, 'Your screen').click();
  const own = ada.page.getByRole('application', { name: /^Board over Your screen/ });
  await own.press(' ');
  await own.press('ArrowUp');
  await own.press(' ');
  await expect(strokes(owner)).toHaveCount(1);
  await expect(strokes(owner)).toContainText('Ada');
  await expect(strokes(owner)).toHaveCount(0, { timeout: 15_000 });
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});

/** Waits for the other's pointer, and gives its place. */
async function expectPlace(window: WorkbenchPage): Promise<[number, number]> {
  await expect(pointers(window)).toHaveCount(1);
  const [x = 0, y = 0] = await placeIn(pointers(window));
  return [x, y];
}
