import { expect } from '@playwright/test';
import { test as pair } from './pair.ts';
import { branchShown, gitIn, repositoryHost } from './repository-host.ts';
import type { WorkbenchPage } from './workbench-page.ts';

/** A test with a host of a repository, of whose two people it opens those that it names. */
export const test = pair.extend<{ git: (...args: string[]) => string }>({
  host: async ({ files: _ }, use) => {
    const { host } = await repositoryHost();
    await use(host);
    await host.close();
  },
  git: async ({ host }, use) => use(gitIn(host)),
});

/** Opens the repository's text in windows that know of the repository by then. */
export async function openPoem(...windows: WorkbenchPage[]): Promise<void> {
  for (const window of windows) {
    await window.open('poem.txt');
    await expect(branchShown(window, 'main')).toBeVisible({ timeout: 15_000 });
  }
}
