import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { faultsIn, inEachTheme } from './lib/axe.ts';
import { root } from './lib/ensemble-process.ts';
import { test } from './lib/pair.ts';
import { terminalOf } from './lib/terminal-page.ts';
import type { WorkbenchPage } from './lib/workbench-page.ts';

// Several windows and a program take long to come on a busy machine.
test.slow();

const agentsList = (window: WorkbenchPage) => window.page.getByRole('list', { name: 'Agents' });
const transcript = (window: WorkbenchPage) => window.page.getByRole('log', { name: 'Transcript of Scripted' });

test('two people work with an agent in one tree: both prompt it, its edits leave theirs, and its questions reach its owner', async ({
  host,
  owner,
  ada,
}) => {
  const program = {
    name: 'Scripted',
    command: process.execPath,
    args: [join(root, 'tests/lib/agents/scripted-agent.mjs')],
  };
  await writeFile(join(host.home, 'agents.json'), JSON.stringify({ agents: [program] }));
  await writeFile(host.at('plan.txt'), 'one\ntwo\nthree\n');
  await writeFile(host.at('other.txt'), 'before\n');
  await owner.open('plan.txt');
  await ada.open('plan.txt');
  await owner.command('Ensemble: Add Agent…');
  await owner.choose('Scripted');
  await expect(agentsList(owner).getByRole('listitem')).toHaveAccessibleName(/Scripted, agent of .*, Idle/, {
    timeout: 20_000,
  });
  await owner.page.screenshot({ path: 'test-results/agents-idle.png' });

  const prompt = (window: WorkbenchPage) => window.page.getByRole('textbox', { name: 'Prompt', exact: true });
  await prompt(owner).fill(
    'plan read-the-text change-a-line\nsay I **read** it.\nread plan.txt\nwait 600\nreplace plan.txt two=>TWO',
  );
  await prompt(owner).press('Enter');
  await ada.command('Ensemble: Show Agents');
  await expect(transcript(ada)).toContainText('I read it.', { timeout: 15_000 });
  await prompt(ada).fill('ask Delete the build folder?');
  await prompt(ada).press('Enter');
  await ada.editor.locator('.view-line').first().click();
  await ada.goToEnd(1);
  await ada.type(' and a half');
  await owner.expectText('one and a half\nTWO\nthree\n');
  await expect(transcript(ada)).toContainText('Edit plan.txt');

  for (const window of [owner, ada]) await window.command('Ensemble: Show What Waits for You');
  const waiting = owner.page.getByRole('list', { name: 'Waiting for You' });
  await expect(waiting).toContainText('Delete the build folder?', { timeout: 15_000 });
  await expect(ada.page.getByRole('list', { name: 'Waiting for You' })).toContainText('Its owner answers');
  await owner.page.screenshot({ path: 'test-results/agents-asking.png' });
  await ada.page.screenshot({ path: 'test-results/agents-guest.png' });
  await waiting.getByRole('button', { name: 'Reject' }).click();
  await expect(waiting.getByRole('listitem')).toHaveCount(0);
  await expect(ada.page.getByRole('list', { name: 'Answered' })).toContainText('Reject, by');
  for (const window of [owner, ada]) await window.command('Ensemble: Show Agents');
  await expect(transcript(owner)).toContainText('answered no');

  await owner.open('other.txt');
  await owner.command('Ensemble: Who Wrote This');
  await prompt(owner).fill('disk other.txt BY-ITSELF\\n\nwait 60000');
  await prompt(owner).press('Enter');
  await expect(transcript(owner)).toContainText('Changed on the disk while it was working, unverified');
  await owner.editor.locator('span.ensemble-written', { hasText: 'BY-ITSELF' }).hover();
  const tip = owner.page.locator('.monaco-hover:not(.hidden)');
  await expect(tip.getByText('Unverified: written on the disk while Scripted worked').first()).toBeVisible();
  await owner.page.screenshot({ path: 'test-results/agents-unverified.png' });
  await owner.page.getByRole('button', { name: 'Stop Scripted' }).click();
  await expect(agentsList(ada).getByRole('listitem')).toHaveAccessibleName(/Stopped/, { timeout: 15_000 });
  await owner.page.getByRole('button', { name: 'Pause Scripted' }).click();
  await expect(agentsList(ada).getByRole('listitem')).toHaveAccessibleName(/Paused/);
  await owner.page.getByRole('button', { name: 'More for Scripted' }).click();
  await owner.choose('Remove…');
  await owner.page.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(agentsList(ada)).toBeHidden();
});

test('a command of an agent is asked for in full, and runs in a terminal that everybody can open', async ({
  host,
  owner,
  ada,
}) => {
  const args = [join(root, 'tests/lib/agents/scripted-agent.mjs')];
  const program = { name: 'Scripted', command: process.execPath, args };
  await writeFile(join(host.home, 'agents.json'), JSON.stringify({ agents: [program] }));
  await owner.command('Ensemble: Add Agent…');
  await owner.choose('Scripted');
  await expect(agentsList(owner)).toBeVisible({ timeout: 20_000 });
  const prompt = owner.page.getByRole('textbox', { name: 'Prompt', exact: true });
  await prompt.fill('start echo begun $((6 * 7)); sleep 600\nwait 60000');
  await prompt.press('Enter');
  await owner.command('Ensemble: Show What Waits for You');
  const question = owner.page.getByRole('list', { name: 'Waiting for You' }).getByRole('listitem');
  await expect(question).toContainText('echo begun $((6 * 7)); sleep 600');
  await owner.page.screenshot({ path: 'test-results/agents-command-asked.png' });
  await question.getByRole('button', { name: 'Allow once' }).click();
  for (const window of [owner, ada]) {
    await window.command('Ensemble: Show Agents');
    await window.page.getByRole('button', { name: /Show terminal of echo begun/ }).click();
    await (await terminalOf(window)).shows('begun 42');
    await window.page.screenshot({ path: `test-results/agents-command-${window === owner ? 'owner' : 'ada'}.png` });
  }
  await owner.page.getByRole('button', { name: 'More for Scripted' }).click();
  await owner.choose('Remove…');
  await owner.page.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(ada.page.getByText('What was printed stays here')).toBeVisible();
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});

test('the view of agents has no fault in any theme', async ({ host, owner }) => {
  const program = {
    name: 'Scripted',
    command: process.execPath,
    args: [join(root, 'tests/lib/agents/scripted-agent.mjs')],
  };
  await writeFile(join(host.home, 'agents.json'), JSON.stringify({ agents: [program] }));
  await owner.command('Ensemble: Add Agent…');
  await owner.choose('Scripted');
  await expect(agentsList(owner)).toBeVisible({ timeout: 20_000 });
  const prompt = owner.page.getByRole('textbox', { name: 'Prompt', exact: true });
  await prompt.fill(
    'plan read change\nsay Some `code` and **words**.\nwrite made.txt new\nask Delete the build folder?',
  );
  await prompt.press('Enter');
  await prompt.fill('say next');
  await prompt.press('Enter');
  await expect(owner.page.locator('.notification-list-item', { hasText: 'Delete the build' })).toBeVisible({
    timeout: 15_000,
  });
  await inEachTheme(owner, async (theme) => {
    await owner.command('Ensemble: Show Agents');
    await expect(transcript(owner)).toContainText('Some code and words.');
    await owner.page.screenshot({ path: `test-results/agents-${theme}.png` });
    expect(await faultsIn(owner.page, ['.ensemble-agents']), theme).toEqual([]);
  });
});
