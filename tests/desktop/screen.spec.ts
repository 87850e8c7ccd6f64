import { expect, type Page } from '@playwright/test';
import { needsFake, test } from './lib/desktop.ts';

/** The name of what a page got to see, or of the error. */
const shown = (page: Page) =>
  page.evaluate(() =>
    navigator.mediaDevices.getDisplayMedia().then(
      (stream) => stream.getVideoTracks()[0]?.label,
      (error: Error) => error.name,
    ),
  );

test('a page sees the screen or window that its person chooses, each time anew', async ({ desktop }) => {
  needsFake('there are no screens to capture but the fake’s');
  const app = await desktop.start({ args: [desktop.profile.folder('boats')] });
  const { page } = await (await app.window()).workbench();
  for (const [choice, result] of [
    ['Notes', 'Notes'],
    ['Show Nothing', 'NotAllowedError'],
  ] as const) {
    const seen = shown(page);
    const picker = await (await app.window(2)).page();
    await expect(picker.getByRole('heading', { name: 'What shall the others see?' })).toBeVisible();
    await picker.getByRole('link', { name: choice }).click();
    expect(await seen).toBe(result);
    await app.window(1);
  }
  const nothing = shown(page);
  await (await app.window(2)).close();
  expect(await nothing).toBe('NotAllowedError');
  await app.window(1);
  const escaped = shown(page);
  const picker = await app.window(2);
  await app.call('emitContents', picker.id, 'before-input-event', { type: 'keyDown', key: 'Escape' });
  expect(await escaped).toBe('NotAllowedError');
});

test('macOS is asked for camera and microphone before a page has them', async ({ desktop }) => {
  needsFake('it plays another system');
  const app = await desktop.start({ args: [desktop.profile.folder('boats')], machine: { platform: 'darwin' } });
  const { page } = await (await app.window()).workbench();
  await page.evaluate(() => navigator.mediaDevices.getUserMedia({ audio: true, video: true }));
  expect(app.noted('askForMediaAccess').toSorted()).toEqual(['camera', 'microphone']);
  expect(app.driver.questions).toEqual([]);
});
