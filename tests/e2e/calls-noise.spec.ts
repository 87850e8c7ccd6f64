import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { chromium, expect, type LaunchOptions, test } from '@playwright/test';
import { call, press } from './lib/call-page.ts';
import { RunningHost } from './lib/running-host.ts';
import { noise, voice, writeSound } from './lib/sound-file.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

/** Runs with a window whose microphone gives a sound. */
async function withSound(
  options: LaunchOptions,
  sample: (at: number) => number,
  run: (window: WorkbenchPage) => Promise<void>,
  script?: string,
) {
  const folder = await mkdtemp(joinPath(tmpdir(), 'ensemble-sound-'));
  const path = joinPath(folder, 'microphone.wav');
  await writeSound(path, sample);
  const host = await RunningHost.start();
  const args = [
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-audio-capture=${path}`,
  ];
  const browser = await chromium.launch({ ...options, args });
  try {
    const window = await WorkbenchPage.blank(browser);
    if (script !== undefined) await window.context.addInitScript(script);
    await window.page.goto(host.url);
    await window.ready();
    await window.command('Ensemble: Show Call');
    await press(window, 'Check devices');
    await run(window);
    expect(window.errors).toEqual([]);
  } finally {
    await browser.close();
    await host.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Mean loudness that a meter shows over some seconds, from 0 to 1. */
async function loudness(window: WorkbenchPage, label: string): Promise<number> {
  const meter = call(window).getByRole('meter', { name: label });
  await expect(meter).toBeVisible({ timeout: 20_000 });
  return meter.evaluate(async (element) => {
    let [sum, count] = [0, 0];
    const endMs = performance.now() + 4_000;
    while (performance.now() < endMs) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      sum += ((element as HTMLMeterElement).value / 1.6) ** 2;
      count++;
    }
    return sum / count;
  });
}

test('noise of a microphone is taken away before the others hear it, as a switch that is remembered', async ({
  launchOptions,
}) => {
  test.setTimeout(120_000);
  await withSound(launchOptions, noise(), async (window) => {
    const box = call(window).getByRole('checkbox', { name: 'Suppress noise' });
    await expect(box).toBeChecked();
    const before = await loudness(window, 'Your microphone');
    const after = await loudness(window, 'Without noise');
    expect(before).toBeGreaterThan(0.005);
    expect(after).toBeLessThan(before / 20);
    await window.page.screenshot({ path: test.info().outputPath('noise.png') });
    await box.uncheck();
    await expect(call(window).getByRole('meter', { name: 'Without noise' })).toHaveCount(0);
    await window.page.reload();
    await window.ready();
    await window.command('Ensemble: Show Call');
    await press(window, 'Check devices');
    await expect(box).not.toBeChecked();
  });
});

test('a voice is left where noise is taken away', async ({ launchOptions }) => {
  test.setTimeout(90_000);
  await withSound(launchOptions, voice(), async (window) => {
    const before = await loudness(window, 'Your microphone');
    const after = await loudness(window, 'Without noise');
    expect(before).toBeGreaterThan(0.02);
    expect(after).toBeGreaterThan(before * 0.6);
  });
});

test('where no audio worklet runs, that is said, and the browser suppresses noise', async ({ launchOptions }) => {
  test.setTimeout(90_000);
  const broken = 'AudioWorklet.prototype.addModule = () => Promise.reject(new Error("no worklets here"));';
  await withSound(
    launchOptions,
    noise(),
    async (window) => {
      await expect(call(window)).toContainText('does not run the suppressor of noise', { timeout: 20_000 });
      await expect(call(window).getByRole('meter', { name: 'Your microphone' })).toBeVisible();
      await expect(call(window).getByRole('meter', { name: 'Without noise' })).toHaveCount(0);
    },
    broken,
  );
});
