import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import { showChanges } from '../../tests/e2e/lib/repository-host.ts';
import { WorkbenchPage } from '../../tests/e2e/lib/workbench-page.ts';
import { startHost } from '../folders/big-folder.ts';
import type { Row } from '../lib/parts.ts';

const fileCount = 10_000;
const rounds = 8;

/** Makes a repository of many files, all committed. */
async function makeRepository(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ensemble-bench-git-'));
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=B', '-c', 'user.email=b@example.org', ...args], { cwd: folder });
  for (let part = 0; part < fileCount / 100; part++) {
    const path = join(folder, `area${part % 10}`, `part${part}`);
    await mkdir(path, { recursive: true });
    await Promise.all(
      Array.from({ length: 100 }, (_, at) => writeFile(join(path, `f${at}.txt`), `file ${at} of part ${part}\n`)),
    );
  }
  git('init', '-q', '-b', 'main');
  git('add', '--all');
  git('commit', '-q', '-m', 'All files');
  return folder;
}

/** Measures the time from a change of the disk until a guest's window shows it in the status. */
export async function measureGit(browser: Browser): Promise<Row[]> {
  const folder = await makeRepository();
  const host = await startHost(folder);
  try {
    const guest = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
    try {
      await showChanges(guest);
      await guest.page.locator('.statusbar-item', { hasText: 'main' }).waitFor({ timeout: 60_000 });
      const times: number[] = [];
      for (let round = 0; round <= rounds; round++) {
        const name = `f${round}.txt`;
        const beganMs = performance.now();
        await writeFile(join(folder, 'area0', 'part0', name), 'changed\n');
        const tree = guest.page.getByRole('tree', { name: 'Source Control Management' });
        await tree.getByRole('treeitem', { name: new RegExp(`^${name}`) }).waitFor({ timeout: 60_000 });
        // The first round warms both sides.
        if (round > 0) times.push(performance.now() - beganMs);
      }
      const files = fileCount.toLocaleString('en');
      const worstMs = Math.max(...times);
      const what = `Git status at a guest after a change, ${files} files, worst of ${rounds}`;
      return [{ case: what, value: worstMs, unit: 'ms', limit: 2000 }];
    } finally {
      await guest.close();
    }
  } finally {
    await host.close();
    await rm(folder, { recursive: true, force: true });
  }
}
