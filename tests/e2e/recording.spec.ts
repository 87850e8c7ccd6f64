import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

test('a session is recorded with everybody’s knowledge: one objects and agrees, a moment is marked, and all is watched again', async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const host = await RunningHost.start();
  await writeFile(join(host.folder, 'notes.txt'), '');
  const own = await WorkbenchPage.ofHost(browser, host.url);
  const ada = await WorkbenchPage.ofGuest(browser, host.link, 'Ada');
  const late = await WorkbenchPage.blank(browser);
  try {
    await ada.open('notes.txt');
    await ada.type('before ');
    await own.command('Ensemble: Start Recording');
    await own.page.keyboard.type('Monday');
    await own.page.keyboard.press('Enter');
    const item = (who: WorkbenchPage, name: string | RegExp) => who.page.getByRole('button', { name });
    await expect(item(own, 'Recording').first()).toBeVisible();
    await expect(ada.page.getByText('records this session').first()).toBeVisible();
    await ada.page.screenshot({ path: test.info().outputPath('told.png') });
    await ada.type('one ');
    await own.open('notes.txt');
    await own.expectText('before one ');

    await ada.page.getByRole('button', { name: 'Object', exact: true }).click();
    await expect(own.page.getByText('Ada objects to the recording').first()).toBeVisible();
    await expect(item(own, 'The recording rests: Ada objects').first()).toBeVisible();
    await own.page.screenshot({ path: test.info().outputPath('objection.png') });
    await ada.type('private');
    await own.expectText('before one private');
    for (let i = 0; i < 'private'.length; i++) await ada.page.keyboard.press('Backspace');
    await own.expectText('before one ');
    await ada.command('Ensemble: Agree to the Recording');
    await expect(item(own, 'Recording').first()).toBeVisible();

    await late.page.goto(host.link);
    await expect(late.page.getByText('This session is being recorded.')).toBeVisible();

    await ada.type('two ');
    await own.expectText('before one two ');
    await ada.page.keyboard.press('Control+K');
    await ada.page.keyboard.press('b');
    await ada.page.keyboard.type('look here');
    await ada.page.keyboard.press('Enter');
    await expect(ada.page.getByText('This moment is marked').first()).toBeVisible();
    await own.command('Ensemble: Stop Recording');
    await expect(own.page.getByRole('button', { name: 'Recording', exact: true })).toHaveCount(0);
    await ada.type('after');
    await own.expectText('before one two after');

    await own.command('Ensemble: Open Recording…');
    await own.page.getByText('Monday').first().click();
    const player = own.page.getByRole('toolbar', { name: 'Player' });
    const time = player.getByRole('slider', { name: 'Time' });
    await time.focus();
    await own.page.keyboard.press('End');
    await own.open('notes.txt');
    await own.expectText('before one two ');
    await own.page.screenshot({ path: test.info().outputPath('replay.png') });
    await time.focus();
    await own.page.keyboard.press('Home');
    await own.expectText('before ');
    await player.getByText('Back to the Session').click();
    await own.ready();
    await own.open('notes.txt');
    await own.expectText('before one two after');
    expect([...own.errors, ...ada.errors]).toEqual([]);
  } finally {
    await late.close();
    await ada.close();
    await own.close();
    await host.close();
  }
});
