import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { faultsIn, inEachTheme } from './lib/axe.ts';
import { root } from './lib/ensemble-process.ts';
import { test } from './lib/pair.ts';
import type { WorkbenchPage } from './lib/workbench-page.ts';

// Several windows and a program take long to come on a busy machine.
test.slow();

const suggestions = (window: WorkbenchPage) => window.page.getByRole('list', { name: 'Suggestions' });
const rows = (window: WorkbenchPage) => suggestions(window).getByRole('listitem');

test('what an agent suggests is accepted and rejected part by part, by anybody, and changes nothing before', async ({
  host,
  owner,
  ada,
}) => {
  const program = {
    name: 'Scripted',
    command: process.execPath,
    args: [join(root, 'tests/lib/agents/scripted-agent.mjs')],
    edits: 'propose',
  };
  await writeFile(join(host.home, 'agents.json'), JSON.stringify({ agents: [program] }));
  await writeFile(host.at('plan.txt'), 'one\ntwo\nthree\nfour\nfive\n');
  await owner.open('plan.txt');
  await ada.open('plan.txt');
  await owner.command('Ensemble: Add Agent…');
  await owner.choose('Scripted');
  const prompt = owner.page.getByRole('textbox', { name: 'Prompt', exact: true });
  await expect(prompt).toBeVisible({ timeout: 20_000 });
  await prompt.fill('replace plan.txt two=>TWO\nreplace plan.txt five=>FIVE\nread plan.txt');
  await prompt.press('Enter');
  await expect(owner.page.getByRole('log', { name: 'Transcript of Scripted' })).toContainText('TWO\\nthree', {
    timeout: 15_000,
  });
  await ada.command('Ensemble: Show Suggestions');
  await expect(rows(ada)).toHaveCount(3, { timeout: 15_000 });
  await ada.expectText('one\ntwo\nthree\nfour\nfive\n');
  await expect(rows(owner).nth(1)).toHaveAccessibleName('plan.txt, line 2');

  await suggestions(owner).getByRole('button', { name: 'Compare plan.txt with what Scripted suggests' }).click();
  await expect(owner.page.locator('.monaco-diff-editor')).toContainText('FIVE');
  await owner.page.screenshot({ path: 'test-results/suggestions-compared.png' });

  await ada.editor.locator('.view-line').first().click();
  await ada.goToEnd(5);
  await ada.type(' and a half');
  await expect(rows(owner).nth(2)).toContainText('The lines changed meanwhile');
  await inEachTheme(owner, async (theme) => {
    await owner.command('Ensemble: Show Suggestions');
    await expect(rows(owner)).toHaveCount(3);
    await owner.page.screenshot({ path: `test-results/suggestions-${theme}.png` });
    expect(await faultsIn(owner.page, ['.ensemble-suggestions']), theme).toEqual([]);
  });

  await ada.page.reload();
  await ada.ready();
  await ada.command('Ensemble: Show Suggestions');
  await expect(rows(ada)).toHaveCount(3, { timeout: 15_000 });
  const accept = suggestions(ada).getByRole('button', { name: 'Accept plan.txt, line 2' });
  await accept.focus();
  await accept.press('Enter');
  await ada.open('plan.txt');
  await ada.expectText('one\nTWO\nthree\nfour\nfive and a half\n');
  await expect(rows(owner)).toHaveCount(2);
  await owner.command('Ensemble: Reject Suggestion…');
  await owner.choose('plan.txt');
  await expect(suggestions(ada)).toBeHidden();
  await ada.expectText('one\nTWO\nthree\nfour\nfive and a half\n');
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});

