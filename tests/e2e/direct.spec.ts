import { expect } from '@playwright/test';
import { box, log, message, say, talks, test } from './lib/chat-windows.ts';

const secret = 'between us';

test('what two people write to each other reaches them alone, also one who was away, and stays', async ({
  owner,
  ada,
  bob,
}) => {
  test.setTimeout(150_000);
  const isToOwner: string[] = [];
  owner.page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => void isToOwner.push(payload.toString('latin1'))),
  );
  await owner.page.reload();
  await owner.ready();
  for (const each of [owner, bob]) await each.command('Ensemble: Show Chat');
  await ada.command('Ensemble: Message…');
  await ada.choose('Bob');
  await expect(ada.page.getByText('Only you and Bob. In no recording.')).toBeVisible();
  await expect(box(ada)).toBeFocused();
  await say(ada, secret);
  await expect(message(ada, secret)).toContainText('Sent');

  const row = talks(bob).getByRole('listitem', { name: 'Ada, 1 unread' });
  await expect(row).toBeVisible();
  await expect(log(bob)).not.toContainText(secret);
  await bob.page.screenshot({ path: test.info().outputPath('unread.png') });
  await talks(bob).getByRole('button', { name: 'Everybody' }).focus();
  await bob.page.keyboard.press('ArrowDown');
  await bob.page.keyboard.press('Enter');
  await expect(message(bob, secret)).toBeVisible();
  await expect(bob.page.getByText('Only you and Ada. In no recording.')).toBeVisible();
  await expect(message(ada, secret)).toContainText('Seen by Bob');
  await ada.page.screenshot({ path: test.info().outputPath('direct.png') });

  await bob.context.setOffline(true);
  await say(ada, `${secret} again`);
  await expect(message(ada, `${secret} again`)).toContainText('Sent');
  await bob.context.setOffline(false);
  await expect(message(bob, `${secret} again`)).toBeVisible({ timeout: 30_000 });
  await bob.page.reload();
  await bob.ready();
  await bob.command('Ensemble: Show Chat');
  await talks(bob).getByRole('button', { name: 'Ada' }).click();
  await expect(message(bob, `${secret} again`)).toBeVisible();

  await owner.command('Ensemble: Show Chat');
  await say(owner, 'for all');
  await expect(message(ada, 'for all')).toBeHidden();
  await expect(message(owner, 'for all')).toBeVisible();
  await expect(talks(owner)).toHaveCount(0);
  await expect(log(owner)).not.toContainText(secret);
  expect(isToOwner.length).toBeGreaterThan(0);
  expect(isToOwner.some((frame) => frame.includes(secret))).toBe(false);
});

test('a row of People leads to what one writes to that person', async ({ owner, ada }) => {
  test.setTimeout(90_000);
  await expect(ada.page.locator('.monaco-workbench')).toBeVisible();
  await owner.command('Ensemble: Focus on People View');
  await owner.page.getByRole('button', { name: 'Message Ada' }).click();
  await expect(owner.page.getByText('Only you and Ada. In no recording.')).toBeVisible();
  await owner.page.screenshot({ path: test.info().outputPath('people.png') });
});
