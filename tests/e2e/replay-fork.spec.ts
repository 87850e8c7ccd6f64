import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { repositoryHost } from './lib/repository-host.ts';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

const player = (page: Page) => page.getByRole('toolbar', { name: 'Player' });
const slider = (page: Page) => player(page).getByRole('slider', { name: 'Time' });

/** A host's own window that shows the end of a recording in which a line was typed and then deleted. */
async function watching(own: WorkbenchPage): Promise<void> {
  const { page } = own;
  await own.command('Ensemble: Start Recording');
  await own.say('Thursday');
  await own.open('notes.txt');
  await own.type('plums and pears\n');
  await own.save();
  await own.expectDirty('notes.txt', false);
  await own.waitForSent();
  await own.command('Ensemble: Stop Recording');
  await own.type('nuts, behind the recording\n');
  await own.save();
  await own.expectDirty('notes.txt', false);
  await own.command('Ensemble: Open Recording…');
  await own.choose('Thursday');
  await expect(player(page)).toBeVisible({ timeout: 60_000 });
  await own.ready();
  await slider(page).press('End');
  await own.open('notes.txt');
  await own.expectText('plums and pears\nbegun');
}

test('the files of a moment go onto a new branch of the folder’s repository, and nothing of the live folder changes', async ({
  browser,
}) => {
  test.setTimeout(150_000);
  const { host, git: run } = await repositoryHost();
  const git = (...args: string[]) => run(...args).trim();
  writeFileSync(join(host.folder, 'notes.txt'), 'begun');
  writeFileSync(join(host.folder, 'other.txt'), 'as it was committed');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Go on');
  const own = await WorkbenchPage.ofHost(browser, host.url);
  const { page } = own;
  try {
    await watching(own);
    writeFileSync(join(host.folder, 'other.txt'), 'changed since, and in no commit');
    const names = () => readdirSync(host.folder).sort();
    const before = { names: names(), head: git('rev-parse', 'HEAD'), status: git('status', '--porcelain') };
    await own.command('Ensemble: Fork from Here…');
    await own.choose('A Git branch');
    await page.screenshot({ path: test.info().outputPath('name.png') });
    await own.say('from-thursday');
    await expect(page.getByText('on the branch from-thursday now').first()).toBeVisible();
    await page.screenshot({ path: test.info().outputPath('forked.png') });
    expect(git('branch', '--format=%(refname:short)').split('\n').sort()).toEqual(['from-thursday', 'main']);
    expect(git('show', 'from-thursday:notes.txt')).toBe('plums and pears\nbegun');
    expect(git('show', 'from-thursday:other.txt')).toBe('as it was committed');
    expect(git('rev-parse', 'from-thursday^')).toBe(before.head);
    expect({ names: names(), head: git('rev-parse', 'HEAD'), status: git('status', '--porcelain') }).toEqual(before);
    expect(git('branch', '--show-current')).toBe('main');
    const standing = readFileSync(join(host.folder, 'notes.txt'), 'utf8');
    expect(standing).toBe('plums and pears\nnuts, behind the recording\nbegun');

    // A name that is taken says so, and changes nothing.
    const forked = git('rev-parse', 'from-thursday');
    await own.command('Ensemble: Fork from Here…');
    await own.choose('A Git branch');
    await own.say('from-thursday');
    await expect(page.getByText('Nothing was forked').first()).toBeVisible();
    expect(git('rev-parse', 'from-thursday')).toBe(forked);
    await player(page).getByText('Back to the Session').click();
    await own.ready();
    await own.open('notes.txt');
    await own.expectText(standing);
    expect(own.errors).toEqual([]);
  } finally {
    await own.close();
    await host.close();
  }
});

test('text of a recording is selected and copied, and typing into it is turned down in words', async ({ browser }) => {
  test.setTimeout(120_000);
  const host = await RunningHost.start();
  writeFileSync(join(host.folder, 'notes.txt'), 'begun');
  const own = await WorkbenchPage.ofHost(browser, host.url);
  const { page } = own;
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  try {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await watching(own);
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('Shift+End');
    await page.keyboard.press('Control+c');
    await expect.poll(clipboard).toBe('plums and pears');
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Control+c');
    await expect.poll(clipboard).toBe('plums and pears\nbegun');
    await own.type('x');
    await expect(page.getByText('This is a recording: look around, and copy what you need.').first()).toBeVisible();
    await page.screenshot({ path: test.info().outputPath('copied.png') });
    await own.expectText('plums and pears\nbegun');
    await slider(page).press('Home');
    await slider(page).press('End');
    // The copy is there after another moment was shown, too.
    expect(await clipboard()).toBe('plums and pears\nbegun');
    expect(own.errors).toEqual([]);
  } finally {
    await own.close();
    await host.close();
  }
});
