import { type Browser, expect, test } from '@playwright/test';
import { call, expectMoving, join, press, tile } from './lib/call-page.ts';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

/** Keeps the tracks of a page's devices at hand: they can be pulled out, and be made to wait before they open. */
const holdsDevices = `{
  const { mediaDevices } = navigator;
  const { getUserMedia } = mediaDevices;
  const tracks = [];
  let wait = Promise.resolve();
  let open = () => undefined;
  globalThis.devices = {
    hold: () => void (wait = new Promise((resolve) => (open = resolve))),
    open: () => open(),
    live: () => tracks.filter(({ readyState }) => readyState === 'live').map(({ kind }) => kind),
    opened: () => tracks.length,
    pullOut: (kind) => {
      const track = tracks.findLast((each) => each.kind === kind && each.readyState === 'live');
      track.stop();
      track.dispatchEvent(new Event('ended'));
    },
    plugIn: () => void mediaDevices.dispatchEvent(new Event('devicechange')),
  };
  mediaDevices.getUserMedia = async (...wish) => {
    await wait;
    const stream = await getUserMedia.apply(mediaDevices, wish);
    tracks.push(...stream.getTracks());
    return stream;
  };
}`;

interface Devices {
  hold(): void;
  open(): void;
  live(): string[];
  opened(): number;
  pullOut(kind: 'audio' | 'video'): void;
  plugIn(): void;
}

/** Does something with the devices of a window's page. */
const devices = <Name extends keyof Devices>({ page }: WorkbenchPage, name: Name, ...args: Parameters<Devices[Name]>) =>
  page.evaluate(([what, given]) => Reflect.get(globalThis, 'devices')[what](...given) as ReturnType<Devices[Name]>, [
    name,
    args,
  ] as const);

const alert = (window: WorkbenchPage) => call(window).getByRole('alert');
const button = (window: WorkbenchPage, name: string) => call(window).getByRole('button', { name, exact: true });

/** A host's window and Ada's, whose devices the test holds. */
async function stageOf(browser: Browser) {
  const host = await RunningHost.start();
  const own = await WorkbenchPage.ofHost(browser, host.url);
  const ada = await WorkbenchPage.blank(browser);
  await ada.context.addInitScript(holdsDevices);
  await ada.join(host.link, 'Ada');
  await ada.ready();
  const close = async () => {
    expect([...own.errors, ...ada.errors]).toEqual([]);
    await Promise.all([own.close(), ada.close()]);
    await host.close();
  };
  return { host, own, ada, close };
}

test('one person is in the call with two windows: each is one of its places, and leaving with one leaves the other in', async ({
  browser,
}, info) => {
  test.setTimeout(150_000);
  const { host, own, ada, close } = await stageOf(browser);
  const second = await ada.reopen();
  await second.join(host.link, 'Ada');
  await second.ready();
  await join(own);
  await join(ada);
  await join(second);
  await expect(tile(own, /^Ada/)).toHaveCount(2);
  for (const window of [ada, second]) {
    await expect(tile(window, /^Ada/).filter({ hasText: '(you)' })).toHaveCount(1);
    await expect(tile(window, /^Ada/)).toHaveCount(2);
  }
  await second.page.screenshot({ path: info.outputPath('two-windows.png') });
  await press(second, 'Leave call');
  await expect(tile(own, /^Ada/)).toHaveCount(1);
  await expect(tile(own, /^Ada, speaking/)).toBeVisible({ timeout: 20_000 });
  await join(second);
  await expect(tile(own, /^Ada/)).toHaveCount(2);
  await second.page.close();
  await expect(tile(own, /^Ada/)).toHaveCount(1);
  expect(second.errors).toEqual([]);
  await close();
});

