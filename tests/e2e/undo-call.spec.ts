import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { root } from './lib/ensemble-process.ts';
import { openPoem, test } from './lib/repository-pair.ts';

// Several windows and a program take long to come on a busy machine.
test.slow();

const quickInput = '.quick-input-widget:not(.hidden) input';

test('one call of an agent is looked at and taken back from its transcript, and another one committed', async ({
  host,
  git,
  owner,
  ada,
}) => {
  const program = {
    name: 'Scripted',
    command: process.execPath,
    args: [join(root, 'tests/lib/agents/scripted-agent.mjs')],
  };
  await writeFile(join(host.home, 'agents.json'), JSON.stringify({ agents: [program] }));
  await openPoem(owner, ada);
  await owner.command('Ensemble: Add Agent…');
  await owner.choose('Scripted');
  const prompt = owner.page.getByRole('textbox', { name: 'Prompt', exact: true });
  await prompt.fill('replace poem.txt two=>TWO\nreplace poem.txt four=>FOUR', { timeout: 20_000 });
  await prompt.press('Enter');
  await ada.expectText('one\nTWO\nthree\nFOUR\nfive\n');
  await ada.goToEnd(3);
  await ada.type(' by Ada');
  await owner.expectText('one\nTWO\nthree by Ada\nFOUR\nfive\n');

  const transcript = owner.page.getByRole('log', { name: 'Transcript of Scripted' });
  const undo = transcript.getByRole('button', { name: 'Undo: Edit poem.txt' });
  await expect(undo).toHaveCount(2, { timeout: 15_000 });
  await owner.page.screenshot({ path: 'test-results/undo-call-transcript.png' });
  await undo.first().focus();
  await owner.page.keyboard.press('Enter');
  const list = owner.page.locator('.quick-input-widget:not(.hidden) .quick-input-list');
  await expect(list).toContainText('Undo 1 part in 1 file', { timeout: 15_000 });
  await expect(owner.page.locator('.monaco-diff-editor').first()).toContainText('TWO');
  await owner.page.screenshot({ path: 'test-results/undo-call-preview.png' });
  await owner.page.keyboard.press('Escape');
  await expect(list).toBeHidden();
  await expect(owner.page.locator('.monaco-diff-editor')).toHaveCount(0);
  expect(await ada.text()).toBe('one\nTWO\nthree by Ada\nFOUR\nfive\n');

  const ofTurn = (act: string) => transcript.getByRole('button', { name: `${act}: the whole turn “replace poem.txt` });
  await expect(ofTurn('Review')).toHaveCount(1);
  await expect(ofTurn('Commit')).toHaveCount(1);
  await ofTurn('Undo').focus();
  await owner.page.keyboard.press('Enter');
  await expect(list).toContainText('Undo 2 parts in 1 file', { timeout: 15_000 });
  await owner.page.keyboard.press('Escape');
  await expect(list).toBeHidden();

  await owner.command("Ensemble: Undo Agent's Turn…");
  await owner.choose('Scripted');
  await expect(list).toContainText('a turn of 2 calls', { timeout: 10_000 });
  await owner.page.screenshot({ path: 'test-results/undo-turn.png' });
  await owner.choose('a turn of 2 calls');
  await owner.choose('The whole turn');
  await expect(list).toContainText('Undo 2 parts in 1 file', { timeout: 15_000 });
  await owner.page.keyboard.press('Escape');
  await expect(list).toBeHidden();

  await undo.first().click();
  await expect(list).toContainText('Undo 1 part in 1 file', { timeout: 15_000 });
  await owner.page.keyboard.press('Enter');
  await ada.expectText('one\ntwo\nthree by Ada\nFOUR\nfive\n');

  await transcript.getByRole('button', { name: 'Commit: Edit poem.txt' }).last().click();
  const save = owner.page.getByRole('button', { name: 'Save and Commit' });
  const message = owner.page.locator(quickInput).first();
  await expect(save.or(message)).toBeVisible({ timeout: 15_000 });
  if (await save.isVisible()) await save.click();
  await expect(message).toHaveValue('Edit poem.txt', { timeout: 15_000 });
  await owner.page.screenshot({ path: 'test-results/commit-call-message.png' });
  await owner.page.keyboard.press('Enter');
  await expect.poll(() => git('log', '-1', '--format=%s').trim(), { timeout: 10_000 }).toBe('Edit poem.txt');
  expect(git('show', 'HEAD:poem.txt')).toBe('one\ntwo\nthree\nFOUR\nfive\n');

  await owner.command('Ensemble: Review Work Of…');
  await expect(list).toContainText('Scripted', { timeout: 10_000 });
  await owner.choose('Scripted');
  await expect(list).toContainText('a turn of 2 calls', { timeout: 10_000 });
  await owner.page.screenshot({ path: 'test-results/review-call-turns.png' });
  await owner.choose('a turn of 2 calls');
  await expect(list).toContainText('The whole turn', { timeout: 10_000 });
  await owner.page.screenshot({ path: 'test-results/review-call-calls.png' });
  await owner.choose('call 2 of 2');
  const rows = owner.page.getByRole('list', { name: 'Work of Scripted: Edit poem.txt' }).getByRole('listitem');
  await expect(rows).toHaveCount(1, { timeout: 15_000 });
  await expect(rows).toContainText('FOUR');
  await owner.page.screenshot({ path: 'test-results/review-call.png' });

  await owner.command('Ensemble: Show Agents');
  await prompt.fill('say Nothing is changed.');
  await prompt.press('Enter');
  await expect(transcript).toContainText('Nothing is changed.', { timeout: 15_000 });
  await expect(transcript.getByRole('button', { name: 'the whole turn “say' })).toHaveCount(0);
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});
