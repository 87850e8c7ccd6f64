import { chromium, expect, type Locator, test } from '@playwright/test';
import { call, expectMoving, join, press, tile } from './lib/call-page.ts';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

const severalDevices = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream=device-count=3'];

/** Keeps what a page asks of its devices, and the speakers that it plays through. */
const keepsAsked = `{
  const { mediaDevices } = navigator;
  const { getUserMedia } = mediaDevices;
  globalThis.opened = { audio: [], video: [] };
  globalThis.speakers = new Set();
  mediaDevices.getUserMedia = async (...wish) => {
    const stream = await getUserMedia.apply(mediaDevices, wish);
    for (const track of stream.getTracks()) opened[track.kind].push(track.getSettings().deviceId);
    return stream;
  };
  const { setSinkId } = HTMLMediaElement.prototype;
  HTMLMediaElement.prototype.setSinkId = function (id) {
    speakers.add(id);
    return setSinkId.call(this, id);
  };
}`;

/** Devices that the page has opened last. */
const openedBy = ({ page }: WorkbenchPage, kind: 'audio' | 'video') =>
  page.evaluate((of) => (globalThis as unknown as { opened: Record<string, string[]> }).opened[of]?.at(-1), kind);
const speakersOf = ({ page }: WorkbenchPage) =>
  page.evaluate(() => [...(globalThis as unknown as { speakers: Set<string> }).speakers]);

/** Chooses another device than the one that is chosen; gives its id. */
async function chooseOther(list: Locator): Promise<string> {
  const chosen = await list.inputValue();
  // The second of the browser's fake cameras gives pictures of depth, which no call sends.
  const names = list.locator('option').filter({ hasNotText: 'fake_device_1' });
  const ids = await names.evaluateAll((all) => all.map((each) => (each as HTMLOptionElement).value));
  const other = ids.filter((id) => id !== '' && id !== chosen).at(-1)!;
  await list.selectOption(other);
  await expect(list).toHaveValue(other);
  return other;
}

test('another microphone, camera and speaker are chosen before joining, with a preview, and in a call; the choice stays', async ({
  launchOptions,
}, info) => {
  test.setTimeout(120_000);
  const host = await RunningHost.start();
  const browser = await chromium.launch({ ...launchOptions, args: severalDevices });
  try {
    const own = await WorkbenchPage.ofHost(browser, host.url);
    await join(own);
    const ada = await WorkbenchPage.blank(browser);
    await ada.context.addInitScript(keepsAsked);
    await ada.join(host.link, 'Ada');
    await ada.ready();
    const list = (name: string) => call(ada).getByRole('combobox', { name, exact: true });

    await ada.command('Ensemble: Show Call');
    await press(ada, 'Check devices');
    await press(ada, 'Camera');
    await expectMoving(ada, 'Your camera');
    await expect(list('Camera').locator('option')).toHaveCount(4);
    const camera = await chooseOther(list('Camera'));
    await expect.poll(() => openedBy(ada, 'video')).toBe(camera);
    await expectMoving(ada, 'Your camera');
    const microphone = await chooseOther(list('Microphone'));
    await expect.poll(() => openedBy(ada, 'audio')).toBe(microphone);
    await ada.page.screenshot({ path: info.outputPath('preview.png') });

    await press(ada, 'Join call');
    await expectMoving(own, 'Camera of Ada');
    await expect(tile(own, /^Ada, speaking/)).toBeVisible({ timeout: 20_000 });
    await call(ada).getByText('Devices').click();
    await expect(list('Camera')).toHaveValue(camera);
    const nextCamera = await chooseOther(list('Camera'));
    expect(nextCamera).not.toBe(camera);
    await expect.poll(() => openedBy(ada, 'video')).toBe(nextCamera);
    await expectMoving(own, 'Camera of Ada');
    const nextMicrophone = await chooseOther(list('Microphone'));
    expect(nextMicrophone).not.toBe(microphone);
    await expect.poll(() => openedBy(ada, 'audio')).toBe(nextMicrophone);
    await expect(tile(own, /^Ada, speaking/)).toBeVisible({ timeout: 20_000 });
    const speaker = await chooseOther(list('Speaker'));
    await expect.poll(() => speakersOf(ada)).toContain(speaker);
    await ada.page.screenshot({ path: info.outputPath('in-call.png') });

    await press(ada, 'Leave call');
    await press(ada, 'Check devices');
    await expect(list('Camera')).toHaveValue(nextCamera);
    await expect(list('Microphone')).toHaveValue(nextMicrophone);
    await expect(list('Speaker')).toHaveValue(speaker);

    // A device that was chosen and is not plugged in gives way to another.
    await press(ada, 'Cancel');
    await ada.page.evaluate(() => {
      const key = 'ensemble.call.devices';
      const kept = JSON.parse(localStorage.getItem(key) ?? '{}');
      localStorage.setItem(key, JSON.stringify({ ...kept, camera: 'away', microphone: 'away' }));
    });
    await ada.page.reload();
    await ada.ready();
    await ada.command('Ensemble: Show Call');
    await press(ada, 'Check devices');
    await press(ada, 'Camera');
    await expectMoving(ada, 'Your camera');
    await expect.poll(() => openedBy(ada, 'audio')).toBeTruthy();
    await expect(call(ada).getByRole('alert')).toHaveCount(0);
    expect([...own.errors, ...ada.errors]).toEqual([]);
  } finally {
    await browser.close();
    await host.close();
  }
});
