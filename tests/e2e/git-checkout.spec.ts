import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

test('git checkout, stash and commit on the host’s disk under half-edited documents: everybody has both, once', async ({
  browser,
}) => {
  const host = await RunningHost.start();
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.org', ...args], {
      cwd: host.folder,
      stdio: 'pipe',
    });
  const lines = (changes: Record<number, string> = {}) =>
    Array.from({ length: 9 }, (_, i) => `${changes[i + 1] ?? `line ${i + 1}`}\n`).join('');
  await writeFile(join(host.folder, 'file.txt'), lines());
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-qm', 'one');
  git('checkout', '-qb', 'other');
  await writeFile(join(host.folder, 'file.txt'), lines({ 8: 'line 8 of the other branch' }));
  git('commit', '-qam', 'two');
  git('checkout', '-q', 'main');
  const owner = await WorkbenchPage.ofHost(browser, host.url);
  const ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  try {
    for (const window of [owner, ada]) await window.open('file.txt');
    await ada.page.keyboard.press('Control+Home');
    await ada.page.keyboard.press('End');
    await ada.type(' half-edited');
    await owner.expectText(lines({ 1: 'line 1 half-edited' }));
    git('checkout', '-q', 'other');
    const both = lines({ 1: 'line 1 half-edited', 8: 'line 8 of the other branch' });
    await owner.expectText(both);
    await ada.expectText(both);
    await ada.expectDirty('file.txt', true);
    await ada.save();
    await expect.poll(() => host.read('file.txt')).toBe(both);
    git('stash', '-q');
    await ada.expectText(lines({ 8: 'line 8 of the other branch' }));
    await owner.expectDirty('file.txt', false);
    git('stash', 'pop', '-q');
    await owner.expectText(both);
    await ada.page.keyboard.press('Control+z');
    await ada.expectText(both);
  } finally {
    await owner.close();
    await ada.close();
    await host.close();
  }
});
