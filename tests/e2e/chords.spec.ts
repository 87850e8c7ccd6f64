import { expect, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

interface Key {
  key: string;
  command: string;
}

const systems = {
  Linux: 'X11; Linux x86_64',
  Windows: 'Windows NT 10.0; Win64; x64',
  Mac: 'Macintosh; Intel Mac OS X 10_15_7',
};

/** Reads all keys that commands have by themselves, of the workbench and of ours, as the workbench lists them. */
async function keysOf(window: WorkbenchPage, control: 'Control' | 'Meta'): Promise<Key[]> {
  const { page } = window;
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await window.command('Preferences: Open Default Keyboard Shortcuts (JSON)');
  await expect(window.editor.locator('.view-line', { hasText: '"command"' }).first()).toBeVisible();
  await window.editor.locator('textarea, .native-edit-context').first().focus();
  const copied = async () => {
    await page.keyboard.press(`${control}+a`);
    await page.keyboard.press(`${control}+c`);
    return page.evaluate(() => navigator.clipboard.readText());
  };
  let text = '';
  await expect.poll(async () => (text = await copied())).toMatch(/\n\]/);
  return JSON.parse(text.slice(text.indexOf('['), text.indexOf('\n]') + 2)) as Key[];
}

const isOurs = ({ command }: Key) => command.startsWith('ensemble.');

for (const [system, words] of Object.entries(systems))
  test(`each key of ours belongs to one command, and none of the workbench has it: ${system}`, async ({ browser }) => {
    const host = await RunningHost.start();
    const userAgent = `Mozilla/5.0 (${words}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36`;
    const own = await WorkbenchPage.ofHost(browser, host.url, { userAgent });
    try {
      const keys = await keysOf(own, system === 'Mac' ? 'Meta' : 'Control');
      const chords = keys.filter((key) => isOurs(key) && key.key.includes(' '));
      expect(keys.length).toBeGreaterThan(500);
      expect(chords.map(({ command }) => command)).toEqual(
        expect.arrayContaining(['ensemble.call.mute', 'ensemble.review.next', 'ensemble.recording.mark']),
      );
      const shared = chords.flatMap(({ key, command }) =>
        keys.filter((other) => other.key === key && other.command !== command).map((other) => [key, command, other]),
      );
      expect(shared).toEqual([]);
      // On some keyboards Alt is AltGr, and these type a character.
      expect(keys.filter((key) => isOurs(key) && /^ctrl\+alt\+[a-z]$/.test(key.key))).toEqual([]);
    } finally {
      await own.close();
      await host.close();
    }
  });
