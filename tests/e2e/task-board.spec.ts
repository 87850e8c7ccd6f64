import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Locator, test } from '@playwright/test';
import { faultsIn, inEachTheme } from './lib/axe.ts';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

let host: RunningHost;
let owner: WorkbenchPage;
let ada: WorkbenchPage;

const folder = () => join(host.folder, '.tasks');
const column = ({ page }: WorkbenchPage, name: string): Locator => page.getByRole('list', { name, exact: true });
const card = (window: WorkbenchPage, status: string, name: RegExp): Locator =>
  column(window, status).getByRole('listitem', { name });
const textOf = async (title: string): Promise<string> => {
  const texts = await Promise.all((await readdir(folder())).map((name) => readFile(join(folder(), name), 'utf8')));
  return texts.find((text) => text.includes(`title: ${title}`)) ?? '';
};

test.beforeEach(async ({ browser }) => {
  host = await RunningHost.start();
  await mkdir(folder(), { recursive: true });
  await writeFile(
    join(folder(), 'aaaaaaaa-mast.md'),
    '---\n# By hand.\ntitle: Mend the mast\nstatus: todo\ncolour: red\n---\n',
  );
  await writeFile(join(folder(), 'broken.md'), '---\ntitle: [\n---\n');
  owner = await WorkbenchPage.ofHost(browser, host.url);
  ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
});

test.afterEach(async () => {
  for (const window of [owner, ada]) {
    expect(window.errors).toEqual([]);
    await window.close();
  }
  await host.close();
});

test('a task that one adds comes to the other within a second, who moves it; its file keeps what people wrote', async () => {
  test.slow();
  for (const window of [owner, ada]) {
    await window.command('Ensemble: Show Task Board');
    await expect(card(window, 'To Do', /^Mend the mast/)).toBeVisible();
    await expect(card(window, 'Not Understood', /^broken\.md: /)).toBeVisible();
  }
  await owner.page.getByRole('textbox', { name: 'Add a task' }).fill('Paint the boat');
  await owner.page.keyboard.press('Enter');
  await expect(card(owner, 'To Do', /^Paint the boat/)).toBeVisible();
  await expect(card(ada, 'To Do', /^Paint the boat/)).toBeVisible({ timeout: 1000 });
  // By keys: the keyboard stays on the card.
  await card(ada, 'To Do', /^Mend the mast/)
    .getByRole('button', { name: /^Open/ })
    .focus();
  await ada.page.keyboard.press('Alt+ArrowRight');
  await expect(card(owner, 'In Progress', /^Mend the mast/)).toBeVisible();
  await expect(card(ada, 'In Progress', /^Mend the mast/).getByRole('button', { name: /^Open/ })).toBeFocused();
  await expect
    .poll(() => textOf('Mend the mast'))
    .toMatch(/^---\n# By hand\.\ntitle: Mend the mast\nstatus: in-progress\ncolour: red\n\nrank: \w+\n---\n$/);
  // By the mouse.
  await card(ada, 'To Do', /^Paint the boat/).dragTo(column(ada, 'Done').locator('..'));
  await expect(card(owner, 'Done', /^Paint the boat/)).toBeVisible();
  await expect.poll(() => textOf('Paint the boat')).toMatch(/^status: done$/m);
  // As text, live.
  await card(owner, 'In Progress', /^Mend the mast/)
    .getByRole('button', { name: /^Open/ })
    .click();
  await owner.expectText(/status: in-progress/);
  await owner.goToEnd(3);
  await owner.type(' today');
  await expect(card(ada, 'In Progress', /^Mend the mast today/)).toBeVisible();
});

test('a claim is shown to both, given up, and taken over with a question', async () => {
  test.slow();
  for (const window of [owner, ada]) await window.command('Ensemble: Show Task Board');
  await card(ada, 'To Do', /^Mend the mast/)
    .getByRole('button', { name: 'Claim Mend the mast' })
    .click();
  await expect(card(owner, 'To Do', /^Mend the mast, Ada has it$/)).toBeVisible();
  await expect(card(ada, 'To Do', /^Mend the mast, you have it$/)).toBeVisible();
  await owner.page.getByRole('button', { name: 'Take over Mend the mast' }).click();
  await owner.page.getByRole('dialog').getByRole('button', { name: 'Take Over' }).click();
  await expect(card(owner, 'To Do', /^Mend the mast, you have it$/)).toBeVisible();
  await expect(card(ada, 'To Do', /^Mend the mast, .* has it$/)).toBeVisible();
  await owner.page.getByRole('button', { name: 'Release Mend the mast' }).click();
  await expect(card(ada, 'To Do', /^Mend the mast$/)).toBeVisible();
});

test('the board has no faults that axe finds, in any theme', async () => {
  test.slow();
  await ada.command('Ensemble: Show Task Board');
  await card(ada, 'To Do', /^Mend the mast/)
    .getByRole('button', { name: 'Claim Mend the mast' })
    .click();
  await inEachTheme(ada, async (theme) => {
    await ada.command('Ensemble: Show Task Board');
    await expect(card(ada, 'To Do', /you have it$/)).toBeVisible();
    await ada.page.screenshot({ path: `test-results/task-board-${theme}.png` });
    expect(await faultsIn(ada.page, ['.ensemble-tasks'])).toEqual([]);
  });
});
