import { expect } from '@playwright/test';
import { faultsIn, inEachTheme } from './lib/axe.ts';
import { call, expectMoving, join, press } from './lib/call-page.ts';
import { test } from './lib/pair.ts';

const narrow = { width: 390, height: 800 };

test('axe finds no fault in the device check, the docked call and the floating one, in four themes; at 390 pixels nothing is cut off', async ({
  owner,
  ada,
}, info) => {
  test.setTimeout(300_000);
  const { page } = owner;
  const found: string[] = [];
  const look = (name: string, selector: string) =>
    inEachTheme(owner, async (theme) => {
      await expect(page.locator(selector)).toBeVisible();
      await page.screenshot({ path: info.outputPath(`${name}-${theme}.png`) });
      found.push(...(await faultsIn(page, [selector])).map((fault) => `${name}, ${theme}: ${fault}`));
    });
  await owner.command('Ensemble: Show Call');
  await press(owner, 'Check devices');
  await expect(call(owner).getByRole('meter', { name: 'Without noise' })).toBeVisible({ timeout: 20_000 });
  await look('check', '.ensemble-call');
  await press(owner, 'Join call');
  await join(ada);
  await press(ada, 'Camera');
  await expectMoving(owner, 'Camera of Ada');
  await call(owner).getByText('Devices').click();
  await look('docked', '.ensemble-call');
  const { width, height } = page.viewportSize()!;
  await page.setViewportSize(narrow);
  for (const button of await call(owner).getByRole('button').all()) {
    await button.scrollIntoViewIfNeeded();
    const box = (await button.boundingBox())!;
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(narrow.width);
  }
  await page.screenshot({ path: info.outputPath('docked-390.png') });
  await page.setViewportSize({ width, height });
  await press(owner, 'Float pictures');
  await look('floating', '.ensemble-call-float');
  await page.setViewportSize(narrow);
  const box = (await page.locator('.ensemble-call-float').boundingBox())!;
  expect(box.x).toBeGreaterThanOrEqual(0);
  expect(box.x + box.width).toBeLessThanOrEqual(narrow.width);
  await page.screenshot({ path: info.outputPath('floating-390.png') });
  expect(found).toEqual([]);
});
