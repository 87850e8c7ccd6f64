import { expect, test } from '@playwright/test';
import { ThinLink } from '../lib/thin-link.ts';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

/** A link at which a file of 100 kB takes a second: what is asked for too early would be seen. */
const slow = { delayMs: 40, lossShare: 0, bitsPerSecond: 4_000_000, queueBytes: 256 * 1024 };

test('a guest is asked for a name before the megabytes of the workbench come, which then come compressed', async ({
  browser,
}) => {
  test.slow();
  const host = await RunningHost.start();
  const port = Number(new URL(host.link).port);
  const link = await ThinLink.to(port, slow);
  const guest = await WorkbenchPage.blank(browser);
  const asked: { path: string; encoding: Promise<string | null> }[] = [];
  guest.page.on('response', (response) =>
    asked.push({ path: new URL(response.url()).pathname, encoding: response.headerValue('content-encoding') }),
  );
  await guest.page.goto(host.link.replace(`:${port}/`, `:${link.port}/`));
  const name = guest.page.getByRole('textbox', { name: 'Your name' });
  await name.waitFor();
  expect(link.carried.downBytes).toBeLessThan(200_000);
  expect(asked.filter(({ path }) => /\/(workbench|base|editor|contributions)-.*\.js$/.test(path))).toEqual([]);
  await name.fill('Ada');
  await guest.page.getByRole('button', { name: 'Join' }).click();
  await guest.ready();
  const scripts = await Promise.all(
    asked
      .filter(({ path }) => /\/(workbench|base|editor|contributions)-.*\.js$/.test(path))
      .map(({ encoding }) => encoding),
  );
  expect(scripts).toEqual(['br', 'br', 'br', 'br']);
  expect(link.carried.downBytes).toBeLessThan(3_500_000);
  expect(guest.errors).toEqual([]);
  await guest.close();
  await link.close();
  await host.close();
});
