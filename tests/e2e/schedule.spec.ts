import { readFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import { test } from './lib/pair.ts';

test('a session is scheduled by a file for calendars, which has the link', async ({ host, owner }) => {
  await owner.command('Ensemble: Schedule a Session…');
  await owner.say('Look at the sails; together');
  const input = owner.page.locator('.quick-input-widget input').first();
  await expect(owner.page.getByText(/When does it begin/)).toBeVisible();
  await input.fill('2001-01-01 10:00');
  await expect(owner.page.getByText('That is over.')).toBeVisible();
  await owner.say('2099-12-01 15:00');
  const downloading = owner.page.waitForEvent('download');
  await owner.choose('1 hour');
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('session.ics');
  const file = (await readFile(await download.path(), 'utf8')).replaceAll('\r\n ', '');
  expect(file).toContain('SUMMARY:Look at the sails\\; together');
  expect(file).toContain(`URL:${host.link}`);
  expect(file).toMatch(/^DTSTART:2099/m);
});
