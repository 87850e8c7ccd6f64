import { expect } from '@playwright/test';
import { test } from './lib/pair.ts';
import { shareTerminalAs, showSharedTerminal, type TerminalPage, terminalOf } from './lib/terminal-page.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

test('a terminal is typed into by its owner, seen by a guest, by a latecomer, and typed into by who may', async ({
  browser,
  host,
  owner,
  ada,
}) => {
  const mine = await terminalOf(owner, 'open');
  await mine.type('echo first $((40 + 2)); printf "\\e[41mred\\e[0m \\e[1mbold\\e[0m 漢字\\n"');
  await mine.shows('first 42');
  await shareTerminalAs(owner, 'Everybody may look');
  const adas = await showSharedTerminal(ada);
  await adas.shows('first 42');
  await mine.type('echo second $((50 + 5))');
  await adas.shows('second 55');
  const bob = await WorkbenchPage.ofGuest(browser, host.link, 'Bob');
  const bobs = await showSharedTerminal(bob);
  await bobs.shows('second 55');
  expect(await bobs.rows()).toEqual(await adas.rows());
  await adas.keys('echo forbidden');
  await shareTerminalAs(owner, 'Everybody may type');
  await ada.page.getByText('(typing)').first().waitFor();
  await adas.type('echo third $((60 + 6))');
  for (const each of [mine, adas, bobs]) await each.shows('third 66');
  expect((await mine.rows()).join('\n')).not.toContain('forbidden');
  // The commands of before are marked for who comes late, with how they ended.
  await mine.type('false; true; (exit 3)');
  await expect(bob.page.locator('.terminal-command-decoration.error')).toHaveCount(1);
  const carl = await WorkbenchPage.ofGuest(browser, host.link, 'Carl');
  await showSharedTerminal(carl);
  await expect(carl.page.locator('.terminal-command-decoration.error')).toHaveCount(1);
  await carl.page.screenshot({ path: 'test-results/terminals-carl.png' });
  await carl.close();
  for (const [name, window] of Object.entries({ owner, ada, bob }))
    await window.page.screenshot({ path: `test-results/terminals-${name}.png` });
  expect([...owner.errors, ...ada.errors, ...bob.errors]).toEqual([]);
  await bob.close();
});

test('a reload brings the terminal back, with what is on its screen', async ({ owner }) => {
  const mine = await terminalOf(owner, 'open');
  await mine.type('kept=yes; echo kept $((3 * 3))');
  await mine.shows('kept 9');
  await owner.page.reload();
  await owner.ready();
  const again = await terminalOf(owner);
  await again.shows('kept 9');
  await expect(owner.page.locator('.terminal-command-decoration:not(.default)')).not.toHaveCount(0);
  await again.type('echo still $kept');
  await again.shows('still yes');
  await owner.page.screenshot({ path: 'test-results/terminals-reload.png' });
});

test("a guest's line runs when the owner agrees", async ({ owner, ada }) => {
  const mine = await terminalOf(owner, 'open');
  await shareTerminalAs(owner, 'Everybody may propose lines');
  const adas = await showSharedTerminal(ada);
  await adas.keys('e');
  const input = ada.page.locator('.quick-input-widget input').first();
  await expect(input).toHaveValue('e');
  await input.fill('echo agreed $((7 * 7))');
  await input.press('Enter');
  const question = owner.page.locator('.notification-list-item', { hasText: 'Ada wants to run echo agreed' });
  await owner.page.screenshot({ path: 'test-results/terminals-approve.png' });
  expect((await mine.rows()).join('\n')).not.toContain('agreed');
  await question.getByRole('button', { name: 'Run' }).click();
  for (const each of [mine, adas]) await each.shows('agreed 49');
});

test('a terminal fits who types, and opens files where they were asked for', async ({ owner, ada }) => {
  await ada.page.setViewportSize({ width: 900, height: 640 });
  const mine = await terminalOf(owner, 'open');
  await shareTerminalAs(owner, 'Everybody may type');
  const adas = await showSharedTerminal(ada);
  await mine.type('clear; echo owner $(stty size)');
  // The line that was typed stands there before what it prints.
  const printed = async (terminal: TerminalPage, who: string) =>
    new RegExp(`^${who} (\\d+ \\d+)`, 'm').exec((await terminal.rows()).join('\n'))?.[1];
  await expect.poll(() => printed(adas, 'owner')).toBeDefined();
  const owners = await printed(adas, 'owner');
  await owner.page.screenshot({ path: 'test-results/terminals-fit-owner-typed.png' });
  await ada.page.screenshot({ path: 'test-results/terminals-fit-ada-looks.png' });
  await adas.type('echo ada $(stty size)');
  await expect.poll(() => printed(mine, 'ada')).toBeDefined();
  expect(await printed(mine, 'ada')).not.toBe(owners);
  await owner.page.screenshot({ path: 'test-results/terminals-fit-owner-looks.png' });
  await ada.page.screenshot({ path: 'test-results/terminals-fit-ada-typed.png' });
  await adas.type('ensemble open README.md:3');
  await ada.page.locator('.tab', { hasText: 'README.md' }).waitFor();
  await expect(owner.page.locator('.tab', { hasText: 'README.md' })).toHaveCount(0);
  await mine.type('ensemble open --wait README.md; echo closed $?');
  await owner.page.locator('.tab.active', { hasText: 'README.md' }).waitFor();
  await owner.page.screenshot({ path: 'test-results/terminals-open.png' });
  expect((await mine.rows()).join('\n')).not.toContain('closed 0');
  await owner.command('View: Close Editor');
  await mine.shows('closed 0');
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});

test('evil output reaches nothing but the screen of who looks at it', async ({ owner, ada }) => {
  const mine = await terminalOf(owner, 'open');
  await shareTerminalAs(owner, 'Everybody may type');
  const adas = await showSharedTerminal(ada);
  await ada.page.evaluate(() => {
    const { clipboard } = navigator;
    clipboard.writeText = async () => void document.body.setAttribute('data-copied', 'yes');
  });
  // Titles, the clipboard, a link to a command, a link to a file of the machine, an override of the direction.
  const evil = [
    '\\033]0;pwned\\007\\033]2;pwned\\007\\033]52;c;cHduZWQ=\\007',
    '\\033]8;;command:workbench.action.closeAllEditors\\007COMMAND\\033]8;;\\007 ',
    '\\033]8;;file:///etc/passwd\\007FILE\\033]8;;\\007 a\\342\\200\\256b\\n',
  ].join('');
  await mine.type(`clear; printf '${evil}'; echo shown $((1 + 1))`);
  await adas.shows('shown 2');
  for (const link of [/COMMAND/, /FILE/]) await adas.followLink(link, 1, '.xterm-rows span');
  await expect(ada.page.getByText('allow opening links')).toHaveCount(0);
  // One answer to each question: the owner's own terminal gives it, and nobody who looks on.
  await mine.type(
    'old=$(stty -g); stty -echo -icanon min 0 time 10; printf "\\033[6n\\033[c"; sleep 1; n=$(dd bs=999 count=1 2>/dev/null | tr -dc Rc | wc -c); stty $old; echo answers $n.',
  );
  await adas.shows('answers 2.');
  await ada.page.screenshot({ path: 'test-results/terminals-evil-ada.png' });
  await expect(ada.page.locator('.tab', { hasText: 'Welcome' })).toHaveCount(1);
  await expect(ada.page.locator('.tab', { hasText: 'passwd' })).toHaveCount(0);
  expect(await ada.page.getByText('pwned').count()).toBe(0);
  expect(await ada.page.locator('body').getAttribute('data-copied')).toBeNull();
});
