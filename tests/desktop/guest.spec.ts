import { expect } from '@playwright/test';
import { RunningHost } from '../e2e/lib/running-host.ts';
import { needsFake, test } from './lib/desktop.ts';
import type { DesktopApp } from './lib/desktop-app.ts';
import { type PageServer, pageServer } from './lib/page-server.ts';

const stranger =
  '<title>Stranger</title><h1>Stranger</h1><button>Press</button><a href="https://example.org/x">Away</a>';
const servers: PageServer[] = [];

async function strangerAt(html = stranger, secure = true): Promise<PageServer> {
  const server = await pageServer(html, secure);
  servers.push(server);
  return server;
}

const linkTo = ({ port, pin }: PageServer, more = 'session=x') =>
  `ensemble://join/127.0.0.1:${port}/#${more}${pin ? `&pin=${pin}` : ''}`;

/** The stranger's page, after the person has agreed to visit it. */
async function visited(app: DesktopApp) {
  const window = await app.window();
  await (await window.page()).getByRole('link', { name: 'Join', exact: true }).click();
  const page = await window.page();
  await expect(page.getByRole('heading', { name: 'Stranger' })).toBeVisible();
  return { window, page };
}

test.afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

test('a link to a stranger’s host asks first, with its name and fingerprint, and only the first time @short', async ({
  desktop,
}) => {
  const server = await strangerAt();
  const app = await desktop.start({ args: [linkTo(server)] });
  const page = await (await app.window()).page();
  await expect(page.getByRole('heading')).toHaveText(`Join the session at 127.0.0.1:${server.port}?`);
  const groups = server.pin.toUpperCase().match(/.{4}/g)?.join(' ') ?? '';
  await expect(page.getByText(groups)).toBeVisible();
  await page.getByRole('link', { name: 'Don’t Join' }).click();
  expect(await app.ended()).toBe(0);
  const again = await desktop.start({ args: [linkTo(server)] });
  await visited(again);
  await again.quit();
  await again.ended();
  const third = await desktop.start({ args: [linkTo(server)] });
  await expect((await (await third.window()).page()).getByRole('heading', { name: 'Stranger' })).toBeVisible();
});

test('a host that comes back with another fingerprint is warned of', async ({ desktop }) => {
  const server = await strangerAt();
  desktop.profile.settings = { knownHosts: { [`127.0.0.1:${server.port}`]: 'ab'.repeat(32) } };
  const app = await desktop.start({ args: [linkTo(server)] });
  const page = await (await app.window()).page();
  await expect(page.getByRole('heading', { name: /is not the host that it was/ })).toBeVisible();
  await expect(page.getByText('ABAB ABAB')).toBeVisible();
});

test('a dead invite and a wrong pin say so in the window @short', async ({ desktop }) => {
  const server = await strangerAt();
  const wrong = linkTo({ ...server, pin: 'ab'.repeat(32) });
  const app = await desktop.start({ args: [wrong] });
  const page = await (await app.window()).page();
  await page.getByRole('link', { name: 'Join', exact: true }).click();
  await expect(page.getByRole('heading', { name: /is not the host of this invite/ })).toBeVisible();
  const groups = server.pin.toUpperCase().match(/.{4}/g)?.join(' ') ?? '';
  await expect(page.getByText(groups)).toBeVisible();
  await server.close();
  await app.openUrl(linkTo(server, 'session=y'));
  const dead = await (await app.window(2)).page();
  // Its address is known with another fingerprint.
  await dead.getByRole('link', { name: 'Join Anyway' }).click();
  await expect(dead.getByRole('heading', { name: /Nobody answers at/ })).toBeVisible();
  await dead.getByRole('link', { name: 'Try Again' }).click();
  await expect(dead.getByRole('heading', { name: /Nobody answers at/ })).toBeVisible();
});

test('camera, microphone, clipboard and notifications are asked for one by one, and remembered for the host', async ({
  desktop,
}) => {
  needsFake('Chromium’s own questions are the fake’s');
  const server = await strangerAt();
  const app = await desktop.start({ args: [linkTo(server)] });
  const { page, window } = await visited(app);
  const wants = (what: object) =>
    page.evaluate(
      (constraints) =>
        navigator.mediaDevices.getUserMedia(constraints).then(
          () => 'given',
          (error: Error) => error.name,
        ),
      what,
    );
  const denied = wants({ video: true });
  const question = await app.choose('Don’t Allow');
  expect(question.options.message).toBe(`May the session at 127.0.0.1:${server.port} use your camera?`);
  expect(question.window).toBe(window.id);
  expect(await denied).toBe('NotAllowedError');
  expect(await wants({ video: true })).toBe('NotAllowedError');
  const given = wants({ audio: true });
  expect((await app.choose('Allow')).options.message).toMatch(/use your microphone/);
  expect(await given).toBe('given');
  expect(await wants({ audio: true })).toBe('given');
  const notified = page.evaluate(() => Notification.requestPermission());
  await app.choose('Allow');
  expect(await notified).toBe('granted');
  await page.evaluate(() => navigator.geolocation.getCurrentPosition(() => undefined));
  const copied = page.evaluate(() => navigator.clipboard.readText().catch((error: Error) => error.name));
  await app.choose('Don’t Allow');
  expect(await copied).toBe('NotAllowedError');
  expect(app.unanswered).toEqual([]);
  expect(Object.values(desktop.profile.settings.permissions as object)).toEqual([['microphone', 'notifications']]);
});

