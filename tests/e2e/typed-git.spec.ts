import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { repositoryHost } from './lib/repository-host.ts';
import { shareTerminalAs, showSharedTerminal, terminalOf } from './lib/terminal-page.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

// Three people's windows take long to come on a busy machine.
test.slow();

test('Ada’s uncommitted text is asked about when Ben types “git checkout .”, and is kept where he goes on', async ({
  browser,
}) => {
  const { host, git } = await repositoryHost();
  const owner = await WorkbenchPage.ofHost(browser, host.url);
  const ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  const ben = await WorkbenchPage.ofGuest(browser, host.link, 'Ben');
  const poem = () => readFile(join(host.folder, 'poem.txt'), 'utf8');
  try {
    await ada.open('poem.txt');
    await ada.goToEnd(1);
    await ada.type(' of Ada');
    await ada.save();
    await ada.expectDirty('poem.txt', false);
    await terminalOf(owner, 'open');
    await shareTerminalAs(owner, 'Everybody may type');
    const bens = await showSharedTerminal(ben);
    await bens.type('git checkout .');
    await bens.shows('poem.txt has uncommitted work of Ada.');
    await bens.shows('Go on? [y/N]');
    await ben.page.screenshot({ path: 'test-results/typed-git-asked.png' });
    await bens.type('n');
    await bens.shows('Nothing was done.');
    expect(await poem()).toContain('one of Ada');
    await bens.type('clear; git checkout .');
    await bens.shows('Go on? [y/N]');
    await bens.type('y');
    const told = ada.page.locator('.notification-toast', { hasText: 'Ben discarded the changes of poem.txt.' });
    await expect(told).toContainText('Your uncommitted work was kept as a stash before.');
    await ada.page.screenshot({ path: 'test-results/typed-git-kept.png' });
    expect(await poem()).not.toContain('Ada');
    expect(git('show', 'stash@{0}:poem.txt')).toContain('one of Ada');
    expect([...owner.errors, ...ada.errors, ...ben.errors]).toEqual([]);
  } finally {
    for (const window of [owner, ada, ben]) await window.close();
    await host.close();
  }
});
