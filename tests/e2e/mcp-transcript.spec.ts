import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { expect } from '@playwright/test';
import { faultsIn, inEachTheme } from './lib/axe.ts';
import { root } from './lib/ensemble-process.ts';
import { test } from './lib/pair.ts';

// Several windows and a program take long to come on a busy machine.
test.slow();
test.use({ files: { 'plan.txt': 'one\ntwo\nthree\n' } });

const evil = '\u202e<b>Edit</b> [here](command:evil) $(bug)';

test('the work of an agent by MCP is read call by call, and a call or the whole turn is taken back from there', async ({
  host,
  owner,
}) => {
  const transport = new StdioClientTransport({
    command: join(root, 'node_modules/.bin/node'),
    args: [join(root, 'src/cli/ensemble.ts'), 'mcp', host.link, '--name', 'Helper with a long name', '--of', 'Grace'],
    env: { ...(process.env as Record<string, string>), ENSEMBLE_HOME: join(host.home, 'helper') },
    stderr: 'ignore',
  });
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(transport);
  const call = async (name: string, args: Record<string, unknown>) => {
    const { content } = await client.callTool({ name, arguments: args });
    return (content as { text: string }[])[0]!.text;
  };
  const edit = async (old: string, words: string) => {
    const { version } = JSON.parse(await call('read', { path: 'plan.txt' })) as { version: string };
    return call('edit', { path: 'plan.txt', version, edits: [{ old, new: words }] });
  };
  try {
    await owner.open('plan.txt');
    await call('set_intent', { intent: 'shouting numbers' });
    await edit('two', 'TWO');
    await edit('three', 'THREE');
    await call('delete', { path: evil });
    await owner.expectText('one\nTWO\nTHREE\n');
    await owner.command('Ensemble: Show Agents');
    const transcript = owner.page.getByRole('log', { name: 'Transcript of Helper with a long name' });
    await expect(transcript).toContainText('shouting numbers', { timeout: 20_000 });
    await expect(transcript).toContainText('Delete <b>Edit</b> [here](command:evil) $(bug): ');
    await expect(transcript.locator('b, a, .codicon-bug')).toHaveCount(0);
    await expect(owner.page.getByText('takes no prompts here: it works by itself.')).toBeVisible();
    const button = (name: string) => transcript.getByRole('button', { name });
    await expect(button('Undo: Edit plan.txt')).toHaveCount(2, { timeout: 15_000 });
    await expect(button('Undo: Delete')).toHaveCount(0);
    await inEachTheme(owner, async (theme) => {
      await owner.command('Ensemble: Show Agents');
      await expect(transcript).toBeVisible();
      await owner.page.screenshot({ path: `test-results/mcp-transcript-${theme}.png` });
      expect(await faultsIn(owner.page, ['.ensemble-agents']), theme).toEqual([]);
    });

    const list = owner.page.locator('.quick-input-widget:not(.hidden) .quick-input-list');
    await owner.command('Ensemble: Review Work Of…');
    await owner.choose('Helper with a long name');
    await owner.choose('shouting numbers');
    await expect(list.getByText('Edit plan.txt')).toHaveCount(2, { timeout: 10_000 });
    await owner.page.screenshot({ path: 'test-results/mcp-transcript-calls.png' });
    await owner.page.keyboard.press('Escape');

    await button('Undo: Edit plan.txt').first().press('Enter');
    await expect(list).toContainText('Undo 1 part in 1 file', { timeout: 15_000 });
    await owner.page.keyboard.press('Escape');
    await expect(list).toBeHidden();
    await button('Undo: the whole turn “shouting numbers”').press('Enter');
    await expect(list).toContainText('Undo 2 parts in 1 file', { timeout: 15_000 });
    await owner.page.keyboard.press('Enter');
    await expect(owner.page.locator('.monaco-diff-editor')).toHaveCount(0, { timeout: 15_000 });
    await owner.expectText('one\ntwo\nthree\n');

    const row = owner.page.getByRole('list', { name: 'Agents' }).getByRole('listitem');
    await row.getByRole('button', { name: 'More for Helper with a long name' }).press('Enter');
    await expect(list).toContainText('Edits as Suggestions');
    await owner.page.screenshot({ path: 'test-results/mcp-transcript-more.png' });
    await owner.choose('Edits as Suggestions');
    await expect(row).toHaveAccessibleName(/suggests its edits/);
    await row.click({ button: 'right' });
    await expect(list).toContainText('Let It Make Its Edits');
    await owner.page.keyboard.press('Escape');
  } finally {
    await client.close();
  }
  await expect(owner.page.getByText('has gone: this is what it did last.')).toBeVisible({ timeout: 15_000 });
  expect(owner.errors).toEqual([]);
});