test('a stranger’s page has no powers: a storage of its own, nothing of the bridge, and the browser only by a press @short', async ({
  desktop,
}) => {
  const server = await strangerAt();
  const app = await desktop.start({ args: [desktop.profile.folder('boats')] });
  await (await app.window()).workbench();
  await app.openUrl(linkTo(server));
  const window = await app.window(2);
  const page = await window.page();
  await page.getByRole('link', { name: 'Join', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Stranger' })).toBeVisible();
  const bridge = 'Object.keys(globalThis.ensembleDesktop ?? {})';
  // Its own window alone, as a browser's frame offers it to any page.
  expect(await page.evaluate(bridge)).toEqual(['platform', 'act', 'onCommand']);
  expect(desktop.profile.partitions).toContain(`persist:guest-${server.pin}`);
  await page.evaluate(() => void globalThis.open('https://evil.test/'));
  await page.evaluate(() => globalThis.location.assign('https://evil.test/2')).catch(() => undefined);
  await page.getByRole('link', { name: 'Away' }).click();
  await app.expectNoted('openExternal', 'https://example.org/x');
  expect(app.noted('openExternal')).toEqual(['https://example.org/x']);
  await expect(page.getByRole('heading', { name: 'Stranger' })).toBeVisible();
});

test('the same invite twice is one window, and another session of the host is another', async ({ desktop }) => {
  const server = await strangerAt();
  const app = await desktop.start({ args: [linkTo(server)] });
  await visited(app);
  await app.openUrl(linkTo(server));
  await app.secondStart(linkTo(server));
  await app.window(1);
  await app.openUrl(linkTo(server, 'session=other'));
  await app.window(2);
});

test('the Dock’s icon brings a guest’s window back where no folder is open', async ({ desktop }) => {
  needsFake('it plays another system');
  const server = await strangerAt();
  desktop.profile.settings = { recentFolders: [desktop.profile.folder('boats')] };
  const app = await desktop.start({ machine: { platform: 'darwin', openUrl: linkTo(server) } });
  await visited(app);
  await app.call('emitApp', 'activate');
  const facts = await app.call('windows');
  expect(facts.map(({ focused }) => focused)).toEqual([true]);
});

test('a guest joins a real session from its link, over the host’s own certificate, and is back in with the next start', async ({
  desktop,
}) => {
  const host = await RunningHost.start();
  const link = host.link.replace(/^https?:\/\//, 'ensemble://join/');
  const app = await desktop.start({ args: [link] });
  const page = await (await app.window()).page();
  await page.getByRole('link', { name: 'Join', exact: true }).click();
  await page.getByRole('textbox', { name: 'Your name' }).fill('Ada');
  await page.getByRole('button', { name: 'Join' }).click();
  await (await app.window()).workbench();
  await app.quit();
  expect(await app.ended()).toBe(0);
  const [back] = desktop.profile.settings.openSessions as string[];
  expect(back).toMatch(/#session=/);
  expect(JSON.stringify(desktop.profile.settings)).not.toContain('invite');
  const again = await desktop.start();
  const window = await again.window();
  await window.workbench();
  expect((await window.facts()).url).toBe(back);
  // The invite itself leads into the same window.
  await again.openUrl(link);
  await expect.poll(async () => (await window.facts()).url).toContain('invite=');
  await window.workbench();
  expect(await again.windows()).toHaveLength(1);
  // Closing the window means leaving.
  await window.close();
  expect(await again.ended()).toBe(0);
  expect(desktop.profile.settings.openSessions).toEqual([]);
  await host.close();
});

test('a session that knows nothing of who comes back asks for the invite', async ({ desktop }) => {
  const host = await RunningHost.start();
  const { host: name, origin, hash } = new URL(host.link);
  const fragment = new URLSearchParams(hash.slice(1));
  const pin = fragment.get('pin');
  fragment.delete('invite');
  desktop.profile.settings = { openSessions: [`${origin}/#${fragment}`, 7], knownHosts: { [name]: pin } };
  const app = await desktop.start();
  const page = await (await app.window()).page();
  await expect(page.getByRole('textbox', { name: 'Invite link' })).toBeVisible();
  await page.evaluate(
    ([key, ticket]) => {
      localStorage.setItem(`ensemble.ticket.${key}`, ticket!);
      localStorage.setItem('ensemble.name', 'Ada');
    },
    [fragment.get('session'), 't'.repeat(43)],
  );
  await page.reload();
  await expect(page.getByRole('heading', { name: 'You are not in this session any more' })).toBeVisible();
  await host.close();
});