test('an agent is had to suggest while it works; what it suggests waits in the list, and is judged there and where it is compared', async ({
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
  await writeFile(host.at('plan.txt'), 'one\ntwo\nthree\nfour\nfive\nsix\nseven\n');
  await owner.open('plan.txt');
  await owner.command('Ensemble: Add Agent…');
  await owner.choose('Scripted');
  const prompt = owner.page.getByRole('textbox', { name: 'Prompt', exact: true });
  await expect(prompt).toBeVisible({ timeout: 20_000 });
  const ask = async (words: string) => {
    await prompt.fill(words);
    await prompt.press('Enter');
  };
  await ask('replace plan.txt one=>ONE');
  await owner.expectText('ONE\ntwo\nthree\nfour\nfive\nsix\nseven\n');

  await owner.page.getByRole('button', { name: 'More for Scripted' }).press('Enter');
  await owner.choose('Edits as Suggestions');
  await ada.command('Ensemble: Show Agents');
  await expect(ada.page.getByRole('listitem', { name: /Scripted, agent of .*suggests its edits/ })).toBeVisible();
  await ask('replace plan.txt two=>TWO\nreplace plan.txt four=>FOUR\nreplace plan.txt six=>SIX');
  await ada.command('Ensemble: Show What Waits for You');
  const waiting = (window: WorkbenchPage) => window.page.getByRole('list', { name: 'Waiting for You' });
  await expect(waiting(ada).getByRole('listitem')).toHaveText(/Scripted suggests 3 edits of plan.txt/, {
    timeout: 15_000,
  });
  await inEachTheme(ada, async (theme) => {
    await ada.command('Ensemble: Show What Waits for You');
    await ada.page.screenshot({ path: `test-results/suggestions-waiting-${theme}.png` });
    expect(await faultsIn(ada.page, ['.ensemble-inbox']), theme).toEqual([]);
  });

  await waiting(ada).getByRole('button', { name: 'Compare plan.txt with what Scripted suggests' }).click();
  const compared = ada.page.locator('.monaco-diff-editor .editor.modified');
  await expect(compared).toContainText('FOUR');
  await ada.page.screenshot({ path: 'test-results/suggestions-buttons.png' });
  await compared.locator('.view-line', { hasText: /FOUR/ }).click();
  await ada.page.keyboard.press('ControlOrMeta+Enter');
  await expect(compared).not.toContainText('four');
  await owner.expectText('ONE\ntwo\nthree\nFOUR\nfive\nsix\nseven\n');
  await compared.locator('.view-line', { hasText: /TWO/ }).click();
  await ada.page.getByRole('button', { name: /Reject This Suggested Change/ }).click();
  await expect(compared).not.toContainText('TWO');
  await expect(waiting(ada).getByRole('listitem')).toHaveText(/Scripted suggests an edit of plan.txt/);
  await ada.page.getByRole('button', { name: /Accept All Suggested Changes/ }).click();
  await owner.expectText('ONE\ntwo\nthree\nFOUR\nfive\nSIX\nseven\n');
  await expect(compared).toBeHidden();
  await expect(waiting(ada).getByRole('listitem')).toHaveCount(0);

  await ask('replace plan.txt seven=>SEVEN');
  await expect(waiting(ada).getByRole('listitem')).toHaveCount(1, { timeout: 15_000 });
  await waiting(ada).getByRole('button', { name: 'Reject All in plan.txt' }).click();
  await expect(waiting(ada).getByRole('listitem')).toHaveCount(0);
  await ask('replace plan.txt five=>FIVE');
  await waiting(ada).getByRole('button', { name: 'Accept All in plan.txt' }).click({ timeout: 15_000 });
  await owner.expectText('ONE\ntwo\nthree\nFOUR\nFIVE\nSIX\nseven\n');

  await ask('replace plan.txt two=>TWO\nask go on\nreplace plan.txt three=>THREE');
  await waiting(ada)
    .getByRole('button', { name: 'Compare plan.txt with what Scripted suggests' })
    .click({ timeout: 15_000 });
  await expect(compared).toContainText('TWO');
  await owner.command('Ensemble: Show What Waits for You');
  await waiting(owner).getByRole('button', { name: 'Allow', exact: true }).click();
  const told = ada.page.getByRole('dialog', { name: /Scripted suggests something else for plan.txt by now/ });
  await expect(told).toBeVisible({ timeout: 15_000 });
  await expect(compared).not.toContainText('THREE');
  await ada.page.screenshot({ path: 'test-results/suggestions-anew.png' });
  await ada.page.getByRole('button', { name: /Accept All Suggested Changes/ }).click();
  await expect(ada.page.getByText('This suggestion waits no more').first()).toBeVisible();
  await owner.expectText('ONE\ntwo\nthree\nFOUR\nFIVE\nSIX\nseven\n');
  await ada.page.getByRole('button', { name: 'Compare the New One' }).click();
  await expect(compared).toContainText('THREE');
  await ada.page.getByRole('button', { name: /Accept All Suggested Changes/ }).click();
  await owner.expectText('ONE\nTWO\nTHREE\nFOUR\nFIVE\nSIX\nseven\n');

  await owner.command('Ensemble: Show Agents');
  await owner.command('Ensemble: Edits of an Agent as Suggestions…');
  await owner.choose('Scripted');
  await expect(owner.page.getByRole('listitem', { name: /Scripted, agent of/ })).not.toHaveAccessibleName(/suggests/);
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});
