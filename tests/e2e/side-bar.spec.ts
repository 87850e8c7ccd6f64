import { expect, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

/** Rows of a list that a section shows at least. */
const leastBodyPx = 60;

test('all four sections of Ensemble’s side bar are usable at once in a window of 800 × 600', async ({ browser }) => {
  test.setTimeout(90_000);
  const host = await RunningHost.start();
  const own = await WorkbenchPage.ofHost(browser, host.url);
  const { page } = own;
  try {
    await page.setViewportSize({ width: 800, height: 600 });
    await own.open('index.html');
    await own.type('unsaved');
    for (const title of ['Show What Is Unsaved', 'Show Activity']) {
      await own.command(title);
      await page.screenshot({ path: test.info().outputPath(`${title}.png`) });
    }
    const panes = page.locator('.part.sidebar .pane');
    await expect(panes).toHaveCount(4);
    await expect
      .poll(() =>
        panes.evaluateAll((all) =>
          all.map((pane) => {
            const { bottom } = pane.getBoundingClientRect();
            const bar = pane.closest('.part')!.getBoundingClientRect();
            return bottom <= bar.bottom + 1;
          }),
        ),
      )
      .toEqual(Array.from({ length: 4 }, () => true));
    // The section of the locks is closed while there are none.
    await expect.poll(() => panes.locator('.pane-body').count()).toBeGreaterThanOrEqual(3);
    const heights = await panes.locator('.pane-body').evaluateAll((all) => all.map(({ clientHeight }) => clientHeight));
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(leastBodyPx);
    await page.screenshot({ path: test.info().outputPath('all.png') });
    expect(own.errors).toEqual([]);
  } finally {
    await own.close();
    await host.close();
  }
});
