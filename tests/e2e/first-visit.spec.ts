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
  await guest.page.getByRole('textbox', { name: 'Your name' }).fill('Ada');
  await guest.page.getByRole('button', { name: 'Join' }).click();
  await guest.ready();
  const { before, after } = await guest.page.evaluate(() => {
    const files = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
    const door = files.find(({ name }) => name.includes('/door?'))!;
    const isLarge = ({ name }: { name: string }) => /\/(workbench|base|editor|contributions)-.*\.js$/.test(name);
    const bytesOf = (some: PerformanceResourceTiming[]) => some.reduce((sum, file) => sum + file.transferSize, 0);
    const isEarly = ({ startTime }: { startTime: number }) => startTime < door.responseEnd;
    return {
      before: { bytes: bytesOf(files.filter(isEarly)), large: files.filter(isEarly).filter(isLarge).length },
      after: { bytes: bytesOf(files), large: files.filter(isLarge).length },
    };
  });
  expect(before.bytes).toBeLessThan(200_000);
  expect([before.large, after.large]).toEqual([0, 4]);
  expect(after.bytes).toBeLessThan(3_500_000);
  const scripts = asked.filter(({ path }) => path.endsWith('.js'));
  expect(new Set(await Promise.all(scripts.map(({ encoding }) => encoding)))).not.toContain('gzip');
  expect(await scripts.find(({ path }) => path.includes('/workbench-'))?.encoding).toBe('br');
  expect(guest.errors).toEqual([]);
  await guest.close();
  await link.close();
  await host.close();
});
