import { expect } from '@playwright/test';
import { test } from './lib/pair.ts';
import { shareTerminalAs, showSharedTerminal, terminalOf } from './lib/terminal-page.ts';

test('a full-screen program, a link, a flood and a reload are the same for the owner and for who types with them', async ({
  owner,
  ada,
}) => {
  test.slow();
  const mine = await terminalOf(owner, 'open');
  await shareTerminalAs(owner, 'Everybody may type');
  const adas = await showSharedTerminal(ada);
  const both = [mine, adas];
  await mine.type('seq 1000 1999 | less');
  for (const each of both) await each.shows('1005');
  await adas.keys('G');
  for (const each of both) await each.shows('1999');
  // The terminal fits who types: less would lose a key that came together with another size.
  await mine.keys('g');
  for (const each of both) await each.shows('1000');
  const screen = ada.page.locator('.terminal-wrapper.active .xterm-screen').first();
  const width = async () => (await screen.boundingBox())?.width ?? Number.POSITIVE_INFINITY;
  const whole = await width();
  await owner.page.setViewportSize({ width: 1000, height: 700 });
  await expect.poll(width).toBeLessThan(whole - 50);
  await mine.keys('G');
  for (const each of both) await each.shows('1999');
  await mine.keys('g');
  for (const each of both) await each.shows('1000');
  await expect.poll(async () => (await adas.rows()).join() === (await mine.rows()).join()).toBe(true);
  await owner.page.screenshot({ path: 'test-results/terminal-programs-less-owner.png' });
  await ada.page.screenshot({ path: 'test-results/terminal-programs-less-ada.png' });
  await mine.keys('q');

  // Keys of the workbench that come late, as the terminals do, are none of the program's.
  await adas.keys('');
  await ada.page.keyboard.press('Control+f');
  const find = ada.page.locator('.terminal-wrapper.active .simple-find-part input').first();
  await expect(find).toBeFocused();
  await ada.page.keyboard.press('Escape');

  await mine.type('clear; echo see README.md:3');
  await adas.shows('see README.md:3');
  await adas.keys('');
  await ada.page.keyboard.press('Control+f');
  await find.fill('README.md');
  await expect(ada.page.locator('.terminal-wrapper.active .simple-find-part .matchesCount')).toHaveText('1 of 1');
  await ada.page.screenshot({ path: 'test-results/terminal-programs-find.png' });
  await ada.page.keyboard.press('Escape');
  await adas.followLink(/^see README/, 50);
  await ada.page.locator('.tab', { hasText: 'README.md' }).waitFor();
  await expect(ada.page.locator('.statusbar-item', { hasText: 'Ln 3' })).toBeVisible();

  await mine.type('clear; yes flooded');
  for (const each of both) await each.shows('flooded\nflooded');
  await adas.keys('');
  await ada.page.keyboard.press('Control+c');
  await mine.type('echo stopped $((3 + 3))');
  for (const each of both) await each.shows('stopped 6');

  await mine.type('seq 5001 5300; echo end $((4 + 4))');
  for (const each of both) await each.shows('end 8');
  await Promise.all([owner.page.reload(), ada.page.reload()]);
  await Promise.all([owner.ready(), ada.ready()]);
  const again = [await terminalOf(owner), await showSharedTerminal(ada)];
  await expect(ada.page.getByText('failed to launch')).toHaveCount(0);
  for (const [index, window] of [owner, ada].entries()) {
    await again[index]!.shows('end 8');
    // The command above stays in sight (sticky scroll).
    await expect(window.page.locator('.terminal-sticky-scroll', { hasText: 'seq 5001' })).toBeVisible();
    await again[index]!.turnBack(4);
    await again[index]!.shows('5250');
    await window.page.screenshot({ path: `test-results/terminal-programs-reload-${index}.png` });
  }
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});

test('a guest follows links to the web, plain ones and those that a program names, among thousands', async ({
  owner,
  ada,
}) => {
  const mine = await terminalOf(owner, 'open');
  await shareTerminalAs(owner, 'Everybody may look');
  const adas = await showSharedTerminal(ada);
  const named = (address: string, words: string) => `printf '\\033]8;;${address}\\007${words}\\033]8;;\\007\\n'`;
  await mine.type(
    `clear; for i in $(seq 3000); do ${named('https://example.org/$i', 'L')}; done; ${named('https://example.org/named', 'NAMED')}; echo https://example.org/plain; echo all $((3 + 4))`,
  );
  await adas.shows('all 7');
  for (const [text, address] of [
    [/^NAMED/, 'https://example.org/named'],
    [/^https:\/\/example\.org\/plain/, 'https://example.org/plain'],
  ] as const) {
    const question = ada.page.locator('.monaco-dialog-box', { hasText: address });
    await expect(async () => {
      await adas.followLink(text, 10);
      await expect(question).toBeVisible({ timeout: 2_000 });
    }).toPass();
    await ada.page.screenshot({ path: `test-results/terminal-link-${address.slice(20)}.png` });
    await ada.page.keyboard.press('Escape');
    await expect(question).toHaveCount(0);
  }
  expect([...owner.errors, ...ada.errors]).toEqual([]);
});
