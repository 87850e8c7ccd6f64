import { type Browser, chromium, expect, type LaunchOptions, type Locator } from '@playwright/test';
import { everybodysRoom } from '../../src/shared/capabilities/chat/chat-state.ts';
import { newId } from '../../src/shared/core/ids.ts';
import { box, log, message, test } from './lib/chat-windows.ts';
import { ScriptedGuest } from './lib/scripted-guest.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

const bar = ({ page }: WorkbenchPage): Locator => page.getByRole('group', { name: 'Voice message' });
const record = ({ page }: WorkbenchPage) => page.getByRole('button', { name: 'Record Voice Message' }).click();
const player = (window: WorkbenchPage): Locator => log(window).locator('audio');

/** Waits until so many seconds are recorded, or more: a busy machine may show no moment in between. */
async function recorded(window: WorkbenchPage, seconds: number): Promise<void> {
  const timer = bar(window).getByRole('timer');
  await expect
    .poll(async () => Number((await timer.textContent())?.split(':').at(-1)), { timeout: 20_000 })
    .toBeGreaterThanOrEqual(seconds);
}

async function shot({ page }: WorkbenchPage, name: string): Promise<void> {
  await page.screenshot({ path: test.info().outputPath(`${name}.png`) });
}

test('a voice message is recorded, paused and sent by the keyboard, and played by whoever wants to', async ({
  owner,
  ada,
}) => {
  test.setTimeout(120_000);
  for (const each of [owner, ada]) await each.command('Ensemble: Show Chat');
  await record(ada);
  await recorded(ada, 2);
  await expect(bar(ada)).toBeFocused();
  const loudness = bar(ada).getByRole('meter');
  await expect.poll(() => loudness.evaluate((each) => (each as HTMLMeterElement).value)).toBeGreaterThan(0);
  await shot(ada, 'recording');
  await ada.page.keyboard.press('Space');
  await expect(bar(ada)).toContainText('paused');
  await shot(ada, 'paused');
  await ada.page.keyboard.press('Space');
  await recorded(ada, 3);
  await ada.page.keyboard.press('Enter');
  await expect(bar(ada)).toHaveCount(0);
  await expect(box(ada)).toBeFocused();

  const play = log(owner).getByRole('button', { name: /^Play voice message, \d:\d\d/ });
  await expect(play).toBeVisible();
  // Nothing plays, or is fetched, by itself.
  await expect(player(owner)).toHaveCount(0);
  await shot(owner, 'came');
  await play.click();
  await expect(player(owner)).toHaveJSProperty('preload', 'none');
  await expect
    .poll(() => player(owner).evaluate((each) => (each as HTMLAudioElement).currentTime), { timeout: 15_000 })
    .toBeGreaterThan(0.5);
  await shot(owner, 'played');
});

test('a voice note about lines is played beside them, and leads there', async ({ owner, ada }) => {
  test.setTimeout(120_000);
  await owner.command('Ensemble: Show Chat');
  await ada.open('README.md');
  await ada.page.keyboard.press('Control+Home');
  await ada.command('Ensemble: Record a Voice Note on These Lines');
  await recorded(ada, 1);
  await shot(ada, 'note');
  await bar(ada).press('Enter');
  const item = log(owner).getByRole('listitem').first();
  await expect(item.getByRole('button', { name: /^Play voice message/ })).toBeVisible();
  await shot(owner, 'note-came');
  await item.getByRole('button', { name: /README\.md, line 1/ }).click();
  await owner.expectText(/./);
});

test('a recording that is given up leaves nothing, and ends the microphone', async ({ ada }) => {
  test.setTimeout(90_000);
  await ada.command('Ensemble: Show Chat');
  await record(ada);
  await recorded(ada, 1);
  await ada.page.keyboard.press('Escape');
  await expect(bar(ada)).toHaveCount(0);
  await expect(log(ada).getByRole('listitem')).toHaveCount(0);
});

test('one that is recorded without a connection goes out once it is back', async ({ ada, owner }) => {
  test.setTimeout(150_000);
  for (const each of [owner, ada]) await each.command('Ensemble: Show Chat');
  await record(ada);
  await recorded(ada, 1);
  await ada.context.setOffline(true);
  await bar(ada).press('Enter');
  await expect(ada.page.getByRole('list', { name: 'Files for this message' })).toContainText(
    'goes once the connection is back',
    { timeout: 60_000 },
  );
  await expect(ada.page.getByText('Goes out once the files are there.')).toBeVisible();
  await shot(ada, 'offline');
  await ada.context.setOffline(false);
  await expect(log(owner).getByRole('button', { name: /^Play voice message/ })).toBeVisible({ timeout: 60_000 });
});

test('a page that calls itself a voice message is not played, and nothing in it runs', async ({ host, owner }) => {
  test.setTimeout(90_000);
  await owner.command('Ensemble: Show Chat');
  const guest = await ScriptedGuest.join(host.link, 'Eve');
  try {
    const { client } = guest;
    const bytes = new TextEncoder().encode('<!doctype html><script>top.evil = 1</script><h1>Evil</h1>');
    const blob = await client.options.blobs!.put(bytes);
    const id = newId(client.options.environment);
    const said = { message: id, replyTo: null, words: 'listen', mentions: [], priority: 'normal' as const };
    const file = { message: id, name: 'voice.webm', sizeBytes: bytes.length, lengthMs: 4_000 };
    await client.publishAll([
      { kind: 'chat.posted', body: { ...said, snippet: null, files: 1 }, ref: everybodysRoom },
      { kind: 'chat.attached', body: file, ref: everybodysRoom, blob },
    ]);
    await message(owner, 'listen').getByRole('button', { name: 'Play voice message, 0:04' }).click();
    await expect(message(owner, 'listen')).toContainText('This is no sound that can be played here.');
    await expect(player(owner)).toHaveCount(0);
    expect(await owner.page.evaluate(() => 'evil' in globalThis)).toBe(false);
    await shot(owner, 'no-sound');
  } finally {
    guest.leave();
  }
});

async function inBrowser(options: LaunchOptions, args: string[], run: (browser: Browser) => Promise<void>) {
  const browser = await chromium.launch({ ...options, args });
  try {
    await run(browser);
  } finally {
    await browser.close();
  }
}

test('somebody who allows no microphone is told so in words', async ({ host, launchOptions }) => {
  test.setTimeout(90_000);
  const denying = ['--use-fake-ui-for-media-stream=deny', '--use-fake-device-for-media-stream'];
  await inBrowser(launchOptions, denying, async (other) => {
    const bob = await WorkbenchPage.ofGuest(other, host.link, 'Bob');
    await bob.command('Ensemble: Show Chat');
    await record(bob);
    await expect(bob.page.getByRole('alert').filter({ hasText: 'microphone' })).toContainText(
      'The microphone is not allowed for this page',
    );
    await shot(bob, 'denied');
    await bob.close();
  });
});
