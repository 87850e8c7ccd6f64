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

/** A host whose calls are forwarded from a number of people on, with its own window. */
async function stageOf(browser: Browser, people: number) {
  const janus = await Janus.start();
  const host = await RunningHost.start();
  await writeFile(joinPath(host.home, 'calls.json'), JSON.stringify({ forwarder: janus.settings(people) }), {
    mode: 0o600,
  });
  const windows: WorkbenchPage[] = [];
  const enter = async (name: string | null) => {
    const window = await WorkbenchPage.blank(browser);
    windows.push(window);
    await window.context.addInitScript(countsConnections);
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
