import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

test('typing fast in source files that have just been opened makes no errors in the page', async ({ browser }) => {
  test.slow();
  const host = await RunningHost.start();
  const names = Array.from({ length: 8 }, (_, index) => `file${index}.ts`);
  const text = 'export function sail(boat: string): string {\n  return `the boat sails`;\n}\n\n'.repeat(60);
  for (const name of names) await writeFile(join(host.folder, name), text);
  const owner = await WorkbenchPage.ofHost(browser, host.url);
  try {
    for (const name of names) {
      await owner.open(name);
      await owner.type('/* a\n`b\n*/ const c = `d\n`;\n// e\n');
      await owner.page.keyboard.press('Control+z');
    }
    await owner.expectText(/sails/);
    expect(owner.errors).toEqual([]);
  } finally {
    await owner.close();
    await host.close();
  }
});
