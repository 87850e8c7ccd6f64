import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ScriptedGuest } from '../../tests/e2e/lib/scripted-guest.ts';
import { WorkbenchPage } from '../../tests/e2e/lib/workbench-page.ts';
import type { Row } from '../lib/parts.ts';
import type { Stage } from './stage.ts';

const megabytes = 10;
const line = 'a line of a rather long file, as logs and tables are, number ';

/**
 * Times the opening of 10 MB as a guest: until they are there, and until text typed in them has come to somebody else.
 */
export async function measureLargeFile({ browser, host }: Stage): Promise<Row[]> {
  let text = '';
  const lines: string[] = [];
  for (let length = 0; length < megabytes * 1024 * 1024; length += lines.at(-1)!.length) {
    lines.push(`${line}${lines.length}\n`);
  }
  text = lines.join('');
  await writeFile(join(host.folder, 'large.txt'), text);
  await writeFile(join(host.folder, 'small.txt'), text.slice(0, 10_000));
  const window = await WorkbenchPage.ofGuest(browser, host.link, 'Guest');
  const ada = await ScriptedGuest.join(host.link, 'Ada');
  try {
    const open = async (path: string) => {
      const startedMs = performance.now();
      await window.open(path);
      const shownMs = performance.now() - startedMs;
      const document = await ada.open(path);
      const arrived = new Promise<void>((resolve) => {
        document.onChange(() => document.toString().startsWith('!') && resolve());
      });
      await window.page.keyboard.press('Control+Home');
      await window.type('!');
      await arrived;
      return { shownMs, sharedMs: performance.now() - startedMs };
    };
    await open('README.md');
    const small = await open('small.txt');
    const large = await open('large.txt');
    return [
      { case: 'opening 10 kB as a guest, until shown', value: small.shownMs, unit: 'ms', limit: null },
      { case: 'opening 10 MB as a guest, until shown', value: large.shownMs, unit: 'ms', limit: 2500 },
      { case: 'opening 10 MB and typing, until another has it', value: large.sharedMs, unit: 'ms', limit: 4000 },
    ];
  } finally {
    ada.leave();
    await window.close();
  }
}