test('who leaves while they connect is out, their devices are off, and joining again makes them one', async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const { own, ada, close } = await stageOf(browser);
  await own.command('Ensemble: Show Call');
  await ada.command('Ensemble: Show Call');
  // The microphone's question is open when the person thinks better of it.
  await devices(ada, 'hold');
  await press(ada, 'Join call');
  await press(ada, 'Cancel');
  await devices(ada, 'open');
  await expect.poll(() => devices(ada, 'opened')).toBe(1);
  await expect.poll(() => devices(ada, 'live')).toEqual([]);
  await ada.command('Ensemble: Focus on People View');
  await ada.command('Ensemble: Show Call');
  await expect(call(own)).toContainText('Nobody is in the call.');
  await expect(button(ada, 'Join call')).toBeEnabled();

  // Out and in again before the first try is through.
  await devices(ada, 'hold');
  await press(ada, 'Join call');
  await press(ada, 'Cancel');
  await press(ada, 'Join call');
  await devices(ada, 'open');
  await expect(button(ada, 'Leave call')).toBeVisible({ timeout: 20_000 });
  await expect(call(own)).toContainText('Ada is in the call.');
  await expect.poll(() => devices(ada, 'live')).toEqual(['audio']);

  // A camera that opens twice, and one that opens after the call.
  await devices(ada, 'hold');
  await press(ada, 'Camera');
  await press(ada, 'Camera');
  await devices(ada, 'open');
  await expectMoving(ada, 'Camera of Ada');
  await expect.poll(() => devices(ada, 'opened')).toBe(5);
  expect(await devices(ada, 'live')).toEqual(['audio', 'video']);
  await press(ada, 'Stop camera');
  await devices(ada, 'hold');
  await press(ada, 'Camera');
  await press(ada, 'Leave call');
  await devices(ada, 'open');
  await expect.poll(() => devices(ada, 'opened')).toBe(6);
  await expect.poll(() => devices(ada, 'live')).toEqual([]);
  await expect(call(own)).toContainText('Nobody is in the call.');
  await close();
});

test('a session that ends in a call ends the call: devices are off, and the host is alone in it', async ({
  browser,
}, info) => {
  test.setTimeout(120_000);
  const { own, ada, close } = await stageOf(browser);
  await join(own);
  await join(ada);
  await press(ada, 'Camera');
  await expectMoving(own, 'Camera of Ada');
  await own.command('Ensemble: Remove Everyone');
  await own.page.getByRole('dialog').getByRole('button', { name: 'Remove Everyone', exact: true }).click();
  await expect(ada.page.getByText('The host has ended this session.').first()).toBeVisible();
  await expect.poll(() => devices(ada, 'live')).toEqual([]);
  await expect(tile(own, /^Ada/)).toHaveCount(0);
  await expect(button(own, 'Leave call')).toBeVisible();
  await ada.page.screenshot({ path: info.outputPath('ended.png') });
  await close();
});

test('a device that is pulled out before joining is said, is taken again once it is back, and joining goes without it', async ({
  browser,
}, info) => {
  test.setTimeout(120_000);
  const { own, ada, close } = await stageOf(browser);
  await join(own);
  await ada.command('Ensemble: Show Call');
  await press(ada, 'Check devices');
  await press(ada, 'Camera');
  await expectMoving(ada, 'Your camera');
  await devices(ada, 'pullOut', 'video');
  await expect(alert(ada)).toContainText('The camera is gone');
  await expect(ada.page.getByLabel('Your camera')).toHaveCount(0);
  await ada.page.screenshot({ path: info.outputPath('pulled-out.png') });
  await devices(ada, 'plugIn');
  await expectMoving(ada, 'Your camera');
  await expect(alert(ada)).toHaveCount(0);
  await devices(ada, 'pullOut', 'audio');
  await expect(alert(ada)).toContainText('The microphone is gone');
  await press(ada, 'Cancel');
  await expect.poll(() => devices(ada, 'live')).toEqual([]);
  await devices(ada, 'plugIn');
  await press(ada, 'Join call');
  await expect(tile(own, /^Ada, speaking/)).toBeVisible({ timeout: 20_000 });
  expect(await devices(ada, 'live')).toEqual(['audio']);
  await close();
});
