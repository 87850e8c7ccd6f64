import { execFileSync } from 'node:child_process';
import { expect, type Page } from '@playwright/test';
import { test } from './lib/pair.ts';
import { shareTerminalAs, showSharedTerminal, type TerminalPage, terminalOf } from './lib/terminal-page.ts';

const script = 'total=0\nfor n in 1 2 3; do\n  total=$((total + n)) # adds\ndone\necho "the total is $total"\n';

test.use({ files: { 'sum.sh': script } });

function isThere(program: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
    return true;
  } catch {
    console.log(`${program} is not on this machine, so it is left out.`);
    return false;
  }
}

/** Every cell of both screens has the same letter and look. Some colours are there, or nothing would be compared. */
async function areEqual(mine: TerminalPage, adas: TerminalPage): Promise<void> {
  const both = async () => [await mine.cells(), await adas.cells()] as const;
  await expect(async () => {
    const [owners, guests] = await both();
    expect(guests).toEqual(owners);
    expect(new Set(owners.flat().map((cell) => cell.slice(1))).size).toBeGreaterThan(3);
  }).toPass({ timeout: 20_000 });
}

test('vim and htop look the same for the owner and for who types with them; and what is typed is logged where the owner wants that', async ({
  host,
  owner,
  ada,
}) => {
  test.slow();
  const mine = await terminalOf(owner, 'open');
  await shareTerminalAs(owner, 'Everybody may type');
  const adas = await showSharedTerminal(ada);
  const picture = (name: string) =>
    Promise.all([
      owner.page.screenshot({ path: `test-results/terminal-screens-${name}-owner.png` }),
      ada.page.screenshot({ path: `test-results/terminal-screens-${name}-ada.png` }),
    ]);

  if (isThere('vim'))
    await test.step('vim, in which both type', async () => {
      await mine.type("vim -u NONE -N -c 'syntax on' -c 'set number nobackup' sum.sh");
      await adas.shows('the total is');
      await areEqual(mine, adas);
      await adas.keys('Go# by Ada');
      await ada.page.keyboard.press('Escape');
      await mine.shows('# by Ada');
      await mine.keys('gg0i# by Olga ');
      await owner.page.keyboard.press('Escape');
      await adas.shows('# by Olga total=0');
      await areEqual(mine, adas);
      await picture('vim');
      await mine.type(':wq');
      await expect.poll(() => host.read('sum.sh')).toBe(`# by Olga ${script}# by Ada\n`);
    });

  if (isThere('htop'))
    await test.step('htop', async () => {
      // Rarely drawn anew: two windows are not read at one moment.
      await mine.type('clear; htop --delay=100');
      for (const each of [mine, adas]) await each.shows('F10Quit');
      await areEqual(mine, adas);
      await picture('htop');
      await adas.keys('q');
    });

  await test.step('input is logged once the owner has said so, and everybody who may type is told', async () => {
    for (const { page } of [owner, ada]) await expect(logged(page)).toHaveCount(0);
    await owner.command('Ensemble: Log What Is Typed in Terminal…');
    const question = owner.page.getByRole('dialog');
    await expect(question).toContainText('passwords too');
    await owner.page.screenshot({ path: 'test-results/terminal-screens-question.png' });
    await question.getByRole('button', { name: 'Log', exact: true }).click();
    for (const { page } of [owner, ada]) await expect(logged(page)).toBeVisible();
    const told = ada.page.locator('.notification-list-item', { hasText: 'logs what is typed in the terminal' });
    await expect(told).toContainText('passwords too');
    await expect(ada.page.getByText('(typing, input logged)').first()).toBeVisible();
    await picture('logged');
    await owner.command('Ensemble: Log What Is Typed in Terminal…');
    for (const { page } of [owner, ada]) await expect(logged(page)).toHaveCount(0);
  });
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});

const logged = (page: Page) => page.locator('.statusbar-item', { hasText: 'Input logged' });
