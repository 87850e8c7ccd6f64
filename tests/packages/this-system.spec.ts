import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, expect, test } from '@playwright/test';
import { runQuietly } from '../../scripts/lib/children.mjs';
import { sourceNode } from '../../scripts/lib/pinned-node.mjs';
import { inProject } from '../../scripts/lib/project.mjs';
import { problemsInside } from '../../scripts/packages/look-inside.mjs';
import { EnsembleProcess } from '../e2e/lib/ensemble-process.ts';
import { WorkbenchPage } from '../e2e/lib/workbench-page.ts';
import { BuiltPackage } from './lib/built-package.ts';
import type { Arch, Platform } from './lib/dummy-electron.ts';

test.describe.configure({ mode: 'serial' });

let built: BuiltPackage;
/** Where the app lies once it is installed. */
let installed: string;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  const env = { ENSEMBLE_QUICK_PACKAGE: '1' };
  built = await BuiltPackage.build(process.platform as Platform, process.arch as Arch, { env });
  expect(built.output).toContain('packaging');
  expect(built.code).toBe(0);
  installed = built.unpack();
});
test.afterAll(() => built?.remove());

/** Runs a window on a host that the installed app's files run, over a folder with a few files. */
async function withWindow(
  browser: Browser,
  use: (window: WorkbenchPage) => Promise<void>,
  env: NodeJS.ProcessEnv = {},
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ensemble-packaged-'));
  const home = mkdtempSync(join(tmpdir(), 'ensemble-home-'));
  writeFileSync(join(folder, 'harbour.txt'), 'Boats lie here.\n');
  const host = new EnsembleProcess(join(installed, 'app.asar', 'src', 'cli', 'ensemble.js'));
  try {
    await host.start(['host', folder, '--port', '0', '--no-open'], home, env);
    const window = await WorkbenchPage.ofHost(browser, host.printed('ready')!);
    await use(window);
    await window.close();
  } finally {
    await host.end('SIGTERM');
    for (const each of [folder, home]) rmSync(each, { recursive: true, force: true, maxRetries: 3 });
  }
}

test('the package of this system carries its programs, beside the archive', () => {
  const lock = JSON.parse(readFileSync(inProject('package-lock.json'), 'utf8'));
  expect(problemsInside(built.resources, built, lock)).toEqual([]);
  // runAsNode, cookies encrypted, no NODE_OPTIONS, no inspector, hashes checked, only from the archive, …, no file rights.
  expect(built.fuses).toBe('11001100');
});

test('what the host loads into itself is loaded from the installed app', async () => {
  const inApp = (...path: string[]) => pathToFileURL(join(installed, 'app.asar', 'node_modules', ...path)).href;
  const watcher = `typeof (await import('${inApp('@parcel', 'watcher', 'index.js')}')).default.subscribe`;
  // Its native part is loaded when a terminal is opened.
  const terminal = `(await import('${inApp('node-pty', 'lib', 'index.js')}')).default.spawn('/bin/sh', ['-c', ''], {})`;
  const script = `${process.platform === 'win32' ? '' : `${terminal};`} console.log(${watcher})`;
  expect(await runQuietly(sourceNode(), ['--input-type=module', '-e', script])).toEqual({
    code: 0,
    output: 'function\n',
  });
});

test('the language servers that come with the app are there, and TypeScript’s starts', async () => {
  const presets = pathToFileURL(join(installed, 'app.asar', 'src', 'main', 'languages', 'servers', 'presets.js')).href;
  const script = `
    const found = (await import('${presets}')).presets().slice(0, 7).map(({ id, find }) => [id, find()]);
    const [, { program }] = found[0];
    const { execFileSync } = await import('node:child_process');
    console.log(found.filter(([, command]) => command === null).length + ' ' + String(execFileSync(program, ['--version'])).trim());`;
  const { code, output } = await runQuietly(sourceNode(), ['--input-type=module', '-e', script]);
  expect([code, output]).toEqual([0, expect.stringMatching(/^0 Version 7\./)]);
});

