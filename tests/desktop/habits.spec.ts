import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { needsFake, test } from './lib/desktop.ts';

test('logs are on the disk, and hold no address of a host', async ({ desktop }) => {
  const boats = desktop.profile.folder('boats');
  const app = await desktop.start({ args: [boats] });
  await (await app.window()).workbench();
  const log = () => readFileSync(join(desktop.profile.userData, 'logs', 'ensemble.log'), 'utf8');
  await expect.poll(log).toContain(`[${boats}] ready: (an address)`);
  expect(log()).not.toMatch(/token=|127\.0\.0\.1/);
});

test('Windows has recent folders in the jump list, and knows the app by its id', async ({ desktop }) => {
  needsFake('it plays Windows');
  const boats = desktop.profile.folder('boats');
  const app = await desktop.start({ args: [boats], machine: { platform: 'win32' } });
  await app.window();
  const items = () => app.noted('jumpList').at(-1) as { items: { title: string; args: string }[] }[] | undefined;
  await expect.poll(() => items()?.[0]?.items.map(({ title }) => title)).toEqual(['boats']);
  expect(items()?.[0]?.items[0]?.args).toContain(`"${boats}"`);
  expect(app.noted('appUserModelId')).toHaveLength(1);
});

test('a Mac has recent folders and New Window in the Dock', async ({ desktop }) => {
  needsFake('it plays a Mac');
  const app = await desktop.start({ args: [desktop.profile.folder('boats')], machine: { platform: 'darwin' } });
  await app.window();
  await app.expectNoted('dockMenu', ['boats', 'New Window']);
});

test('from the sources links are taken with the script that they need', async ({ desktop }) => {
  needsFake('it reads the notes of the fake');
  const app = await desktop.start({ args: [desktop.profile.folder('boats')] });
  await app.window();
  const [taken] = app.noted('protocol') as { scheme: string; path?: string; args?: string[] }[];
  expect(taken?.scheme).toBe('ensemble');
  expect(taken?.args?.[0]).toMatch(/main\.js$/);
});
