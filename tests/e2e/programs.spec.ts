import { type Browser, expect, test } from '@playwright/test';
import { join, type Session } from '../../src/client/sdk/index.ts';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

let host: RunningHost;
let owner: WorkbenchPage;
const programs: Session[] = [];

test.beforeEach(async ({ browser }: { browser: Browser }) => {
  host = await RunningHost.start(['--share', '--admit-everyone', '--address', '127.0.0.1']);
  owner = await WorkbenchPage.ofHost(browser, host.url);
  await owner.command('Ensemble: Focus on People View');
});

test.afterEach(async () => {
  for (const program of programs.splice(0)) await program.leave();
  expect(owner.errors).toEqual([]);
  await owner.close();
  await host.close();
});

async function enter(options: Omit<Parameters<typeof join>[0], 'link'> & { link?: string }): Promise<Session> {
  const session = await join({ link: host.link, ...options });
  programs.push(session);
  return session;
}

test('programs stand among people: what they are, whose agents, and what they tell of themselves', async () => {
  const { page } = owner;
  const person = (name: RegExp) => page.getByRole('list', { name: 'People' }).getByRole('listitem', { name });
  const ada = await enter({ name: 'Ada' });
  await enter({ name: 'Builder', type: 'computer', metadata: { cores: 8, system: 'Linux' } });
  await enter({ link: await ada.inviteAgent(), name: 'Robot', agent: true });
  await expect(person(/^Ada, editor, active/)).toBeVisible();
  await expect(person(/^Builder, computer, editor, active/)).toBeVisible();
  await expect(person(/^Robot, agent of Ada, editor, active/)).toBeVisible();
  await expect(person(/^Builder/).getByTitle(/^cores: 8, system: Linux$/)).toHaveText('computer');
  await page.screenshot({ path: test.info().outputPath('people.png') });
  const text = await programs[2]!.documents.open('README.md');
  await text.append('Written by a robot.\n');
  await owner.open('README.md');
  await expect(page.getByText('Written by a robot.')).toBeVisible();
  await programs.pop()!.leave();
  await expect(person(/^Robot, agent of Ada, editor, offline/)).toBeVisible();
});
