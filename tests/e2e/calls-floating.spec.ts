import { expect } from '@playwright/test';
import { join, press } from './lib/call-page.ts';
import { test } from './lib/pair.ts';

test('the floating pictures are moved and resized by arrow keys and by dragging, and stay in the window', async ({
  owner,
}, info) => {
  test.setTimeout(90_000);
  const { page } = owner;
  await join(owner);
  await press(owner, 'Float pictures');
  const box = page.getByRole('region', { name: 'Call pictures' });
  const boxOf = async () => (await box.boundingBox())!;
  const corner = page.getByRole('button', { name: 'Size: drag, or use arrow keys' });
  const bar = page.getByRole('button', { name: 'Move: drag, or use arrow keys' });
  const start = await boxOf();

  await corner.focus();
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown']) await page.keyboard.press(key);
  expect(await boxOf()).toEqual({ ...start, width: start.width + 40, height: start.height + 20 });
  await page.screenshot({ path: info.outputPath('larger.png') });
  for (let step = 0; step < 40; step++) await page.keyboard.press('ArrowLeft');
  for (let step = 0; step < 40; step++) await page.keyboard.press('ArrowUp');
  expect(await boxOf()).toMatchObject({ width: 200, height: 150 });
  await page.screenshot({ path: info.outputPath('least.png') });
  await page.keyboard.press('ArrowRight');
  expect((await boxOf()).width).toBe(220);

  const at = (await corner.boundingBox())!;
  await page.mouse.move(at.x + 9, at.y + 9);
  await page.mouse.down();
  await page.mouse.move(at.x + 109, at.y + 59, { steps: 5 });
  await page.mouse.up();
  expect(await boxOf()).toMatchObject({ width: 320, height: 200 });
  await page.mouse.down();
  await page.mouse.move(5_000, 5_000);
  await page.mouse.up();
  const most = await boxOf();
  const { width, height } = page.viewportSize()!;
  expect(most.x + most.width).toBeLessThanOrEqual(width);
  expect(most.y + most.height).toBeLessThanOrEqual(height);

  await corner.focus();
  for (let step = 0; step < 30; step++) for (const key of ['ArrowLeft', 'ArrowUp']) await page.keyboard.press(key);
  await bar.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  expect(await boxOf()).toMatchObject({ x: start.x + 20, y: start.y + 20 });
  expect(owner.errors).toEqual([]);
});
