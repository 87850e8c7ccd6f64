import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { expect, test } from '@playwright/test';
import { Coturn, hasCoturn, turnSecret } from '../lib/coturn.ts';
import { call, expectMoving, join, press, tile } from './lib/call-page.ts';
import { RunningHost } from './lib/running-host.ts';
import { RunningServer } from './lib/running-server.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

test.skip(!hasCoturn, 'coturn is not installed');

const relays = ({ port }: Coturn, transport: string, secret = turnSecret) =>
  JSON.stringify({ servers: [{ urls: [`turn:127.0.0.1:${port}?transport=${transport}`], secret }], relayOnly: true });

/** A host whose owner names a relay in Ensemble's folder, with two windows in its call, which meet by it alone. */
async function stageOf(browser: Parameters<typeof WorkbenchPage.ofHost>[0], transport: string) {
  const coturn = await Coturn.start();
  const host = await RunningHost.start();
  const name = (secret?: string) =>
    writeFile(joinPath(host.home, 'calls.json'), relays(coturn, transport, secret), { mode: 0o600 });
  await name();
  const own = await WorkbenchPage.ofHost(browser, host.url);
  const ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  const close = async () => {
    await Promise.all([own.close(), ada.close()]);
    await host.close();
    await coturn.close();
  };
  return { coturn, host, own, ada, name, close };
}

for (const transport of ['udp', 'tcp'])
  test(`two people hear and see each other through a relay alone, over ${transport}`, async ({ browser }) => {
    test.setTimeout(120_000);
    const { own, ada, close } = await stageOf(browser, transport);
    try {
      await join(own);
      await join(ada);
      await press(ada, 'Camera');
      await press(own, 'Camera');
      await expectMoving(own, 'Camera of Ada');
      await expect(tile(own, /^Ada, speaking/)).toBeVisible({ timeout: 20_000 });
      await expect(ada.page.locator('.ensemble-call video')).toHaveCount(2);
      expect([...own.errors, ...ada.errors]).toEqual([]);
    } finally {
      await close();
    }
  });

test('a relay that ends in a call is said, and the call goes on by itself when it is back', async ({ browser }) => {
  test.setTimeout(180_000);
  const { coturn, own, ada, close } = await stageOf(browser, 'udp');
  try {
    await join(own);
    await join(ada);
    await press(ada, 'Camera');
    await expectMoving(own, 'Camera of Ada');
    await coturn.end();
    await expect(tile(own, /^Ada.*connection lost, trying again/)).toBeVisible({ timeout: 40_000 });
    await expect(call(own).getByRole('alert')).toContainText('No way to Ada is found', { timeout: 40_000 });
    await own.page.screenshot({ path: test.info().outputPath('relay-gone.png') });
    await coturn.restart();
    await expect(tile(own, /^Ada(?!.*connection lost)/)).toBeVisible({ timeout: 60_000 });
    await expect(call(own).getByRole('alert')).toHaveCount(0);
    await expectMoving(own, 'Camera of Ada');
  } finally {
    await close();
  }
});

test('a relay that does not take the password is said in words; once that is mended, joining again works', async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const { own, ada, name, close } = await stageOf(browser, 'udp');
  try {
    await name('a-secret-of-another-relay');
    await join(own);
    await join(ada);
    await expect(call(own).getByRole('alert')).toContainText("does not take this session's password", {
      timeout: 30_000,
    });
    await own.page.screenshot({ path: test.info().outputPath('relay-refuses.png') });
    await name();
    await press(ada, 'Leave call');
    await press(own, 'Leave call');
    await join(own);
    await join(ada);
    await expect(tile(own, /^Ada, speaking/)).toBeVisible({ timeout: 20_000 });
    await expect(call(own).getByRole('alert')).toHaveCount(0);
  } finally {
    await close();
  }
});

test('a stand-alone server names the relay of its operator', async ({ browser }) => {
  test.setTimeout(120_000);
  const coturn = await Coturn.start();
  const folder = await mkdtemp(joinPath(tmpdir(), 'ensemble-ice-'));
  const file = joinPath(folder, 'ice.json');
  await writeFile(file, relays(coturn, 'udp'), { mode: 0o600 });
  const server = await RunningServer.start(['--ice', file]);
  const host = await RunningHost.start(['--share', '--admit-everyone', '--server', server.hosts]);
  const own = await WorkbenchPage.ofHost(browser, host.url);
  const ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  try {
    await join(own);
    await join(ada);
    await expect(tile(own, /^Ada, speaking/)).toBeVisible({ timeout: 20_000 });
    await expect(tile(ada, /speaking/).first()).toBeVisible({ timeout: 20_000 });
  } finally {
    await Promise.all([own.close(), ada.close()]);
    await host.close();
    await server.close();
    await coturn.close();
    await rm(folder, { recursive: true, force: true });
  }
});
