import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { faultsIn, inEachTheme } from './lib/axe.ts';
import { root } from './lib/ensemble-process.ts';
import { test } from './lib/pair.ts';
import type { WorkbenchPage } from './lib/workbench-page.ts';

// Several windows and a program take long to come on a busy machine.
test.slow();

const rows = ({ page }: WorkbenchPage) => page.getByRole('list', { name: 'Suggestions' }).getByRole('listitem');
const waiting = ({ page }: WorkbenchPage) => page.getByRole('list', { name: 'Waiting for You' }).getByRole('listitem');

test('new files, moves and deletions of an agent are told of, looked at, and done by whoever accepts them', async ({
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
  await writeFile(host.at('old.txt'), 'old\n');
  await writeFile(host.at('gone.txt'), 'one\ntwo\n');
  await owner.command('Ensemble: Add Agent…');
  await owner.choose('Scripted');
  const prompt = owner.page.getByRole('textbox', { name: 'Prompt', exact: true });
  await expect(prompt).toBeVisible({ timeout: 20_000 });
  await prompt.fill(
    [
      'write made/new.txt hello\\nworld\\n',
      'write unwanted.txt x',
      'tool move {"from": "old.txt", "to": "made/moved.txt"}',
      'tool delete {"path": "gone.txt"}',
    ].join('\n'),
  );
  await prompt.press('Enter');

  const told = ada.page.getByRole('dialog', { name: /Scripted suggests (a change|\d changes)\./ });
  await expect(told).toBeVisible({ timeout: 20_000 });
  await ada.page.screenshot({ path: 'test-results/suggested-files-told.png' });
  await ada.page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(rows(ada)).toHaveText(
    [/made\/new\.txt new, \+2/, /unwanted\.txt new/, /old\.txt → made\/moved\.txt/, /gone\.txt deleted/],
    { timeout: 20_000 },
  );
  expect([existsSync(host.at('made')), existsSync(host.at('gone.txt'))]).toEqual([false, true]);
  await inEachTheme(ada, async (theme) => {
    await ada.command('Ensemble: Show Suggestions');
    await expect(rows(ada)).toHaveCount(4);
    await ada.page.screenshot({ path: `test-results/suggested-files-${theme}.png` });
    expect(await faultsIn(ada.page, ['.ensemble-suggestions']), theme).toEqual([]);
  });

  const look = ada.page.getByRole('button', { name: 'Look at what Scripted suggests: a new file, made/new.txt' });
  await look.focus();
  await look.press('Enter');
  const compared = ada.page.locator('.monaco-diff-editor .editor.modified');
  await expect(compared).toContainText('hello');
  await ada.page.screenshot({ path: 'test-results/suggested-files-new.png' });
  await compared.locator('.view-line', { hasText: /hello/ }).click();
  await ada.page.keyboard.press('ControlOrMeta+Enter');
  await expect(compared).toBeHidden();
  await expect.poll(() => readFile(host.at('made/new.txt'), 'utf8').catch(() => '')).toBe('hello\nworld\n');
  await expect(rows(ada)).toHaveCount(3);

  await owner.command('Ensemble: Show What Waits for You');
  await expect(waiting(owner)).toHaveCount(3);
  await inEachTheme(owner, async (theme) => {
    await owner.command('Ensemble: Show What Waits for You');
    await owner.page.screenshot({ path: `test-results/suggested-files-waiting-${theme}.png` });
    expect(await faultsIn(owner.page, ['.ensemble-inbox']), theme).toEqual([]);
  });
  const reject = owner.page.getByRole('button', { name: 'Reject a new file, unwanted.txt' });
  await reject.focus();
  await reject.press('Enter');
  await expect(rows(ada)).toHaveCount(2);
  expect(existsSync(host.at('unwanted.txt'))).toBe(false);

  await ada.open('gone.txt');
  await ada.goToEnd(2);
  await ada.type('!');
  await ada.save();
  await expect.poll(() => readFile(host.at('gone.txt'), 'utf8')).toBe('one\ntwo!\n');
  await owner.page.getByRole('button', { name: 'Look at what Scripted suggests: deleting gone.txt' }).click();
  await expect(owner.page.locator('.monaco-diff-editor .editor.original')).toContainText('two!');
  const accept = owner.page.getByRole('button', { name: 'Accept deleting gone.txt' });
  await accept.click();
  await expect(owner.page.getByText('has changed since its deletion was suggested').first()).toBeVisible();
  await expect(waiting(owner)).toHaveCount(2);
  await ada.page.keyboard.press('ControlOrMeta+z');
  await ada.expectText('one\ntwo\n');
  await ada.save();
  await expect.poll(() => readFile(host.at('gone.txt'), 'utf8')).toBe('one\ntwo\n');
  await accept.click();
  await expect.poll(() => existsSync(host.at('gone.txt'))).toBe(false);
  await ada.page.getByRole('button', { name: 'Accept moving old.txt to made/moved.txt' }).click();
  await expect.poll(() => readFile(host.at('made/moved.txt'), 'utf8').catch(() => '')).toBe('old\n');
  await expect(waiting(owner)).toHaveCount(0);

  await owner.treeItem('made').click();
  await owner.page.keyboard.press('ControlOrMeta+z');
  await expect.poll(() => readFile(host.at('gone.txt'), 'utf8').catch(() => '')).toBe('one\ntwo\n');
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});

test('folders and binary files are suggested, looked at, done and undone, and what cannot be done says why', async ({
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
  await mkdir(host.at('attic/deep'), { recursive: true });
  await writeFile(host.at('attic/a.txt'), 'a\n');
  await writeFile(host.at('attic/deep/b.bin'), Uint8Array.of(0, 1, 2, 0));
  await writeFile(host.at('sound.bin'), Uint8Array.of(0, 255, 0));
  await mkdir(host.at('kept'));
  await writeFile(host.at('kept/x.txt'), 'x\n');
  await owner.open('attic/a.txt');
  await owner.goToEnd(1);
  await owner.type('!');
  await owner.command('Ensemble: Add Agent…');
  await owner.choose('Scripted');
  const prompt = owner.page.getByRole('textbox', { name: 'Prompt', exact: true });
  await expect(prompt).toBeVisible({ timeout: 20_000 });
  await prompt.fill(
    [
      'tool create {"path": "empty", "kind": "folder"}',
      'tool delete {"path": "attic", "recursive": true}',
      'tool delete {"path": "sound.bin"}',
      'tool move {"from": "kept/x.txt", "to": "moved.txt"}',
    ].join('\n'),
  );
  await prompt.press('Enter');
  await ada.command('Ensemble: Show Suggestions');
  await expect(rows(ada)).toHaveText(
    [/empty new folder/, /attic deleted/, /sound\.bin deleted/, /kept\/x\.txt → moved\.txt/],
    { timeout: 20_000 },
  );
  await writeFile(host.at('moved.txt'), 'in the way\n');
  await ada.page.getByRole('button', { name: 'Reject a new folder, empty' }).click();
  await expect(rows(ada).filter({ hasText: 'Cannot be done: moved.txt is there already' })).toHaveCount(1);
  await inEachTheme(ada, async (theme) => {
    await ada.command('Ensemble: Show Suggestions');
    await ada.page.screenshot({ path: `test-results/suggested-folders-${theme}.png` });
    expect(await faultsIn(ada.page, ['.ensemble-suggestions']), theme).toEqual([]);
  });
  const attic = 'deleting the folder attic with all that is in it';
  await ada.page.getByRole('button', { name: `Look at what Scripted suggests: ${attic}` }).click();
  await expect(ada.page.locator('.monaco-diff-editor .editor.original')).toContainText('attic/deep/b.bin');
  await ada.page.screenshot({ path: 'test-results/suggested-folder-compared.png' });
  await ada.page.getByRole('button', { name: 'Look at what Scripted suggests: deleting sound.bin' }).click();
  await expect(ada.page.locator('.monaco-diff-editor .editor.original').last()).toContainText('binary, 1 kB');
  await ada.page.getByRole('button', { name: 'Accept deleting sound.bin' }).click();
  await expect.poll(() => existsSync(host.at('sound.bin'))).toBe(false);
  await ada.page.getByRole('button', { name: `Accept ${attic}` }).click();
  const sure = ada.page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true });
  await expect(sure).toBeVisible();
  // Made while the question stands: no undo would bring it back, so the suggestion waits on.
  await writeFile(host.at('attic/late.txt'), 'late\n');
  await sure.click();
  await expect(ada.page.getByText('What is in attic has changed since its deletion').first()).toBeVisible();
  await rm(host.at('attic/late.txt'));
  await ada.page.getByRole('button', { name: `Accept ${attic}` }).click();
  await sure.click();
  await expect.poll(() => existsSync(host.at('attic'))).toBe(false);
  await ada.treeItem('kept').click();
  await ada.page.keyboard.press('ControlOrMeta+z');
  await expect.poll(() => readFile(host.at('attic/deep/b.bin')).catch(() => null)).toEqual(Buffer.from([0, 1, 2, 0]));
  // Unsaved text comes back too.
  await expect.poll(() => readFile(host.at('attic/a.txt'), 'utf8').catch(() => '')).toBe('a!\n');
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});
