import { rename, writeFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import { test } from './lib/pair.ts';

test.use({ files: { 'd.txt': 'base' } });

test('a file that a program puts in place again and again takes nothing from a text that is being opened', async ({
  host,
  owner,
  ada,
}) => {
  let isReplacing = true;
  const replacing = async () => {
    // Once for each frame of the page that opens it.
    for (; isReplacing; await ada.page.evaluate(() => new Promise((drawn) => requestAnimationFrame(drawn)))) {
      await writeFile(host.at('../d.txt'), 'base');
      await rename(host.at('../d.txt'), host.at('d.txt'));
    }
  };
  await owner.open('d.txt');
  await owner.goToEnd(1);
  await owner.type(' and more');
  await owner.expectDirty('d.txt', true);
  const done = replacing();
  try {
    for (let times = 0; times < 8; times++) {
      await ada.open('d.txt');
      await ada.expectText('base and more');
      await ada.command('View: Close Editor');
      await expect(ada.page.locator('.tab', { hasText: 'd.txt' })).toHaveCount(0);
    }
  } finally {
    isReplacing = false;
    await done;
  }
  await owner.expectText('base and more');
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});
