import { expect } from '@playwright/test';
import { box, log, message, say } from './lib/chat-windows.ts';
import { openPoem, test } from './lib/repository-pair.ts';

test.slow();

test('lines of code in the chat tell the commit at which they were shown, and keep it', async ({ git, owner, ada }) => {
  await openPoem(owner);
  const commit = git('rev-parse', '--short=7', 'HEAD').trim();
  await ada.command('Ensemble: Show Chat');
  await owner.goToEnd(2);
  await owner.command('Ensemble: Mention These Lines in Chat');
  await expect(owner.page.getByText(`poem.txt, line 2, at ${commit}`)).toBeVisible();
  await say(owner, 'this line');
  const lines = message(ada, 'this line').getByRole('button', { name: `poem.txt, line 2, at ${commit}` });
  await expect(lines).toBeVisible();
  git('commit', '-q', '--allow-empty', '-m', 'Go on');
  expect(git('rev-parse', '--short=7', 'HEAD').trim()).not.toBe(commit);
  await expect(lines).toBeVisible();
  await ada.page.screenshot({ path: test.info().outputPath('commit.png') });
  await expect(log(owner)).toContainText(commit);
  await expect(box(owner)).toBeVisible();
});
