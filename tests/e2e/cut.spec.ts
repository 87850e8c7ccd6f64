import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

test('a password that was typed and deleted is cut out of a recording, which shows the gap, and what stays is named before', async ({
  browser,
}) => {
  test.setTimeout(150_000);
  const host = await RunningHost.start();
  await writeFile(join(host.folder, 'notes.txt'), '');
  const own = await WorkbenchPage.ofHost(browser, host.url);
  const mark = async (words: string) => {
    await own.page.keyboard.press('Control+K');
    await own.page.keyboard.press('b');
    await expect(own.page.getByPlaceholder('Remember this')).toBeVisible();
    await own.page.keyboard.type(words);
    await own.page.keyboard.press('Enter');
    await expect(own.page.getByPlaceholder('Remember this')).toBeHidden();
    await own.open('notes.txt');
  };
  const player = own.page.getByRole('toolbar', { name: 'Player' });
  const openRecording = async () => {
    await own.command('Ensemble: Open Recording…');
    await own.page.getByText('Monday').first().click();
    await expect(player).toBeVisible();
    await own.ready();
  };
  try {
    await own.open('notes.txt');
    await own.command('Ensemble: Start Recording');
    await own.page.keyboard.type('Monday');
    await own.page.keyboard.press('Enter');
    await own.open('notes.txt');
    await own.type('before ');
    await mark('first');
    await own.type('stands password');
    for (let i = 0; i < 'password'.length; i++) await own.page.keyboard.press('Backspace');
    await own.expectText('before stands ');
    await mark('second');
    await own.type('after');
    await own.command('Ensemble: Stop Recording');
    await openRecording();
    await own.open('notes.txt');
    await player.getByRole('slider', { name: 'Time' }).focus();
    await own.page.keyboard.press('Home');
    await own.command('Ensemble: Next Event');
    await own.expectText('before ');
    await own.command('Ensemble: Begin a Cut Here');
    await expect(own.page.getByText('The cut begins at').first()).toBeVisible();
    await own.command('Ensemble: Next Event');
    await own.expectText('before stands ');
    await own.command('Ensemble: Cut from There to Here…');
    await expect(own.page.getByText(/still there at its end, in notes.txt \(7 characters\)/)).toBeVisible();
    await own.page.screenshot({ path: test.info().outputPath('question.png') });
    await own.page.getByRole('button', { name: 'Cut for Good' }).click();
    await expect(player.getByTitle(/this was cut/)).toBeVisible();
    await own.open('notes.txt');
    await player.getByRole('slider', { name: 'Time' }).focus();
    await own.page.keyboard.press('End');
    await own.expectText('before stands after');
    await own.page.screenshot({ path: test.info().outputPath('gap.png') });
    await player.getByText('Back to the Session').click();
    await own.ready();
    await own.open('notes.txt');
    await own.expectText('before stands after');
  } finally {
    await own.close();
    await host.close();
  }
});

test('a file is cut out of a whole recording: its editor says so at those moments, and other files stay', async ({
  browser,
}) => {
  test.setTimeout(150_000);
  const host = await RunningHost.start();
  await writeFile(join(host.folder, 'plan.txt'), '');
  await writeFile(join(host.folder, 'notes.txt'), '');
  const own = await WorkbenchPage.ofHost(browser, host.url);
  const player = own.page.getByRole('toolbar', { name: 'Player' });
  const goTo = async (key: 'Home' | 'End') => {
    await player.getByRole('slider', { name: 'Time' }).focus();
    await own.page.keyboard.press(key);
  };
  try {
    await own.open('notes.txt');
    await own.command('Ensemble: Start Recording');
    await own.page.keyboard.type('Tuesday');
    await own.page.keyboard.press('Enter');
    await own.open('plan.txt');
    await own.type('password');
    for (let i = 0; i < 'password'.length; i++) await own.page.keyboard.press('Backspace');
    await own.type('kept');
    await own.expectText('kept');
    await own.open('notes.txt');
    await own.type('of that day');
    await own.command('Ensemble: Stop Recording');
    await own.command('Ensemble: Open Recording…');
    await own.page.getByText('Tuesday').first().click();
    await expect(player).toBeVisible();
    await own.ready();
    await own.open('notes.txt');
    await goTo('End');
    await own.expectText('of that day');
    await own.open('plan.txt');
    await own.expectText('kept');
    await own.command('Ensemble: Cut a File or Terminal Out…');
    const list = own.page.locator('.quick-input-list');
    await expect(list.getByText('plan.txt').first()).toBeVisible();
    await own.page.screenshot({ path: test.info().outputPath('choice.png') });
    await own.page.keyboard.press('Enter');
    await expect(own.page.getByText('Cut plan.txt out of the whole recording?')).toBeVisible();
    await expect(own.page.getByText(/still there at its end, in plan.txt \(4 characters\)/)).toBeVisible();
    await own.page.screenshot({ path: test.info().outputPath('question.png') });
    await own.page.getByRole('button', { name: 'Cut for Good' }).click();
    await expect(player.getByTitle('A file or a terminal was cut out here')).toBeVisible();
    await own.open('notes.txt');
    await goTo('End');
    await own.expectText('of that day');
    await own.open('plan.txt');
    await own.expectText('kept');
    // The pace of typing decides on the number of entries: the stretch that was cut is gone through from its beginning.
    await goTo('Home');
    await expect(async () => {
      await own.command('Ensemble: Next Entry');
      const words = own.page.getByText('This was cut out of the recording here.').first();
      await expect(words).toBeVisible({ timeout: 1_000 });
    }).toPass({ timeout: 60_000 });
    await own.page.screenshot({ path: test.info().outputPath('cut-out.png') });
    await own.open('notes.txt');
    await goTo('End');
    await own.expectText('of that day');
    await player.getByText('Back to the Session').click();
    await own.ready();
    await own.open('plan.txt');
    await own.expectText('kept');
  } finally {
    await own.close();
    await host.close();
  }
});
