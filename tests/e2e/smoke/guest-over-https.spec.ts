import { chromium, expect, test } from '@playwright/test';
import { RunningHost } from '../lib/running-host.ts';
import { WorkbenchPage } from '../lib/workbench-page.ts';

test('a guest of another machine comes by https, with the certificate named in the link', async ({ launchOptions }) => {
  const host = await RunningHost.start(['--share', '--admit-everyone', '--address', 'ensemble.test']);
  // The name stands for another machine; it leads back to this one.
  const browser = await chromium.launch({
    ...launchOptions,
    args: ['--host-resolver-rules=MAP ensemble.test 127.0.0.1'],
  });
  try {
    expect(host.link).toMatch(/^https:\/\/ensemble\.test:\d+\/#session=[\w-]{22}&invite=[\w-]+&pin=[0-9a-f]{64}$/);
    const guest = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
    await guest.open('README.md');
    await guest.page.keyboard.press('Control+Home');
    await guest.type('Hello over https. ');
    await guest.save();
    await expect.poll(() => host.read('README.md')).toMatch(/^Hello over https\. /);
    await guest.close();
  } finally {
    await browser.close();
    await host.close();
  }
});
