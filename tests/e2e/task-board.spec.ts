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

/** A task with all that a card tells. */
const full =
  '---\ntitle: Paint the hull\nestimate: 3h\nactual: 2h\ndepends: [aaaaaaaa, unknown1]\nreviewers: [Grace, Ada]\n---\n';

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
  await owner.command('Ensemble: Focus on People View');
  await expect(owner.page.getByRole('list', { name: 'People', exact: true })).toContainText('task: Mend the mast');
  await owner.command('Ensemble: Show Task Board');
  await owner.page.getByRole('button', { name: 'Take over Mend the mast' }).click();
  await owner.page.getByRole('dialog').getByRole('button', { name: 'Take Over' }).click();
  await expect(card(owner, 'To Do', /^Mend the mast, you have it$/)).toBeVisible();
  await expect(card(ada, 'To Do', /^Mend the mast, .* has it$/)).toBeVisible();
  await owner.page.getByRole('button', { name: 'Release Mend the mast' }).click();
  await expect(card(ada, 'To Do', /^Mend the mast$/)).toBeVisible();
});

test('cards are found by the filter, and reordered within a column by keys, where they keep the keyboard', async () => {
  test.slow();
  const tasks = [
    ['bbbbbbbb-hull.md', 'title: Paint the hull\nstatus: todo\nowner: Ada\nrank: a1\n'],
    ['cccccccc-keel.md', 'title: Mend the keel\nstatus: todo\nmilestone: summer\nrank: a2\n'],
  ] as const;
  for (const [name, fields] of tasks) await writeFile(join(folder(), name), `---\n${fields}---\n`);
  await owner.command('Ensemble: Show Task Board');
  const titles = () => column(owner, 'To Do').locator('.ensemble-task-title').allTextContents();
  await expect.poll(titles).toEqual(['Paint the hull', 'Mend the keel', 'Mend the mast']);
  await card(owner, 'To Do', /^Mend the keel/)
    .getByRole('button', { name: /^Open/ })
    .focus();
  await owner.page.keyboard.press('Alt+ArrowUp');
  await expect.poll(titles).toEqual(['Mend the keel', 'Paint the hull', 'Mend the mast']);
  await expect(card(owner, 'To Do', /^Mend the keel/).getByRole('button', { name: /^Open/ })).toBeFocused();
  await owner.page.keyboard.press('Alt+ArrowDown');
  await expect.poll(titles).toEqual(['Paint the hull', 'Mend the keel', 'Mend the mast']);
  const filter = owner.page.getByRole('searchbox', { name: 'Filter tasks' });
  for (const [words, left] of [
    ['ada', ['Paint the hull']],
    ['SUMMER mend', ['Mend the keel']],
    ['aaaaaaaa', ['Mend the mast']],
    ['nothing like it', []],
  ] as const) {
    await filter.fill(words);
    await expect.poll(titles).toEqual(left);
  }
});

test('cards tell effort, reviewers and what they depend on; their owner and priority are set on the board', async () => {
  test.slow();
  await writeFile(join(folder(), 'bbbbbbbb-hull.md'), full);
  await ada.command('Ensemble: Show Task Board');
  const hull = card(ada, 'To Do', /^Paint the hull/);
  await expect(hull).toContainText('took 2h of 3h · after 2 tasks · review: Grace, Ada');
  const open = hull.getByRole('button', { name: /^Open/ });
  await expect(open).toHaveAccessibleDescription(
    'bbbbbbbb. took 2h of 3h. After: Mend the mast, unknown1. Review: Grace, Ada',
  );
  await expect(open).toHaveAttribute('title', /^\.tasks\/bbbbbbbb-hull\.md.*took 2h of 3h.*After: Mend the mast/);
  await hull.getByRole('button', { name: 'Set owner or priority of Paint the hull' }).click();
  await ada.choose('Owner');
  await ada.choose('Ada');
  await expect.poll(() => textOf('Paint the hull')).toMatch(/^owner: Ada$/m);
  await hull.click({ button: 'right' });
  await ada.choose('Priority');
  await ada.choose('high');
  await expect(hull).toContainText('bbbbbbbb · high · Ada');
  await hull.click({ button: 'right' });
  await ada.choose('Priority');
  await ada.choose('None');
  await expect(hull).not.toContainText('high');
});

test('a task is made, and one is claimed, by the commands', async () => {
  test.slow();
  await ada.command('Ensemble: New Task…');
  const input = ada.page.locator('.quick-input-widget input').first();
  await input.fill('Buy paint');
  await ada.page.keyboard.press('Enter');
  await ada.expectText(/title: Buy paint/);
  await expect.poll(() => textOf('Buy paint')).toMatch(/^status: todo$/m);
  await ada.command('Ensemble: Claim Task…');
  await ada.choose('Buy paint');
  await owner.command('Ensemble: Show Task Board');
  await expect(card(owner, 'To Do', /^Buy paint, Ada has it$/)).toBeVisible();
});

test('the board has no faults that axe finds, in any theme', async () => {
  test.slow();
  await writeFile(join(folder(), 'bbbbbbbb-hull.md'), full);
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
