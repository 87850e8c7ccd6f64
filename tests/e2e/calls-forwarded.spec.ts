import { writeFile } from 'node:fs/promises';
import { join as joinPath } from 'node:path';
import { type Browser, expect, test } from '@playwright/test';
import { hasJanus, Janus } from '../lib/janus.ts';
import { call, expectMoving, join, press, tile } from './lib/call-page.ts';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

test.skip(!hasJanus, 'Janus is not installed');

/** Counts the connections of a page that are open. */
const countsConnections = `{
  const all = new Set();
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...args) {
      super(...args);
      all.add(this);
    }
  };
  globalThis.openConnections = () => [...all].filter(({ connectionState }) => connectionState === 'connected').length;
}`;

const openConnections = ({ page }: WorkbenchPage) =>
  page.evaluate(() => (globalThis as unknown as { openConnections(): number }).openConnections());

/** Makes the browser's counters of a page say that all is well, but for the lines of which half is lost. */
const losesLines = `{
  globalThis.voices = new Set();
  globalThis.losing = new Set();
  const { getStats } = RTCPeerConnection.prototype;
  RTCPeerConnection.prototype.getStats = async function (...of) {
    const told = new Map();
    for (const [id, each] of await getStats.apply(this, of)) {
      if (each.type === 'candidate-pair') told.set(id, { ...each, currentRoundTripTime: 0.02 });
      else if (each.type === 'inbound-rtp') {
        if (each.kind === 'audio' && each.packetsReceived > 0) voices.add(each.mid);
        told.set(id, { ...each, jitter: 0, packetsLost: losing.has(each.mid) ? each.packetsReceived : 0 });
      } else told.set(id, each);
    }
    return told;
  };
}`;

interface Lines {
  voices: Set<string>;
  losing: Set<string>;
}

/** Lines of a page by which voices come. */
const voicesIn = ({ page }: WorkbenchPage) =>
  page.evaluate(() => [...(globalThis as unknown as Lines).voices].toSorted());
/** Lets a page lose half of what comes by one line, and nothing of others. */
const loseLine = ({ page }: WorkbenchPage, mid: string) =>
  page.evaluate((of) => {
    const { losing } = globalThis as unknown as Lines;
    losing.clear();
    losing.add(of);
  }, mid);

/** A host whose calls are forwarded from a number of people on, with its own window. */
async function stageOf(browser: Browser, people: number) {
  const janus = await Janus.start();
  const host = await RunningHost.start();
  await writeFile(joinPath(host.home, 'calls.json'), JSON.stringify({ forwarder: janus.settings(people) }), {
    mode: 0o600,
  });
  const windows: WorkbenchPage[] = [];
  const enter = async (name: string | null, script = countsConnections) => {
    const window = await WorkbenchPage.blank(browser);
    windows.push(window);
    await window.context.addInitScript(script);
    if (name === null) await window.page.goto(host.url);
    else await window.join(host.link, name);
    await window.ready();
    return window;
  };
  const close = async () => {
    await Promise.all(windows.map((each) => each.close()));
    await host.close();
    await janus.close();
  };
  return { janus, host, windows, enter, close };
}

test('a call that grows is forwarded by Janus: heard, seen, muted, left and joined; without Janus it goes on by itself, and through Janus again once that is back', async ({
  browser,
}) => {
  test.setTimeout(300_000);
  const { janus, enter, windows, close } = await stageOf(browser, 3);
  try {
    const own = await enter(null);
    const ada = await enter('Ada');
    const bob = await enter('Bob');
    await join(own);
    await join(ada);
    await press(ada, 'Camera');
    await expectMoving(own, 'Camera of Ada');
    await join(bob);
    for (const window of windows) await expect.poll(() => openConnections(window), { timeout: 40_000 }).toBe(2);
    await expectMoving(own, 'Camera of Ada');
    await expectMoving(bob, 'Camera of Ada');
    await expect(tile(own, /^Bob, speaking/)).toBeVisible({ timeout: 20_000 });
    await press(bob, 'Camera');
    await expectMoving(own, 'Camera of Bob');
    await press(bob, 'Mute');
    await expect(tile(own, /^Bob, muted/)).toBeVisible();
    await press(bob, 'Unmute');
    await expect(tile(ada, /^Bob, speaking/)).toBeVisible({ timeout: 20_000 });
    await press(ada, 'Leave call');
    await expect(tile(own, /^Ada/)).toHaveCount(0);
    const cleo = await enter('Cleo');
    await join(cleo);
    await expectMoving(cleo, 'Camera of Bob');
    await expect(tile(own, /^Cleo, speaking/)).toBeVisible({ timeout: 20_000 });
    await cleo.page.screenshot({ path: test.info().outputPath('forwarded.png') });
    await janus.end();
    await expect(call(own).getByRole('alert')).toContainText('The server that forwards this call (Janus) has gone');
    await own.page.screenshot({ path: test.info().outputPath('janus-gone.png') });
    await expectMoving(own, 'Camera of Bob');
    await expect(tile(own, /^Cleo, speaking/)).toBeVisible({ timeout: 20_000 });
    await janus.restart();
    await expect.poll(() => janus.senders(), { timeout: 60_000 }).toEqual([3]);
    // Two connections to Janus, and none to another window.
    for (const window of [own, bob, cleo])
      await expect.poll(() => openConnections(window), { timeout: 40_000 }).toBe(2);
    await expectMoving(own, 'Camera of Bob');
    await expectMoving(cleo, 'Camera of Bob');
    await expect(tile(own, /^Cleo, speaking/)).toBeVisible({ timeout: 20_000 });
    await expect(call(own).getByRole('alert')).toHaveCount(0);
    await own.page.screenshot({ path: test.info().outputPath('janus-back.png') });
    expect(windows.flatMap(({ errors }) => errors)).toEqual([]);
  } finally {
    await close();
  }
});

