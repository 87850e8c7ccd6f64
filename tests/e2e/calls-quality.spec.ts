import { type Browser, expect } from '@playwright/test';
import { call, expectMoving, join, press, tile } from './lib/call-page.ts';
import { test } from './lib/pair.ts';
import type { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

/** Time there and back that the browser's counters say, in place of the true one. */
const saysTime = `{
  const { getStats } = RTCPeerConnection.prototype;
  RTCPeerConnection.prototype.getStats = async function (...of) {
    const report = await getStats.apply(this, of);
    const told = new Map();
    for (const [id, each] of report) {
      const isFalse = globalThis.roundTripMs !== undefined;
      if (isFalse && each.type === 'candidate-pair') told.set(id, { ...each, currentRoundTripTime: roundTripMs / 1000 });
      else if (isFalse && each.type === 'inbound-rtp') told.set(id, { ...each, jitter: 0, packetsLost: 0 });
      else told.set(id, each);
    }
    return told;
  };
}`;

const sayTime = ({ page }: WorkbenchPage, ms: number) =>
  page.evaluate((roundTripMs) => void Object.assign(globalThis, { roundTripMs }), ms);

/** Ada's window, of which the counters say what the test wants. */
async function adaIn(browser: Browser, host: RunningHost): Promise<WorkbenchPage> {
  const ada = await WorkbenchPage.blank(browser);
  await ada.context.addInitScript(saysTime);
  await ada.join(host.link, 'Ada');
  await ada.ready();
  return ada;
}

test('a tile says how good the way to its person is, with delay, losses, jitter and bitrate', async ({
  browser,
  host,
  owner,
}, info) => {
  test.setTimeout(120_000);
  const ada = await adaIn(browser, host);
  await join(owner);
  await press(owner, 'Camera');
  await sayTime(ada, 40);
  await join(ada);
  const others = call(ada).getByRole('listitem').filter({ hasNotText: '(you)' });
  const expectWay = async (quality: string, words: RegExp) => {
    await expect(others).toHaveAccessibleName(new RegExp(`${quality} connection$`), { timeout: 20_000 });
    await expect(others).toHaveAccessibleDescription(words, { timeout: 20_000 });
    await ada.page.screenshot({ path: info.outputPath(`${quality}.png`) });
  };
  await expectWay(
    'good',
    /^Good connection: 40 ms there and back, 0 % lost, 0 ms jitter, [1-9].* [kM]bit\/s received$/,
  );
  await sayTime(ada, 250);
  await expectWay('fair', /^Fair connection: 250 ms/);
  await sayTime(ada, 900);
  await expectWay('poor', /^Poor connection, pictures are smaller for now: 900 ms/);
  await ada.close();
});

test('over a poor way a sender’s pictures get smaller, its voice stays, and they grow again once the way is good', async ({
  browser,
  host,
  owner,
}) => {
  test.setTimeout(180_000);
  const ada = await adaIn(browser, host);
  await sayTime(ada, 40);
  await join(owner);
  await join(ada);
  await press(ada, 'Camera');
  await expectMoving(owner, 'Camera of Ada');
  const video = owner.page.getByLabel('Camera of Ada', { exact: true }).first();
  const width = () => video.evaluate((each) => (each as HTMLVideoElement).videoWidth);
  // A browser begins with smaller pictures by itself, and one of a busy machine stays there.
  await expect.poll(width, { timeout: 60_000 }).toBeGreaterThanOrEqual(480);
  const before = await width();
  await sayTime(ada, 900);
  await expect.poll(width, { timeout: 30_000 }).toBeLessThanOrEqual(before / 2);
  await expect(tile(owner, /^Ada, speaking/)).toBeVisible({ timeout: 20_000 });
  await expectMoving(owner, 'Camera of Ada');
  await expect.poll(width, { timeout: 30_000 }).toBeLessThanOrEqual(1280 / 4);
  const least = await width();
  await sayTime(ada, 40);
  await expect.poll(width, { timeout: 90_000 }).toBeGreaterThan(least);
  await ada.close();
});
