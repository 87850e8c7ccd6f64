import { test } from './lib/pair.ts';
import { replaceInFiles } from './lib/search-view.ts';

test.use({ files: { 'one.txt': 'the heron stands\na heron waits\n', 'two.txt': 'no bird but the heron\n' } });

test('a replacement in files is taken back by one undo, in all of them, and nobody else’s words with it', async ({
  owner,
  ada,
}) => {
  await owner.open('one.txt');
  await owner.open('two.txt');
  await ada.open('two.txt');
  await ada.open('one.txt');
  await replaceInFiles(owner, 'heron', 'stork', /\d+ results? in/);
  await ada.expectText('the stork stands\na stork waits\n');
  await ada.page.keyboard.press('Control+Home');
  await ada.type('Ada saw: ');
  await owner.open('two.txt');
  await owner.expectText('no bird but the stork\n');
  await owner.page.keyboard.press('Control+z');
  await owner.expectText('no bird but the heron\n');
  await ada.expectText('Ada saw: the heron stands\na heron waits\n');
  await ada.open('two.txt');
  await ada.expectText('no bird but the heron\n');
  await owner.page.keyboard.press('Control+y');
  await ada.expectText('no bird but the stork\n');
  await ada.open('one.txt');
  await ada.expectText('Ada saw: the stork stands\na stork waits\n');
});