test('each person of a forwarded call has a quality of their own: one whose way is poor makes no other’s poor', async ({
  browser,
}, info) => {
  test.setTimeout(240_000);
  const { janus, enter, windows, close } = await stageOf(browser, 3);
  try {
    const own = await enter(null, losesLines);
    const ada = await enter('Ada');
    await enter('Bob');
    for (const window of windows) await join(window);
    await expect.poll(() => janus.senders(), { timeout: 40_000 }).toEqual([3]);
    await press(ada, 'Camera');
    await expectMoving(own, 'Camera of Ada');
    const [adas, bobs] = [tile(own, /^Ada/), tile(own, /^Bob/)];
    for (const each of [adas, bobs]) await expect(each).toHaveAccessibleName(/good connection$/, { timeout: 30_000 });
    const rateOf = async (each: typeof adas) => {
      const words = (await each.getAttribute('title')) ?? '';
      const [, number = '0', prefix] = /([\d.]+) ([kM])bit/.exec(words) ?? [];
      return Number(number) * (prefix === 'M' ? 1000 : 1);
    };
    // Only one of the two sends pictures.
    await expect
      .poll(async () => (await rateOf(adas)) / (await rateOf(bobs)), { timeout: 30_000 })
      .toBeGreaterThan(1.5);

    const voices = await voicesIn(own);
    expect(voices).toHaveLength(2);
    const poor: string[] = [];
    for (const voice of voices) {
      // All is well again before the next line is poor.
      await loseLine(own, 'none');
      for (const each of [adas, bobs]) await expect(each).toHaveAccessibleName(/good connection$/, { timeout: 30_000 });
      await loseLine(own, voice);
      const isPoor = async (each: typeof adas) =>
        /poor connection$/.test((await each.getAttribute('aria-label')) ?? '');
      await expect
        .poll(async () => [await isPoor(adas), await isPoor(bobs)].filter(Boolean).length, { timeout: 30_000 })
        .toBe(1);
      poor.push((await isPoor(adas)) ? 'Ada' : 'Bob');
      await expect((await isPoor(adas)) ? bobs : adas).toHaveAccessibleName(/good connection$/, { timeout: 30_000 });
      await own.page.screenshot({ path: info.outputPath(`poor-${poor.length}.png`) });
    }
    expect(poor.toSorted()).toEqual(['Ada', 'Bob']);
    expect(windows.flatMap(({ errors }) => errors)).toEqual([]);
  } finally {
    await close();
  }
});

test('who may call no longer is out of the room of Janus, and a call that is over leaves none there', async ({
  browser,
}) => {
  test.setTimeout(180_000);
  const { janus, enter, close } = await stageOf(browser, 2);
  try {
    const own = await enter(null);
    const ada = await enter('Ada');
    await join(own);
    await join(ada);
    await expect.poll(() => janus.senders(), { timeout: 30_000 }).toEqual([2]);
    await expect.poll(() => openConnections(ada), { timeout: 40_000 }).toBe(2);
    await own.command('Ensemble: Change Rights…');
    await own.page.locator('.quick-input-list .monaco-list-row', { hasText: /call/i }).first().click();
    await own.page.keyboard.press('Enter');
    await expect(call(ada)).toContainText('has no calls');
    await expect.poll(() => janus.senders()).toEqual([1]);
    await press(own, 'Leave call');
    await expect.poll(() => janus.senders()).toEqual([]);
  } finally {
    await close();
  }
});

test('without Janus, or with another secret than its own, a call goes from window to window', async ({ browser }) => {
  test.setTimeout(120_000);
  const { janus, host, enter, close } = await stageOf(browser, 2);
  try {
    const forwarder = janus.settings(2, 'a-secret-of-another-server');
    await writeFile(joinPath(host.home, 'calls.json'), JSON.stringify({ forwarder }), { mode: 0o600 });
    const own = await enter(null);
    const ada = await enter('Ada');
    await join(own);
    await join(ada);
    await expect(tile(own, /^Ada, speaking/)).toBeVisible({ timeout: 20_000 });
    expect(await janus.senders()).toEqual([]);
  } finally {
    await close();
  }
});
