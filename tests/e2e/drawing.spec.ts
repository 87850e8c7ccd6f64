import { expect } from '@playwright/test';
import { test } from './lib/pair.ts';

test.use({
  files: { 'words.txt': Array.from({ length: 30 }, (_, line) => `line ${line + 1} of the file`).join('\n') },
});

const shots = process.env['SHOTS'];

test('a stroke over code is seen by the other, stays with its line while somebody types above, and fades', async ({
  owner,
  ada,
}) => {
  for (const window of [owner, ada]) await window.open('words.txt');
  await ada.command('Ensemble: Draw over Code');
  const board = ada.editor.locator('.ensemble-drawing-board');
  await expect(board).toBeVisible();
  await expect(board).toContainText('Esc to stop');
  const line = (await ada.editor.locator('.view-line', { hasText: 'line 7' }).boundingBox())!;
  const stroke = async () => {
    await ada.page.mouse.move(line.x, line.y + line.height);
    await ada.page.mouse.down();
    for (let step = 0; step <= 20; step++)
      await ada.page.mouse.move(line.x + step * 8, line.y + line.height + (step % 2) * 4);
    await ada.page.mouse.up();
  };
  await stroke();
  const drawn = owner.editor.locator('.ensemble-drawing');
  await expect(drawn).toHaveCount(1);
  await expect(drawn).toContainText('Ada');
  await expect(ada.editor.locator('.ensemble-drawing')).toHaveCount(1);
  const heightOf = () => drawn.evaluate((element) => (element as SVGGElement).getCTM()!.f);
  const before = await heightOf();
  if (shots) await owner.page.screenshot({ path: `${shots}/drawing.png` });
  if (shots) await ada.page.screenshot({ path: `${shots}/drawing-board.png` });
  await owner.page.keyboard.press('Control+Home');
  await owner.page.keyboard.press('Enter');
  await expect.poll(heightOf).toBeGreaterThan(before + 10);
  await ada.page.keyboard.press('Escape');
  await expect(board).toHaveCount(0);
  await ada.type('!');
  await owner.expectText(/!/);
  await expect(drawn).toHaveCount(0, { timeout: 15_000 });
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});
