import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, expect, test } from '@playwright/test';
import { ensureDesktop, ensureRenderer } from '../../scripts/lib/builds.mjs';
import { findElectron, whyNoWindow } from '../../scripts/lib/electron.mjs';
import { sourceNode } from '../../scripts/lib/pinned-node.mjs';
import { inProject } from '../../scripts/lib/project.mjs';

const program = findElectron();
const whyNot = whyNoWindow() ?? (program ? undefined : "Electron's program is not installed (npx install-electron)");

if (whyNot) console.log(`The desktop app is not tested: ${whyNot}.`);
test.skip(Boolean(whyNot), whyNot ?? '');

test('the app opens a folder in a locked-down window and ends its host with it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ensemble-desktop-'));
  const userData = mkdtempSync(join(tmpdir(), 'ensemble-user-'));
  writeFileSync(join(folder, 'hello.txt'), 'hello');
  await ensureRenderer();
  await ensureDesktop();
  const app = await _electron.launch({
    ...(program ? { executablePath: program } : {}),
    args: [inProject('dist/app/src/main/desktop/main.js'), folder, `--user-data-dir=${userData}`],
    env: { ...process.env, ENSEMBLE_SOURCE_DIR: inProject(), ENSEMBLE_SOURCE_NODE: sourceNode() } as Record<
      string,
      string
    >,
  });
  try {
    const page = await app.firstWindow();
    await expect(page.getByText('hello.txt')).toBeVisible();
    expect(new URL(page.url()).hostname).toBe('127.0.0.1');
    expect(
      await page.evaluate(() => [typeof Reflect.get(globalThis, 'require'), typeof Reflect.get(globalThis, 'process')]),
    ).toEqual(['undefined', 'undefined']);
    const address = page.url();
    await page.evaluate(() => window.location.assign('http://127.0.0.1:9/'));
    expect(page.url()).toBe(address);
  } finally {
    const ended = new Promise((done) => app.process().once('exit', done));
    await app.close();
    await ended;
    rmSync(folder, { recursive: true, force: true });
    rmSync(userData, { recursive: true, force: true });
  }
});
