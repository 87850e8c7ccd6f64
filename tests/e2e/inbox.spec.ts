import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { faultsIn, inEachTheme } from './lib/axe.ts';
import { branchShown, repositoryHost, showChanges } from './lib/repository-host.ts';
import { shareTerminalAs, showSharedTerminal, terminalOf } from './lib/terminal-page.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

// Two people's windows take long to come on a busy machine.
test.slow();

test('a push and a line of somebody who may not wait in one list, and are done once they are allowed', async ({
  browser,
}) => {
  const { host, git } = await repositoryHost();
  const far = join(host.home, 'far.git');
  execFileSync('git', ['init', '-q', '--bare', '-b', 'main', far]);
  git('remote', 'add', 'origin', far);
  const owner = await WorkbenchPage.ofHost(browser, host.url);
  const ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  try {
    await showChanges(ada);
    await expect(branchShown(ada, 'main')).toBeVisible({ timeout: 15_000 });
    const mine = await terminalOf(owner, 'open');
    await shareTerminalAs(owner, 'Everybody may propose lines');
    await showSharedTerminal(ada);
    await owner.command('Ensemble: Show What Waits for You');
    await owner.page.screenshot({ path: 'test-results/inbox-empty.png' });
    await ada.command('Git: Ask to Push');
    await ada.command('Ensemble: Ask to Run a Line…');
    const input = ada.page.locator('.quick-input-widget input').first();
    await input.fill('echo agreed $((7 * 7))');
    await input.press('Enter');
    const waiting = owner.page.getByRole('list', { name: 'Waiting for You' });
    const push = waiting.getByRole('listitem').filter({ hasText: 'Push 1 commit of main to main at origin' });
    const line = waiting.getByRole('listitem').filter({ hasText: 'echo agreed $((7 * 7))' });
    await expect(push).toContainText('Begin');
    await expect(line).toContainText('Run a line in');
    await inEachTheme(owner, async (theme) => {
      await owner.command('Ensemble: Show What Waits for You');
      await owner.page.screenshot({ path: `test-results/inbox-${theme}.png` });
      expect(await faultsIn(owner.page, ['.ensemble-inbox']), theme).toEqual([]);
    });
    await ada.command('Ensemble: Show What Waits for You');
    await expect(ada.page.getByRole('list', { name: 'Waiting for You' })).toContainText('Whoever may push answers.');
    await ada.page.screenshot({ path: 'test-results/inbox-asker.png' });
    await line.getByRole('button', { name: 'Run' }).click();
    await mine.shows('agreed 49');
    await push.getByRole('button', { name: 'Push' }).focus();
    await owner.page.keyboard.press('Enter');
    await expect(ada.page.getByRole('list', { name: 'Answered' })).toContainText('Push, by');
    await expect
      .poll(() => git('for-each-ref', '--format=%(objectname)', 'refs/remotes'))
      .toBe(git('rev-parse', 'main'));
    await ada.page.screenshot({ path: 'test-results/inbox-answered.png' });
    expect([...owner.errors, ...ada.errors]).toEqual([]);
  } finally {
    for (const window of [owner, ada]) await window.close();
    await host.close();
  }
});
