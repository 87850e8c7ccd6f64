import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { root } from './lib/ensemble-process.ts';
import { test } from './lib/pair.ts';

test.slow();

test('an agent that wants its person to sign in is started by a way that they choose, or not at all', async ({
  host,
  owner,
}) => {
  const ways = [
    { id: 'hang', name: 'In a browser', description: 'With an account' },
    { id: 'bad', name: 'By $(bug) [key](command:evil)' },
    { id: 'login', name: 'By its program', type: 'terminal', args: ['login'] },
    { id: 'good', name: 'At once' },
  ];
  const program = {
    name: 'Scripted',
    command: process.execPath,
    args: [join(root, 'tests/lib/agents/scripted-agent.mjs')],
    env: { SCRIPTED_SIGN_IN: JSON.stringify(ways) },
  };
  await writeFile(join(host.home, 'agents.json'), JSON.stringify({ agents: [program] }));
  const list = owner.page.locator('.quick-input-widget:not(.hidden)');
  const agents = owner.page.getByRole('list', { name: 'Agents' }).getByRole('listitem');
  const begin = async () => {
    await owner.command('Ensemble: Add Agent…');
    await owner.choose('Scripted');
    await expect(list).toContainText('With an account', { timeout: 20_000 });
  };

  await begin();
  await expect(list.locator('.codicon-bug')).toHaveCount(0);
  await owner.page.screenshot({ path: 'test-results/sign-in-ways.png' });
  await owner.choose('In a browser');
  const notice = owner.page.locator('.notification-list-item');
  await expect(notice).toContainText('Open https://example.org/device and type ABCD.', { timeout: 15_000 });
  await owner.page.screenshot({ path: 'test-results/sign-in-waits.png' });
  await notice.getByRole('button', { name: 'Cancel' }).click();
  await expect(owner.page.getByRole('button', { name: 'Scripted was not started.' })).toBeVisible();

  await begin();
  await owner.choose('command:evil');
  await expect(list.getByPlaceholder(/No account bad/)).toBeVisible({ timeout: 15_000 });
  await owner.page.screenshot({ path: 'test-results/sign-in-failed.png' });
  await owner.choose('By its program');
  await expect(notice.filter({ hasText: 'Run this in a terminal on the host' })).toContainText(
    'scripted-agent.mjs login',
  );
  await owner.page.screenshot({ path: 'test-results/sign-in-terminal.png' });
  await owner.page.getByRole('button', { name: 'It Is Done' }).click();
  await expect(list.getByPlaceholder(/It still does not start/)).toBeVisible({ timeout: 15_000 });
  await owner.choose('At once');
  await expect(agents.filter({ hasText: 'Scripted' }).last()).toHaveAccessibleName(/Scripted.*, agent of .*, Idle/, {
    timeout: 20_000,
  });
  expect(owner.errors).toEqual([]);
});
