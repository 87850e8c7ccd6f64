import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Locator, test } from '@playwright/test';
import { call } from './lib/call-page.ts';
import { RunningHost } from './lib/running-host.ts';
import { WorkbenchPage } from './lib/workbench-page.ts';

const views = {
  people: ({ page }: WorkbenchPage) => page.getByRole('list', { name: 'People' }),
  chat: ({ page }: WorkbenchPage) => page.getByRole('log', { name: 'Messages' }),
  call,
  review: ({ page }: WorkbenchPage) => page.locator('.panel').getByRole('tab', { name: 'Review', selected: true }),
  terminal: ({ page }: WorkbenchPage) => page.locator('.panel .terminal-wrapper .xterm'),
  activity: ({ page }: WorkbenchPage) => page.locator('.sidebar').getByRole('heading', { name: 'Activity' }),
  problems: ({ page }: WorkbenchPage) => page.locator('.panel').getByRole('tab', { name: /^Problems/, selected: true }),
} satisfies Record<string, (window: WorkbenchPage) => Locator>;

type View = keyof typeof views;

interface Kind {
  name: string;
  shows: readonly View[];
  role: 'editor' | 'reviewer' | 'viewer';
  door: RegExp;
  /** True if the host is asked about a guest who comes for the first time. */
  asks: boolean;
  isRecorded: boolean;
  /** Words that a guest is told who types; null where they may. */
  refusal: string | null;
  /** Words of the way of working in the status bar, to the host and to the guest. */
  way?: readonly [RegExp, RegExp];
}

const asked = { door: /boats is shared$/, asks: true } as const;

const kinds: readonly Kind[] = [
  { name: 'Pair', shows: ['people', 'call'], role: 'editor', ...asked, isRecorded: false, refusal: null },
  {
    ...{ name: 'Mob', shows: ['people'], role: 'editor', ...asked, isRecorded: false },
    refusal: 'drives now: wait for your turn',
    way: [/^You drive\./, / drives\. Bob is next/],
  },
  {
    ...{ name: 'Review', shows: ['review'], role: 'reviewer', ...asked, isRecorded: false },
    refusal: 'You are a reviewer. Ask',
  },
  { name: 'Interview', shows: ['people', 'chat'], role: 'editor', ...asked, isRecorded: true, refusal: null },
  {
    ...{ name: 'Incident', shows: ['terminal', 'chat'], role: 'editor', isRecorded: true, refusal: null },
    ...{ door: /people who were here before come in unasked$/, asks: true },
  },
  {
    ...{ name: 'Lecture', shows: ['people'], role: 'reviewer', isRecorded: false, refusal: 'You are a reviewer. Ask' },
    ...{ door: /everyone with the link comes in unasked$/, asks: false },
    way: [/^You are lecturing/, / is lecturing: raise hand/],
  },
  {
    ...{ name: 'Handover', shows: ['activity', 'problems', 'chat'], role: 'viewer', isRecorded: true },
    ...{ door: /everyone with the link comes in unasked$/, asks: false, refusal: 'You are a viewer. Ask' },
  },
];

/** Template of the folder's own, with everything that a template can say but a way of working. */
const handover = `name: Handover
description: The night shift tells the day shift
guests: viewer
admit: everybody
record: true
show: [activity, problems, chat]
`;

const notice = ({ page }: WorkbenchPage, words: string | RegExp) =>
  page.locator('.notification-list-item', { hasText: words }).first();
const status = ({ page }: WorkbenchPage, name: string | RegExp) =>
  page.locator('.statusbar').getByRole('button', { name });
const input = ({ page }: WorkbenchPage) => page.locator('.quick-input-widget input').first();

/** Begins a session of a kind, by the keyboard alone, and gives its link. */
async function begin(owner: WorkbenchPage, name: string): Promise<string> {
  await owner.command('Ensemble: Start a Session As…');
  await expect(owner.page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first()).toBeVisible();
  await input(owner).fill(name);
  await owner.page.keyboard.press('Enter');
  await expect(notice(owner, `${name}: the invite link is on the clipboard`)).toBeVisible();
  return owner.page.evaluate(() => navigator.clipboard.readText());
}