test('the installed app starts, and finds files and text', async ({ browser }) => {
  await withWindow(browser, async ({ page }) => {
    await page.keyboard.press('Control+p');
    await page.locator('.quick-input-widget input').first().fill('harb');
    await expect(page.locator('.quick-input-list .monaco-list-row').first()).toContainText('harbour.txt');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+Shift+f');
    await page.locator('.search-view .search-widget textarea').first().fill('Boats');
    await expect(page.locator('.search-view')).toContainText('harbour.txt');
  });
});

test('the installed ‘ensemble’ command runs the app’s program as plain Node, through a link', async () => {
  test.skip(process.platform !== 'linux', 'the dummy’s program is replaced by a script where Linux has it');
  const program = join(built.appFolder, 'ensemble-desktop');
  writeFileSync(program, '#!/bin/sh\necho "$ELECTRON_RUN_AS_NODE $*"\n', { mode: 0o755 });
  const link = join(built.folder, 'ensemble');
  symlinkSync(join(built.resources, 'bin', 'ensemble'), link);
  const { code, output } = await runQuietly(link, ['host', 'a folder']);
  expect([code, output]).toEqual([0, `1 ${join(built.resources, 'app.asar/src/cli/ensemble.js')} host a folder\n`]);
});

test('what the host starts gets the login shell’s PATH, and nothing that only Electron is told', async ({
  browser,
}) => {
  test.skip(process.platform === 'win32', 'Windows has no login shell');
  const shell = join(built.folder, 'sh');
  writeFileSync(shell, '#!/bin/sh\nexport PATH=/opt/of-ada/bin:$PATH\nfor last in "$@"; do :; done\neval "$last"\n', {
    mode: 0o755,
  });
  const programs = join(installed, 'app.asar.unpacked', 'node_modules', '@vscode');
  const ripgrep = join(programs, readdirSync(programs).find((name) => name.startsWith('ripgrep-'))!, 'bin', 'rg');
  const noted = join(built.folder, 'environment');
  const script = `#!/bin/sh\nenv > '${noted}'\nexec '${ripgrep}-itself' "$@"\n`;
  renameSync(ripgrep, `${ripgrep}-itself`);
  writeFileSync(ripgrep, script, { mode: 0o755 });
  const env = { ELECTRON_RUN_AS_NODE: '1', ENSEMBLE_LOGIN_SHELL: '1', SHELL: shell };
  const look = async ({ page }: WorkbenchPage): Promise<void> => {
    await expect(async () => {
      await page.keyboard.press('Control+p');
      await page.locator('.quick-input-widget input').first().fill('harb');
      await expect(page.locator('.quick-input-list .monaco-list-row').first()).toContainText('harbour.txt');
      await page.keyboard.press('Escape');
      expect(readFileSync(noted, 'utf8')).toMatch(/^PATH=\/opt\/of-ada\/bin:/m);
    }).toPass();
    expect(readFileSync(noted, 'utf8')).not.toMatch(/ELECTRON_RUN_AS_NODE|ENSEMBLE_LOGIN_SHELL/);
  };
  await withWindow(browser, look, env);
});

test('an installed app whose search program is gone says so, and does the rest', async ({ browser }) => {
  const programs = join(installed, 'app.asar.unpacked', 'node_modules', '@vscode');
  for (const name of readdirSync(programs)) rmSync(join(programs, name), { recursive: true });
  await withWindow(browser, async (window) => {
    const { page } = window;
    const words = /The host cannot search: its search program \(ripgrep\) is missing/;
    await page.keyboard.press('Control+p');
    await page.locator('.quick-input-widget input').first().fill('harb');
    await expect(page.locator('.quick-input-widget')).toContainText(words);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+Shift+f');
    await page.locator('.search-view .search-widget textarea').first().fill('Boats');
    await expect(page.locator('.monaco-inputbox-message')).toContainText(words);
    await page.keyboard.press('Control+Shift+e');
    await window.treeItem('harbour.txt').dblclick();
    await expect(window.editor).toContainText('Boats lie here.');
  });
});
