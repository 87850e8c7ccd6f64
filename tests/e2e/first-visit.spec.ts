import { globSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from '@playwright/test';
import { hashSecret } from '../../server/session/secrets.ts';
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

test('a link that came cut off, changed or broken into lines says what to do, and so does one that has expired', async ({
  browser,
}) => {
  test.slow();
  const host = await RunningHost.start();
  const guest = await WorkbenchPage.blank(browser);
  const { page } = guest;
  const { link } = host;
  const open = async (address: string) => {
    await page.goto('about:blank');
    await page.goto(address);
  };
  const title = (words: string) => expect(page.getByRole('heading', { name: words })).toBeVisible();
  try {
    const inviteAt = link.indexOf('invite=') + 'invite='.length;
    const damaged = [
      link.slice(0, inviteAt + 10),
      link.slice(0, link.indexOf('session=') + 12),
      link.replace('session=', 'sessoin='),
      link.replace('#', '#?!'),
    ];
    for (const address of damaged) {
      await open(address);
      await title('This link is not whole');
      await expect(page.getByText('Copy it once more, from https:// to its last character')).toBeVisible();
    }
    await page.screenshot({ path: test.info().outputPath('not-whole.png') });
    const box = page.getByRole('textbox', { name: 'Invite link' });
    await box.fill(damaged[0]!);
    await page.getByRole('button', { name: 'Join' }).click();
    await expect(page.getByRole('alert')).toContainText('Copy it whole');

    // One that holds, though its lines were broken, leads in.
    await box.fill(`${link.slice(0, inviteAt + 10)} ${link.slice(inviteAt + 10)} `);
    await page.getByRole('button', { name: 'Join' }).click();
    await title('Join boats');
    await open(link.replace('&', '%20&'));
    await title('Join boats');

    const other = (at: number) => `${link.slice(0, at)}${link[at] === 'x' ? 'y' : 'x'}${link.slice(at + 1)}`;
    for (const address of [other(inviteAt + 5), link.slice(0, inviteAt + 30), other(link.indexOf('session=') + 12)]) {
      await open(address);
      await title('This link does not open anything');
      await expect(page.getByRole('alert')).toContainText('copy it whole once more, or ask the host for a new one');
    }
    await host.end('SIGTERM');
    const expired = addExpiredInvite(host);
    await host.restart();
    await open(host.link.replace(/invite=[^&]+/, `invite=${expired}`));
    await title('This link does not open anything');
    await expect(page.getByRole('alert')).toContainText('ask the host for a new one');
    await page.screenshot({ path: test.info().outputPath('expired.png') });
    await open(host.link);
    await title('Join boats');
    expect(guest.errors).toEqual([]);
  } finally {
    await guest.close();
    await host.close();
  }
});

/** Gives an invite that has expired, in what a host keeps: none is made for less than an hour. */
function addExpiredInvite({ home }: RunningHost): string {
  const secret = 'an-invite-that-held-until-yesterday';
  const [file] = globSync(join(home, '**/sessions.db'));
  const database = new DatabaseSync(file!);
  database
    .prepare(
      `INSERT INTO invites (session, hash, role, expires_ms, once, used, is_link, place)
       SELECT session, ?, role, ?, 0, 0, 0, place + 1 FROM invites WHERE is_link = 1`,
    )
    .run(hashSecret(secret), Date.now() - 86_400_000);
  database.close();
  return secret;
}