for (const kind of kinds)
  test(`${kind.name}: the door, what a guest may do, the views, the way of working and the recording are as that kind says`, async ({
    browser,
  }, info) => {
    test.setTimeout(120_000);
    const host = await RunningHost.start(['--address', '127.0.0.1']);
    await mkdir(join(host.folder, '.ensemble/templates'), { recursive: true });
    await writeFile(join(host.folder, '.ensemble/templates/handover.yml'), handover);
    const owner = await WorkbenchPage.ofHost(browser, host.url);
    const bob = await WorkbenchPage.blank(browser);
    const shot = (window: WorkbenchPage, of: string) =>
      window.page.screenshot({ path: info.outputPath(`${kind.name}-${of}.png`) });
    try {
      await owner.context.grantPermissions(['clipboard-read', 'clipboard-write']);
      const link = await begin(owner, kind.name);
      if (kind.isRecorded) {
        await expect(owner.page.getByText('Everybody here is told, and can object.')).toBeVisible();
        await shot(owner, 'recording');
        await owner.say('As agreed');
        await expect(status(owner, /^Recording/)).toBeVisible();
      }
      for (const view of kind.shows) await expect(views[view](owner), view).toBeVisible();
      if (kind.way) await expect(status(owner, kind.way[0])).toBeVisible();
      await shot(owner, 'host');

      await bob.join(link, 'Bob');
      if (kind.asks) {
        const question = notice(owner, /calling themselves “Bob”/);
        await expect(question).toBeVisible();
        await expect(bob.page.getByRole('tree', { name: 'Files Explorer' })).toHaveCount(0);
        await question.getByRole('button', { name: 'Admit' }).click();
      }
      await bob.ready();
      await expect(status(bob, `My role: ${kind.role}`)).toBeVisible();
      if (kind.way) await expect(status(bob, kind.way[1])).toBeVisible();
      await expect(status(bob, /^Recording/)).toHaveCount(kind.isRecorded ? 1 : 0);
      await bob.open('README.md');
      await bob.page.keyboard.press('Control+Home');
      await bob.type('Bob was here. ');
      if (kind.refusal === null) {
        await owner.open('README.md');
        await owner.expectText(/^Bob was here\. /);
      } else {
        await expect(bob.page.getByText(kind.refusal).first()).toBeVisible();
        expect(await bob.text()).not.toContain('Bob was here');
      }
      await shot(bob, 'guest');

      await owner.command('Ensemble: Sharing…');
      await expect(owner.page.locator('.quick-input-title')).toHaveText(kind.door);
      await owner.page.keyboard.press('Escape');
      expect([...owner.errors, ...bob.errors]).toEqual([]);
    } finally {
      await Promise.all([owner.close(), bob.close()]);
      await host.close();
    }
  });

test('a session that goes on as another kind ends the way of working that it had', async ({ browser }) => {
  test.setTimeout(90_000);
  const host = await RunningHost.start(['--address', '127.0.0.1']);
  await mkdir(join(host.folder, '.ensemble/templates'), { recursive: true });
  await writeFile(join(host.folder, '.ensemble/templates/hunt.yaml'), 'name: Hunt\nmode: mob\nshow: [search]\n');
  const owner = await WorkbenchPage.ofHost(browser, host.url);
  try {
    await owner.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await begin(owner, 'Lecture');
    await expect(status(owner, /^You are lecturing/)).toBeVisible();
    await begin(owner, 'Hunt');
    await expect(status(owner, /^You drive\./)).toBeVisible();
    await expect(status(owner, /lecturing/)).toHaveCount(0);
    await expect(owner.page.locator('.sidebar .search-view')).toBeVisible();
    await begin(owner, 'Pair');
    await expect(status(owner, /^You drive\./)).toHaveCount(0);
    await expect(call(owner)).toBeVisible();
  } finally {
    await owner.close();
    await host.close();
  }
});
