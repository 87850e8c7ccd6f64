import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test as base } from '@playwright/test';
import { RunningHost } from './running-host.ts';
import { WorkbenchPage } from './workbench-page.ts';

interface Pair {
  /** Files of the folder beside those of the sample, by path: `test.use({ files: … })`. */
  files: Record<string, string>;
  /** A host that lets everybody in. */
  host: RunningHost;
  /** The host's own window. */
  owner: WorkbenchPage;
  /** A guest's window. */
  ada: WorkbenchPage;
}

/** A test with a host and two people, of whom it opens those that it names. */
export const test = base.extend<Pair>({
  files: [{}, { option: true }],
  host: async ({ files }, use) => {
    const host = await RunningHost.start();
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(host.folder, path)), { recursive: true });
      await writeFile(join(host.folder, path), text);
    }
    await use(host);
    await host.close();
  },
  owner: async ({ browser, host }, use) => {
    const owner = await WorkbenchPage.ofHost(browser, host.url);
    await use(owner);
    await owner.close();
  },
  ada: async ({ browser, host }, use) => {
    const ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
    await use(ada);
    await ada.close();
  },
});
