import { expect, type Locator, test } from '@playwright/test';
import { branchShown, repositoryHost } from './lib/repository-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

// Two people's windows take long to come on a busy machine.
test.slow();

const dialog = ({ page }: WorkbenchPage): Locator => page.locator('.monaco-dialog-box');
const toast = ({ page }: WorkbenchPage, words: string): Locator =>
  page.locator('.notification-toast', { hasText: words });

async function checkOut(window: WorkbenchPage, branch: string): Promise<void> {
  await window.command('Git: Checkout to…');
  await window.page.locator('.quick-input-list .monaco-list-row', { hasText: branch }).first().click();
}

test('a branch is switched past nobody: one waits for others’ work and locks, or goes over it and it is kept', async ({
  browser,
}) => {
  const { host, git } = await repositoryHost();
  git('branch', 'topic');
  const owner = await WorkbenchPage.ofHost(browser, host.url);
  const bo = await WorkbenchPage.ofGuest(browser, host.link, 'Bo');
  const write = async (words: string) => {
    await bo.open('poem.txt');
    await bo.goToEnd(1);
    await bo.type(words);
    await bo.save();
    await bo.expectDirty('poem.txt', false);
    await expect(branchShown(owner, '*')).toBeVisible({ timeout: 15_000 });
  };
  try {
    await write(' of Bo');
    await checkOut(owner, 'topic');
    await expect(dialog(owner)).toContainText('poem.txt has uncommitted work of Bo.');
    await dialog(owner).getByRole('button', { name: 'Wait' }).click();
    git('commit', '-q', '-am', 'Say more');
    const free = toast(owner, 'Nothing of others is in the way any more');
    await expect(free).toBeVisible({ timeout: 15_000 });
    await owner.page.screenshot({ path: 'test-results/tree-free.png' });
    await free.getByRole('button', { name: 'Switch' }).click();
    await expect.poll(() => git('branch', '--show-current').trim()).toBe('topic');

    await bo.command('Ensemble: Lock Files by Pattern…');
    await bo.page.keyboard.type('*.txt');
    await bo.page.keyboard.press('Enter');
    await owner.page.getByRole('tab', { name: 'Ensemble' }).click();
    const lock = owner.page.getByRole('listitem', { name: /^all of \*\.txt, locked by Bo, until / });
    await expect(lock).toBeVisible({ timeout: 15_000 });
    await checkOut(owner, 'main');
    await expect(toast(owner, 'Bo has locked *.txt until')).toBeVisible();
    await owner.page.screenshot({ path: 'test-results/tree-locked.png' });
    await bo.page.screenshot({ path: 'test-results/lock-by-pattern.png' });
    await lock.getByRole('button', { name: 'Force unlock' }).click();
    await dialog(owner).getByRole('button', { name: 'Force unlock' }).click();
    await expect(lock).toHaveCount(0);

    git('reset', '-q', '--hard', 'main');
    await write(' again');
    await checkOut(owner, 'main');
    await dialog(owner).getByRole('button', { name: 'Switch' }).click();
    await expect.poll(() => git('branch', '--show-current').trim()).toBe('main');
    await expect(toast(bo, 'switched to main. Your uncommitted work was kept as a stash before.')).toBeVisible();
    await bo.page.screenshot({ path: 'test-results/tree-over-work.png' });
    expect(git('stash', 'list')).toContain('Before switch: work of Bo');
    git('reset', '-q', '--hard', 'topic');
    await write(' and more');
    const ask = async () => {
      await checkOut(owner, 'topic');
      await dialog(owner).getByRole('button', { name: 'Ask Them' }).click();
      await expect(toast(owner, 'Waiting for Bo')).toBeVisible();
    };
    const asked = toast(bo, 'asks: Switch to topic? You have uncommitted work in poem.txt.');
    await ask();
    await expect(asked).toBeVisible();
    await bo.page.screenshot({ path: 'test-results/tree-asked.png' });
    await asked.getByRole('button', { name: 'Not Now' }).click();
    await expect(toast(owner, 'Bo says: not now, so nothing was done.')).toBeVisible();
    await owner.page.screenshot({ path: 'test-results/tree-not-now.png' });
    await ask();
    await bo.command('Ensemble: Show What Waits for You');
    const waiting = bo.page.getByRole('list', { name: 'Waiting for You' });
    await expect(waiting).toContainText('You have uncommitted work in poem.txt.');
    await bo.page.screenshot({ path: 'test-results/tree-asked-inbox.png' });
    await waiting.getByRole('button', { name: 'Go Ahead' }).click();
    await expect.poll(() => git('branch', '--show-current').trim()).toBe('topic');
    expect(git('stash', 'list').match(/work of Bo/g)).toHaveLength(2);
    expect([...owner.errors, ...bo.errors]).toEqual([]);
  } finally {
    for (const window of [owner, bo]) await window.close();
    await host.close();
  }
});
