import { expect } from '@playwright/test';
import { test } from './lib/pair.ts';
import { replaceInFiles } from './lib/search-view.ts';

test.use({ files: { 'one.txt': 'the heron stands\n', 'two.txt': 'no bird but the heron\n' } });

test('what somebody has typed and not saved is found by everybody, and replaced where it is', async ({
  host,
  owner,
  ada,
}) => {
  await owner.open('one.txt');
  await owner.page.keyboard.press('Control+Home');
  await owner.type('a first line\na heron, unsaved\n');
  await owner.expectText('a first line\na heron, unsaved\nthe heron stands\n');
  await owner.expectDirty('one.txt', true);
  await replaceInFiles(ada, 'heron', 'stork', '3 results in 2 files');
  await owner.expectText('a first line\na stork, unsaved\nthe stork stands\n');
  await expect.poll(() => host.read('two.txt')).toBe('no bird but the stork\n');
});
