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
