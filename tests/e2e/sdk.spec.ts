import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { expect, test } from '@playwright/test';
import { build } from 'vite';
import { join } from '../../src/client/sdk/index.ts';
import { installPacked, packSdk } from '../lib/packed-sdk.ts';
import { RunningHost } from './lib/running-host.ts';

const program = `import { join } from '@ensemble/sdk';
globalThis.run = async (link) => {
  const session = await join({ link, name: 'Page', type: 'service' });
  const text = await session.documents.open('README.md');
  await text.append('from a page\\n');
  await session.state.set('page', text.text.endsWith('from a page\\n'));
  const names = session.participants().map(({ name }) => name);
  await session.leave();
  return names;
};
`;

/** Scripts of the program by their names, bundled with the package as it is installed from its tarball. */
async function bundled(): Promise<Map<string, string>> {
  const base = mkdtempSync(joinPath(tmpdir(), 'ensemble-page-'));
  try {
    const [tarballs, folder] = ['tarballs', 'page'].map((name) => joinPath(base, name)) as [string, string];
    for (const each of [tarballs, folder]) mkdirSync(each);
    await installPacked(folder, await packSdk(tarballs), joinPath(base, 'cache'));
    writeFileSync(joinPath(folder, 'program.js'), program);
    await build({
      configFile: false,
      root: folder,
      logLevel: 'warn',
      build: {
        outDir: joinPath(base, 'out'),
        lib: { entry: 'program.js', formats: ['es'], fileName: () => 'program.js' },
      },
    });
    const out = joinPath(base, 'out');
    return new Map(readdirSync(out).map((name) => [name, readFileSync(joinPath(out, name), 'utf8')]));
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

test('a program in a page at the session’s address joins by the packed SDK', async ({ page }) => {
  test.setTimeout(180_000);
  const [scripts, host] = await Promise.all([
    bundled(),
    RunningHost.start(['--share', '--admit-everyone', '--address', '127.0.0.1']),
  ]);
  try {
    const looker = await join({ link: host.link, name: 'Looker' });
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    // Served as by a proxy that has more than the session at its address: other pages are turned away.
    const { origin } = new URL(host.link);
    await page.route(`${origin}/program/*`, (route) => {
      const script = scripts.get(route.request().url().split('/').at(-1)!);
      return script === undefined
        ? route.fulfill({ contentType: 'text/html', body: '<script type="module" src="program.js"></script>' })
        : route.fulfill({ contentType: 'text/javascript', body: script });
    });
    await page.goto(`${origin}/program/page.html`);
    await expect.poll(async () => errors.join() || (await page.evaluate(() => 'run' in globalThis))).toBe(true);
    const names = await page.evaluate(
      (link) => (globalThis as unknown as { run: (link: string) => Promise<string[]> }).run(link),
      host.link,
    );
    expect(names).toEqual(expect.arrayContaining(['Looker', 'Page']));
    await expect.poll(() => looker.state.get('page')).toBe(true);
    expect((await looker.documents.open('README.md')).text).toContain('from a page\n');
    expect(errors).toEqual([]);
    await looker.leave();
  } finally {
    await host.close();
  }
});
