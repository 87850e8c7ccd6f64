import { expect, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

test('a guest whose network has no WebSocket takes part by polling', async ({ browser }) => {
  const host = await RunningHost.start(['--share', '--admit-everyone', '--address', '127.0.0.1']);
  const guest = await WorkbenchPage.blank(browser);
  try {
    // As behind a proxy that lets no WebSocket through: it fails before it is open.
    await guest.page.addInitScript(() => {
      window.WebSocket = class extends EventTarget {
        onerror?: (event: Event) => void;
        constructor() {
          super();
          queueMicrotask(() => this.onerror?.(new Event('error')));
        }
        close(): void {}
      } as never;
    });
    await guest.join(host.link, 'Ada');
    await guest.ready();
    const byPolling = guest.page.waitForRequest(/socket\.io.*transport=polling/);
    await guest.open('README.md');
    await guest.page.keyboard.press('Control+Home');
    await guest.type('Hello by polling. ');
    await byPolling;
    await guest.save();
    await expect.poll(() => host.read('README.md')).toMatch(/^Hello by polling\. /);
  } finally {
    await guest.close();
    await host.close();
  }
});
