import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import { RunningHost } from './running-host.ts';
import type { WorkbenchPage } from './workbench-page.ts';

/** Runs Git in a host's folder. */
export const gitIn =
  (host: RunningHost) =>
  (...args: string[]): string =>
    execFileSync('git', args, { cwd: host.folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** A host of a folder that is a repository with one commit and a remote beside it. */
export async function repositoryHost(
  args?: string[],
): Promise<{ host: RunningHost; git: (...args: string[]) => string }> {
  const host = await RunningHost.start(args);
  const git = gitIn(host);
  await writeFile(join(host.folder, 'poem.txt'), 'one\ntwo\nthree\nfour\nfive\n');
  git('init', '-q', '-b', 'main');
  git('config', 'user.name', 'Olga');
  git('config', 'user.email', 'olga@example.org');
  git('add', '--all');
  git('commit', '-q', '-m', 'Begin');
  return { host, git };
}

/** Shows the view of source control. */
export const showChanges = async (window: WorkbenchPage) => {
  await window.page.keyboard.press('Control+Shift+G');
  await window.page.getByRole('tree', { name: 'Source Control Management' }).waitFor();
};

/** Row of that view. */
export const row = (window: WorkbenchPage, name: string | RegExp): Locator =>
  window.page.getByRole('tree', { name: 'Source Control Management' }).getByRole('treeitem', { name });

/** Branch of a repository in the status bar, where messages that name it may stand as well. */
export const branchShown = (window: WorkbenchPage, branch: string): Locator =>
  window.page.locator('.statusbar-item[id^="status.scm"]', { hasText: branch }).first();
