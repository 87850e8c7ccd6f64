import { existsSync } from 'node:fs';
import { expect } from '@playwright/test';
import { test } from './lib/pair.ts';
import { shareTerminalAs, showSharedTerminal, terminalOf } from './lib/terminal-page.ts';
import type { WorkbenchPage } from './lib/workbench-page.ts';

test.use({
  files: {
    'plan.txt': 'one\ntwo\n',
    'tsconfig.json': JSON.stringify({ compilerOptions: { strict: true, module: 'nodenext', noEmit: true } }),
    'package.json': '{ "type": "module" }\n',
    'bill.ts': '// bills\nexport interface Bill {\n  pence: number;\n}\n',
    'paid.ts': "import type { Bill } from './bill.js';\n\nexport const paid: Bill = { pence: 3 };\n",
  },
});

// Two people's windows take long to come on a busy machine.
test.slow();

const picture = ({ page }: WorkbenchPage, name: string) =>
  page.screenshot({ path: `test-results/careless-${name}.png` });

test('a file is renamed in the explorer while somebody else types in it, and nothing typed is lost or saved elsewhere', async ({
  host,
  owner,
  ada,
}) => {
  for (const window of [owner, ada]) await window.open('plan.txt');
  await ada.page.keyboard.press('Control+Home');
  await ada.type('before ');
  await owner.expectText('before one\ntwo\n');
  await owner.treeItem('plan.txt').click();
  await owner.page.keyboard.press('F2');
  const name = owner.page.locator('.explorer-item-edited input');
  await name.fill('idea.txt');
  await Promise.all([name.press('Enter'), ada.page.keyboard.type('during and after ', { delay: 60 })]);
  for (const window of [owner, ada]) {
    await expect(window.page.locator('.tab.active')).toContainText('idea.txt');
    await window.expectText('before during and after one\ntwo\n');
    await window.expectDirty('idea.txt', true);
  }
  expect(await host.read('idea.txt')).toBe('one\ntwo\n');
  await picture(ada, 'renamed');
  await ada.save();
  await expect.poll(() => host.read('idea.txt')).toBe('before during and after one\ntwo\n');
  expect(existsSync(host.at('plan.txt'))).toBe(false);
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});

test('a symbol is renamed in a file in which somebody else has unsaved words and goes on typing', async ({
  host,
  owner,
  ada,
}) => {
  await owner.open('paid.ts');
  await owner.open('bill.ts');
  await ada.open('paid.ts');
  await ada.goToEnd(3);
  await ada.type(' // by Ada');
  await owner.goToEnd(3);
  await owner.page.keyboard.press('Home');
  const box = owner.page.locator('.rename-box input');
  await expect(async () => {
    await owner.page.keyboard.press('F2');
    await expect(box).toBeFocused({ timeout: 5_000 });
  }).toPass();
  await box.fill('amountDue');
  await Promise.all([owner.page.keyboard.press('Enter'), ada.page.keyboard.type(', and more of hers', { delay: 60 })]);
  await ada.expectText(
    "import type { Bill } from './bill.js';\n\nexport const paid: Bill = { amountDue: 3 }; // by Ada, and more of hers\n",
  );
  await picture(ada, 'symbol');
  // The undo of the rename takes nothing of hers.
  await owner.page.keyboard.press('Control+z');
  await ada.expectText(
    "import type { Bill } from './bill.js';\n\nexport const paid: Bill = { pence: 3 }; // by Ada, and more of hers\n",
  );
  await owner.expectText(/ {2}pence: number;/);
  expect(await host.read('bill.ts')).toContain('pence');
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});

test('a file is deleted in the explorer while somebody else has unsaved words in it: it is asked, and they stay', async ({
  host,
  owner,
  ada,
}) => {
  await ada.open('plan.txt');
  await ada.page.keyboard.press('Control+Home');
  await ada.type('words of Ada ');
  await ada.waitForSent();
  await owner.treeItem('plan.txt').click();
  await owner.page.keyboard.press('Delete');
  const dialog = owner.page.locator('.monaco-dialog-box');
  await expect(dialog).toBeVisible();
  await picture(owner, 'delete-asked');
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(dialog).toContainText('Unsaved work of Ada is in plan.txt.');
  await picture(owner, 'delete-named');
  await owner.page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  expect(await host.read('plan.txt')).toBe('one\ntwo\n');
  await owner.treeItem('plan.txt').click();
  await owner.page.keyboard.press('Delete');
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(dialog).toContainText('Unsaved work of Ada is in plan.txt.');
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(owner.treeItem('plan.txt')).toHaveCount(0);
  await expect(ada.page.locator('.tab.active .strikethrough')).toHaveCount(1);
  await picture(ada, 'deleted');
  await ada.type('go on ');
  await ada.expectText('words of Ada go on one\ntwo\n');
  await expect(ada.page.getByText(/plan\.txt is gone from the disk\. Its text is kept here/).first()).toBeVisible();
  await ada.save();
  await expect.poll(() => host.read('plan.txt').catch(() => '')).toBe('words of Ada go on one\ntwo\n');
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});

test('a shared terminal is killed while somebody else types in it: what was printed stays to be read, and is said', async ({
  owner,
  ada,
}) => {
  const mine = await terminalOf(owner, 'open');
  await shareTerminalAs(owner, 'Everybody may type');
  const adas = await showSharedTerminal(ada);
  await adas.type('echo printed $((40 + 2))');
  await mine.shows('printed 42');
  await adas.keys('echo half a li');
  await owner.command('Terminal: Kill the Active Terminal Instance');
  const dialog = owner.page.locator('.monaco-dialog-box');
  await expect(dialog).toContainText('in which Ada may be typing');
  await picture(owner, 'kill-owner');
  await owner.page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await adas.keys('ne');
  await mine.shows('half a line');
  await owner.command('Terminal: Kill the Active Terminal Instance');
  await dialog.getByRole('button', { name: 'Kill' }).click();
  await adas.shows('The host has closed this terminal.');
  await picture(ada, 'kill-ada');
  expect((await adas.rows()).join('\n')).toContain('printed 42');
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});
