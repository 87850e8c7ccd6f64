import { expect, type Locator } from '@playwright/test';
import type { WorkbenchPage } from './workbench-page.ts';

/** The call's view in a window. */
export const call = ({ page }: WorkbenchPage): Locator => page.getByRole('region', { name: 'Call', exact: true });
export const press = (window: WorkbenchPage, name: string): Promise<void> =>
  call(window).getByRole('button', { name, exact: true }).click();
export const tile = (window: WorkbenchPage, name: RegExp): Locator => call(window).getByRole('listitem', { name });

/** Expects that a video shows more and more frames. */
export async function expectMoving({ page }: WorkbenchPage, label: string): Promise<void> {
  const video = page.getByLabel(label, { exact: true }).first();
  await expect(video).toBeVisible({ timeout: 20_000 });
  const frames = () => video.evaluate((each) => (each as HTMLVideoElement).getVideoPlaybackQuality().totalVideoFrames);
  await expect.poll(frames, { timeout: 30_000 }).toBeGreaterThan(0);
  const before = await frames();
  await expect.poll(frames, { timeout: 30_000 }).toBeGreaterThan(before + 3);
}

/** Expects that all these videos of a window show more and more frames; asks for all of them at once. */
export async function expectAllMoving({ page }: WorkbenchPage, labels: readonly string[]): Promise<void> {
  const frames = () =>
    page
      .locator('.ensemble-call video')
      .evaluateAll((videos) =>
        Object.fromEntries(
          videos.map((each) => [
            each.getAttribute('aria-label') ?? '',
            (each as HTMLVideoElement).getVideoPlaybackQuality().totalVideoFrames,
          ]),
        ),
      );
  const still = async (before: Record<string, number>) => {
    const now = await frames();
    return labels.filter((label) => (now[label] ?? 0) <= (before[label] ?? 0) + 3);
  };
  await expect.poll(() => still({}), { timeout: 90_000, intervals: [2_000] }).toEqual([]);
  const before = await frames();
  await expect.poll(() => still(before), { timeout: 60_000, intervals: [2_000] }).toEqual([]);
}

/** Joins the call, and waits until the window is in. */
export async function join(window: WorkbenchPage): Promise<void> {
  await window.command('Ensemble: Show Call');
  await press(window, 'Join call');
  await expect(call(window).getByRole('button', { name: 'Leave call' })).toBeVisible({ timeout: 20_000 });
}
