import { type Browser, chromium, expect, type LaunchOptions, test } from '@playwright/test';
import { call, expectMoving, join, press, tile } from './lib/call-page.ts';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

const alert = (window: WorkbenchPage) => call(window).getByRole('alert');

/** A host's window and Ada's, whose page is prepared first. */
async function stageOf(browser: Browser, script?: string) {
  const host = await RunningHost.start();
  const own = await WorkbenchPage.ofHost(browser, host.url);
  const ada = await WorkbenchPage.blank(browser);
  if (script !== undefined) await ada.context.addInitScript(script);
  await ada.join(host.link, 'Ada');
  await ada.ready();
  const close = async () => {
    await Promise.all([own.close(), ada.close()]);
    await host.close();
  };
  return { host, own, ada, close };
}

/** Keeps the tracks of a page's devices at hand, so that one can be pulled out as its cable would be. */
const keepsTracks = `{
  const { mediaDevices } = navigator;
  const { getUserMedia } = mediaDevices;
  const tracks = [];
  mediaDevices.getUserMedia = async (...wish) => {
    const stream = await getUserMedia.apply(mediaDevices, wish);
    tracks.push(...stream.getTracks());
    return stream;
  };
  globalThis.pullOut = (kind) => {
    const track = tracks.findLast((each) => each.kind === kind && each.readyState === 'live');
    track.stop();
    track.dispatchEvent(new Event('ended'));
  };
}`;

const pullOut = ({ page }: WorkbenchPage, kind: 'audio' | 'video') =>
  page.evaluate((of) => (globalThis as unknown as { pullOut(kind: string): void }).pullOut(of), kind);
const plugIn = ({ page }: WorkbenchPage) =>
  page.evaluate(() => void navigator.mediaDevices.dispatchEvent(new Event('devicechange')));

test('a microphone and a camera that are pulled out in a call are said, to the others too, and taken again once they are back', async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const { own, ada, close } = await stageOf(browser, keepsTracks);
  try {
    await join(own);
    await join(ada);
    await press(ada, 'Camera');
    await expectMoving(own, 'Camera of Ada');
    await pullOut(ada, 'audio');
    await expect(alert(ada)).toContainText('The microphone is gone: the others do not hear you.');
    await expect(tile(own, /^Ada, muted/)).toBeVisible();
    await ada.page.screenshot({ path: test.info().outputPath('pulled-out.png') });
    await plugIn(ada);
    await expect(alert(ada)).toHaveCount(0);
    await expect(tile(own, /^Ada, speaking/)).toBeVisible({ timeout: 20_000 });
    await pullOut(ada, 'video');
    await expect(alert(ada)).toContainText('The camera is gone');
    await expect(own.page.getByLabel('Camera of Ada')).toHaveCount(0);
    await plugIn(ada);
    await expectMoving(own, 'Camera of Ada');
    expect([...own.errors, ...ada.errors]).toEqual([]);
  } finally {
    await close();
  }
});

/** Gives a microphone that is switched off at its cable: exact zeros. */
const deadMicrophone = `navigator.mediaDevices.getUserMedia = async () =>
  new AudioContext().createMediaStreamDestination().stream;`;

test('a microphone that gives only silence is said before joining and in the call, and not while muted', async ({
  browser,
}) => {
  test.setTimeout(90_000);
  const { ada, close } = await stageOf(browser, deadMicrophone);
  try {
    await ada.command('Ensemble: Show Call');
    await press(ada, 'Check devices');
    await expect(alert(ada)).toContainText('Your microphone gives only silence', { timeout: 5_000 });
    await press(ada, 'Join call');
    await expect(call(ada).getByRole('button', { name: 'Leave call' })).toBeVisible({ timeout: 20_000 });
    await expect(alert(ada)).toContainText('only silence');
    await press(ada, 'Mute');
    await expect(alert(ada)).toHaveCount(0);
  } finally {
    await close();
  }
});

test('a key is held to talk: muted from the start, heard while it is down, also from an editor', async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const { own, ada, close } = await stageOf(browser);
  try {
    await ada.set({ 'ensemble.call.pushToTalkKey': 'F9' });
    await expect(async () => {
      await join(ada);
      await expect(call(ada)).toContainText('Hold F9 to talk.', { timeout: 1_000 });
    }).toPass();
    await join(own);
    await expect(tile(own, /^Ada, muted/)).toBeVisible({ timeout: 20_000 });
    await ada.open('README.md');
    await ada.page.keyboard.down('F9');
    await expect(tile(own, /^Ada, speaking/)).toBeVisible({ timeout: 20_000 });
    await ada.page.keyboard.up('F9');
    await expect(tile(own, /^Ada, muted/)).toBeVisible();
  } finally {
    await close();
  }
});

/** Runs with a browser that is started in another way. */
async function inBrowser(options: LaunchOptions, args: string[], run: (browser: Browser) => Promise<void>) {
  const browser = await chromium.launch({ ...options, args });
  try {
    await run(browser);
  } finally {
    await browser.close();
  }
}

const denying = ['--use-fake-ui-for-media-stream=deny', '--use-fake-device-for-media-stream'];

test('who allows no microphone and no camera is told, joins, and hears the others', async ({
  browser,
  launchOptions,
}) => {
  test.setTimeout(120_000);
  const { host, own, close } = await stageOf(browser);
  try {
    await join(own);
    await inBrowser(launchOptions, denying, async (other) => {
      const bob = await WorkbenchPage.ofGuest(other, host.link, 'Bob');
      await bob.command('Ensemble: Show Call');
      await press(bob, 'Check devices');
      await expect(alert(bob)).toContainText(
        'The microphone is not allowed for this page: allow it beside the address',
      );
      await press(bob, 'Join call');
      await expect(call(bob).getByRole('button', { name: 'Leave call' })).toBeVisible({ timeout: 20_000 });
      await expect(alert(bob)).toContainText('The microphone is not allowed');
      await expect(call(bob)).toContainText('They do not hear you');
      await expect(tile(own, /^Bob, muted/)).toBeVisible();
      await expect(call(bob).getByRole('listitem', { name: /speaking/ })).toBeVisible({ timeout: 20_000 });
      await press(bob, 'Camera');
      await expect(alert(bob)).toContainText('The camera is not allowed');
      await bob.page.screenshot({ path: test.info().outputPath('denied.png') });
      await bob.close();
    });
  } finally {
    await close();
  }
});

test('who has no microphone and no camera is told, and joins', async ({ launchOptions }) => {
  test.setTimeout(90_000);
  const host = await RunningHost.start();
  try {
    await inBrowser(launchOptions, [], async (browser) => {
      const own = await WorkbenchPage.ofHost(browser, host.url);
      await join(own);
      await expect(alert(own)).toContainText('No microphone was found: plug one in and try again.');
      await press(own, 'Camera');
      await expect(alert(own)).toContainText('No camera was found');
      await own.close();
    });
  } finally {
    await host.close();
  }
});
